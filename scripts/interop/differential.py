#!/usr/bin/env -S python3 -B
"""The same requests to our server and to a real Glance: status, headers and bodies have to be the same.

usage: differential.py SERVER [--count N] [--seed N] [--findings N] [--kind NAME]
Needs `scripts/peers/up glance`. Requests are made of random numbers, so that a seed tells all. What differs on purpose
stands in differ/allowed.py with its row of docs/differences.md; everything else is shown with the fewest requests that
bring it about.
"""
import argparse
import random
import sys
import tempfile
import time

from differ import allowed, episodes, sides, trial

arguments = argparse.ArgumentParser()
arguments.add_argument('server')
arguments.add_argument('--count', type=int, default=4000, help='at least so many requests')
arguments.add_argument('--seed', type=int, default=33)
arguments.add_argument('--findings', type=int, default=8, help='so many are cut down and shown')
arguments.add_argument('--kind', help='only stories of this kind')
arguments = arguments.parse_args()

allowed.check_rows()
folder = tempfile.TemporaryDirectory(prefix='glance-differential-')
both = sides.ours(arguments.server, folder.name), sides.glance(folder.name)
for side in both:
    side.server.start(within=90)
tested, found, begun, kinds = trial.Trial(*both), {}, time.monotonic(), {}
number = 0
while tested.told < arguments.count:
    number += 1
    story = episodes.story(random.Random(f'{arguments.seed}/{number}'), number, arguments.kind)
    kinds[story.kind] = kinds.get(story.kind, 0) + len(story.requests)
    for finding in tested.tell(story):
        found.setdefault(finding.signature, []).append((finding, story))
    sides.require_alive(*both)
compared = tested.told
print(f'  {compared} requests compared in {time.monotonic() - begun:.0f} s: ' + ', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items())))
for row in allowed.TABLE:
    if row.seen or arguments.count >= 4000 and not arguments.kind:
        print(f'  {row.seen or "NEVER SEEN":>10}  {row.row}')
most = sorted(found.items(), key=lambda item: -len(item[1]))
for signature, examples in most[:arguments.findings]:
    finding, story = min(examples, key=lambda example: len(example[0].requests))
    print(f'\n{len(examples)} times: {signature[0]}  ours {signature[1]}, Glance {signature[2]}  {" ".join(signature[3:])}')
    print(tested.shrink(finding, story), flush=True)
if found:
    for signature, examples in most[arguments.findings:]:
        print(f'{len(examples)} times: {signature}')
    sys.exit(f'FAILED: {len(found)} kinds of differences in {compared} requests, seed {arguments.seed}')
print('differential: all answers are the same')
