#!/usr/bin/env -S python3 -B
"""One database, two servers: ours and a real Glance, on SQLite and on MariaDB, in both directions.

usage: sharing.py SERVER [sqlite] [mariadb]    both without a name
Needs `scripts/peers/up glance`, and for MariaDB `scripts/peers/up mariadb` with its GLANCE_TEST_MYSQL_URL.
Both servers run on one configuration file. Everything that one wrote is read through both, as five identities, and
the answers have to be the same in every field; then each changes what the other wrote, and they are read again.
"""
import atexit
import hashlib
import os
import sys
import tempfile

from databases import MariaDb, Sqlite
from harness import Api, check, differences
from pair import Pair
from population import IDENTITIES, Population, change

HEAD = '2024_1_contract01'
LISTS = ['limit=1000', 'limit=3', 'limit=1000&sort=name:asc', 'limit=1000&sort=size:desc,id:asc', 'limit=1000&sort_key=updated_at',
         'os_hidden=true', 'visibility=shared&member_status=all', 'visibility=community', 'status=deactivated', 'tag=a',
         'visibility=all&limit=1000', 'size_min=60000', 'os_distro=debian', 'protected=true', 'disk_format=in:qcow2,raw&limit=1000']


def seen(answer):
    """What is compared of an answer: all of a document; of data the digest and the headers that describe it."""
    if answer.headers.get('Content-Type', '').startswith('application/json') and answer.status == 200:
        body = answer.json
        for image in body.get('images', [body]):
            if 'tags' in image:
                image['tags'].sort()  # a set in Glance, in another order after each start
        return {'status': 200, 'body': body}
    if answer.status != 200:
        return {'status': answer.status}
    names = ('Content-Type', 'Content-Length', 'Content-MD5')
    return {'status': 200, 'sha256': hashlib.sha256(answer.body).hexdigest()} | {n: answer.headers.get(n) for n in names}


def compare(pair, populations, occasion):
    """Reads lists, images, members and data through both servers as every identity."""
    ids = [image_id for population in populations for image_id in population.ids.values()]
    paths = ['/v2/images?' + query for query in LISTS]
    for image_id in ids:
        paths += [f'/v2/images/{image_id}{rest}' for rest in ('', '/members', '/members/project-b', '/file')]
    wrong, compared = [], 0
    for token in IDENTITIES:
        ours, glance = Api(pair.ours.port, token), Api(pair.glance.port, token)
        for path in paths:
            found = differences(seen(ours.request('GET', path)), seen(glance.request('GET', path)))
            wrong += [f'  GET {path} as {token}: {line}' for line in found]
            compared += 1
    about = {image_id: name for population in populations for name, image_id in population.ids.items()}
    legend = '\n'.join(f'  {image_id} is "{name}"' for image_id, name in about.items() if any(image_id in line for line in wrong))
    check(f'{occasion}: {compared} answers about {len(ids)} images are equal in every field', not wrong,
          lambda: f'{len(wrong)} differences\n' + '\n'.join(wrong[:40]) + '\n' + legend)


def files_match(pair, populations):
    """Both folders hold the files that the images' locations name, and no other."""
    admin, located = Api(pair.glance.port, IDENTITIES[0]), set()
    for image_id in [image_id for population in populations for image_id in population.ids.values()]:
        answer = admin.get(f'/v2/images/{image_id}', 200, 404)
        if answer.status == 200:
            located |= {location['url'].removeprefix('file://') for location in answer.json['locations']}
    present = {os.path.join(pair.stores[s], name) for s in ('fast', 'cheap') for name in os.listdir(pair.stores[s])}
    check(f'the stores hold the {len(located)} files that the images name, and no other', located == present,
          lambda: f'missing {sorted(located - present)}\nstray {sorted(present - located)}')
    odd = pair.database.oddities()
    check('all times in the database have the shape that SQLAlchemy writes', not odd, '\n'.join(odd[:10]))


def glance_first(pair):
    """The real Glance makes the database and fills it; ours joins."""
    pair.glance_manage('sync')
    pair.glance.start(within=90)
    theirs = Population(pair.glance.port, 'Glance').write()
    theirs.copy_to_second_store()
    before = pair.database.schema()
    check('our manage db check accepts the database that Glance made', 'up to date' in pair.manage('check'))
    check('our manage db version names its revision', HEAD in pair.manage('version').split())
    pair.manage('sync')
    kept = before <= pair.database.schema()
    check('our manage db sync takes nothing from it', kept, lambda: sorted(before - pair.database.schema()))
    pair.ours.start()
    compare(pair, [theirs], 'written by Glance')
    mine = Population(pair.ours.port, 'ours').write()
    compare(pair, [theirs, mine], 'with ours beside them')
    change_both(pair, theirs, mine)
    return before


def ours_first(pair, schema_of_glance):
    """Our program makes the database and fills it; the real Glance joins."""
    pair.manage('sync')
    pair.manage('sync')
    missing = schema_of_glance - pair.database.schema()
    check('our manage db sync makes the schema that Glance makes', not missing, lambda: f'missing: {sorted(missing, key=str)}')
    more = pair.database.schema() - schema_of_glance
    tables = {fact[1] for fact in schema_of_glance}
    altered = [fact for fact in more if fact[0] != 'index' and fact[1] in tables]
    check("what it adds to Glance's tables are indexes alone", not altered, altered)
    for fact in sorted(more, key=str):
        print('        ', *fact)
    check("Glance's db check accepts it", 'up to date' in pair.glance_manage('check'))
    check("Glance's db version names its revision", pair.glance_manage('version').split() == [HEAD])
    made = pair.database.schema()
    pair.glance_manage('sync')
    check("Glance's db sync leaves it as it is", pair.database.schema() == made)
    pair.ours.start()
    mine = Population(pair.ours.port, 'ours').write()
    pair.glance.start(within=90)
    compare(pair, [mine], 'written by ours')
    theirs = Population(pair.glance.port, 'Glance').write()
    theirs.copy_to_second_store()
    compare(pair, [mine, theirs], "with Glance's beside them")
    change_both(pair, theirs, mine)


def change_both(pair, theirs, mine):
    change(pair.ours.port, theirs.ids)
    compare(pair, [theirs], "Glance's, changed by ours")
    change(pair.glance.port, mine.ids)
    compare(pair, [mine], 'ours, changed by Glance')
    files_match(pair, [theirs, mine])
    pair.stop()


wanted = sys.argv[2:] or ['sqlite', 'mariadb']
for kind in [{'sqlite': Sqlite, 'mariadb': MariaDb}[name] for name in wanted]:
    schema = None
    for direction in (1, 2):
        folder = tempfile.TemporaryDirectory(prefix='glance-sharing-')
        shared = Pair(sys.argv[1], kind(folder.name, direction), folder.name)
        if kind is MariaDb:
            atexit.register(shared.database.drop)
        print(f'sharing: {kind.name}, ' + ('made by Glance' if direction == 1 else 'made by ours'), flush=True)
        if direction == 1:
            schema = glance_first(shared)
        else:
            ours_first(shared, schema)
print('sharing: all claims hold')
