#!/usr/bin/env python3
"""The description of the API is one in OpenAPI 3.1, and whatever is made up from it gets the answers that it promises.

usage: openapi.py SERVER    QUICK=1: fewer requests
"""
import json
import os
import subprocess
import sys
import tempfile

from fuzz.population import populate
from harness import PEERS_HOME, Api, Server, check, free_port, run

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(PEERS_HOME, 'venv', 'openapi', 'bin')
TOKEN = 'admin:admin-project:admin'
CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance',
          'response_headers_conformance', 'allow_header_conformance']


def start(program, folder):
    """A server with two stores, and with a property that its operator describes."""
    port = free_port()
    config = os.path.join(folder, 'glance-api.conf')
    for name in ('fast', 'cheap'):
        os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, 'schema-image.json'), 'w') as schema:
        json.dump({'cores': {'type': 'integer', 'minimum': 1}, 'kernel_id': {'type': ['null', 'string']}}, schema)
    with open(config, 'w') as options:
        options.write(f'''[DEFAULT]
bind_host = 127.0.0.1
bind_port = {port}
enabled_backends = fast:file, cheap:file
show_multiple_locations = true
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = {folder}/fast
[cheap]
filesystem_store_datadir = {folder}/cheap
[database]
connection = sqlite:///{folder}/glance.sqlite
[paste_deploy]
flavor = fakeauth
''')
    run(program, 'manage', '--config-file', config, 'db', 'sync')
    server = Server([program, 'api', '--config-file', config], port, os.path.join(folder, 'server.log'))
    server.start()
    return server


def fuzz(server, document, folder):
    """Lets Schemathesis send what the document allows, and what it does not."""
    examples = '5' if os.environ.get('QUICK') else '50'
    settings, hooks = (os.path.join(HERE, 'fuzz', name) for name in ('schemathesis.toml', 'hooks.py'))
    return subprocess.run(
        [os.path.join(TOOLS, 'schemathesis'), '--config-file', settings, 'run', document,
         '--url', f'http://127.0.0.1:{server.port}', '--header', f'X-Auth-Token: {TOKEN}', '--checks', ','.join(CHECKS),
         '--phases', 'coverage,fuzzing', '--max-examples', examples, '--seed', '1', '--no-shrink', '--continue-on-failure',
         '--no-color', '--warnings', 'off'],
        env={**os.environ, 'SCHEMATHESIS_HOOKS': hooks}, cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix='glance-openapi-') as folder:
        server = start(program, folder)
        answer = Api(server.port, TOKEN).get('/v2/openapi.json')
        document = os.path.join(folder, 'openapi.json')
        with open(document, 'wb') as file:
            file.write(answer.body)
        check("the operator's property is in it", 'cores' in answer.json['components']['schemas']['Image']['properties'])
        told = run(os.path.join(TOOLS, 'openapi-spec-validator'), '--schema', '3.1', document)
        check('it is OpenAPI 3.1', told.strip().endswith('OK'), told)
        populate(Api(server.port, TOKEN))
        fuzzed = fuzz(server, document, folder)
        cases = [line.strip() for line in fuzzed.stdout.splitlines() if ' generated, ' in line]
        check(f'every answer is as described: {"".join(cases)}', fuzzed.returncode == 0 and cases, fuzzed.stdout[-20000:])
        check('the server ends with exit code 0', server.stop() == 0)


main()
