"""Reads a subunit stream; one JSON object a test: name, outcome, reason. Runs in Tempest's own environment."""
import json
import sys

import subunit
import testtools

WORDS = {'success': 'passed', 'xfail': 'passed', 'skip': 'skipped', 'fail': 'failed', 'uxsuccess': 'failed', 'inprogress': 'failed'}
tests = {}


def name_of(test_id):
    """The name without its tags; of a scenario with it, of a class that could not be set up as it is."""
    if test_id.startswith(('setUpClass', 'tearDownClass')):
        return test_id
    return test_id.split('[')[0] + (' (' + test_id.rsplit('(', 1)[1] if '(' in test_id else '')


def on_test(test):
    if test['status'] not in WORDS:
        return
    details = test['details']
    reason = details['reason'].as_text() if 'reason' in details else details['traceback'].as_text() if 'traceback' in details else ''
    tests[name_of(test['id'])] = {'outcome': WORDS[test['status']], 'reason': reason.strip()}


result = testtools.StreamToDict(on_test)
result.startTestRun()
subunit.ByteStreamToStreamResult(sys.stdin.buffer, non_subunit_name='stdout').run(result)
result.stopTestRun()
for name, found in sorted(tests.items()):
    print(json.dumps({'name': name} | found))
