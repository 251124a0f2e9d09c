#!/usr/bin/env -S python3 -B
"""Metadata definitions: the files that come with Glance, loaded and exported by either, and read through both.

usage: definitions.py SERVER [sqlite] [mariadb]    both without a name
Needs `scripts/peers/up glance`, and for MariaDB `scripts/peers/up mariadb` with its GLANCE_TEST_MYSQL_URL.
What our program exports has to be what it loaded; what one server or program wrote has to look the same through both.
At the end 1000 namespaces of 50 properties are loaded, and the seconds that took are printed.
"""
import atexit
import glob
import json
import os
import sys
import tempfile
import time

from databases import MariaDb, Sqlite
from harness import PEERS_HOME, Api, check, differences
from pair import Pair

SHIPPED = os.path.join(PEERS_HOME, 'venv', 'glance', 'etc', 'glance', 'metadefs')
NAMESPACES = '/v2/metadefs/namespaces'
ADMIN, READER = 'admin:admin-project:admin', 'reader:project-b:reader'
WHOLE = {
    'namespace': 'OS::Interop', 'visibility': 'public', 'display_name': 'Ünï', 'description': 'd' * 500,
    'resource_type_associations': [{'name': 'OS::Interop::Type', 'prefix': 'i_', 'properties_target': 'image'}],
    'properties': {'p': {'title': 'P ☃', 'type': 'array', 'items': {'type': 'string', 'enum': ['a']}, 'minimum': 1.5, 'default': 5}},
    'objects': [{'name': 'o', 'required': ['q'], 'properties': {'q': {'title': 'Q', 'type': 'integer', 'enum': ['1']}}}],
    'tags': [{'name': 'two'}, {'name': 'one'}]}


def plain(document):
    """A document without what goes without saying, and in one order."""
    document = {key: value for key, value in document.items() if value not in (None, [], {})}
    document.setdefault('visibility', 'private')
    for name in ('resource_type_associations', 'objects', 'tags'):
        if name in document:
            document[name] = sorted(({k: v for k, v in item.items() if v is not None} for item in document[name]), key=lambda item: item['name'])
    return document


def documents(folder):
    found = {}
    for path in glob.glob(os.path.join(folder, '*.json')):
        with open(path, encoding='utf-8') as file:
            document = plain(json.load(file))
        found[document['namespace']] = document
    return found


def exports_what_was_loaded(pair, occasion):
    folder = tempfile.mkdtemp(dir=pair.folder)
    pair.manage('export_metadefs', '--path', folder)
    wrong = differences(documents(folder), documents(SHIPPED))
    check(f'{occasion}: {len(documents(SHIPPED))} exported documents are those that come with Glance', not wrong, '\n'.join(wrong[:20]))


def compare(pair, occasion):
    wrong, compared = [], 0
    for token in (ADMIN, READER):
        ours, glance = Api(pair.ours.port, token), Api(pair.glance.port, token)
        lists = [api.get(NAMESPACES + '?limit=1000&sort_key=namespace&sort_dir=asc').json['namespaces'] for api in (ours, glance)]
        lists = [[plain(namespace) for namespace in found] for found in lists]
        wrong += differences(*lists, f'list as {token}')
        for namespace in lists[1]:
            for rest in ('', '?resource_type=OS::Nova::Flavor', '/properties', '/objects', '/tags', '/resource_types'):
                path = f'{NAMESPACES}/{namespace["namespace"]}{rest}'
                documents = [plain(api.get(path).json) for api in (ours, glance)]
                wrong += differences(*documents, f'{path} as {token}')
                compared += 1
        types = [sorted(api.get('/v2/metadefs/resource_types').json['resource_types'], key=lambda kind: kind['name']) for api in (ours, glance)]
        wrong += differences(*types, f'types as {token}')
    check(f'{occasion}: {compared} answers are equal in every field', not wrong, lambda: f'{len(wrong)} differences\n' + '\n'.join(wrong[:40]))



def trial(program, database, folder):
    pair = Pair(program, database, folder)
    pair.manage('sync')
    pair.manage('load_metadefs', '--path', SHIPPED)
    exports_what_was_loaded(pair, f'{database.name}, loaded by our program')
    pair.ours.start()
    pair.glance.start()
    compare(pair, f'{database.name}, loaded by our program')
    for name, port in (('our server', pair.ours.port), ('Glance', pair.glance.port)):
        api = Api(port, ADMIN)
        api.request('POST', NAMESPACES, WHOLE).expect(201)
        compare(pair, f'{database.name}, with a namespace by {name}')
        api.request('DELETE', f'{NAMESPACES}/OS::Interop').expect(204)
    pair.glance_manage('unload_metadefs')
    pair.glance_manage('load_metadefs', '--path', SHIPPED)
    exports_what_was_loaded(pair, f'{database.name}, loaded by Glance')
    compare(pair, f'{database.name}, loaded by Glance')
    merges(pair, database, folder)
    pair.stop()


def merges(pair, database, folder):
    """What a file does to a namespace that is there, by our program and by Glance."""
    new = os.path.join(folder, 'new.json')
    with open(os.path.join(SHIPPED, 'compute-watchdog.json'), encoding='utf-8') as file:
        document = json.load(file)
    document['display_name'] = 'Changed'
    document['tags'] = [{'name': 'new'}]
    document['resource_type_associations'][0]['prefix'] = 'changed_'
    for properties in [document.get('properties', {})] + [item['properties'] for item in document.get('objects', [])]:
        for words in properties.values():
            words['title'] = 'Changed'
        properties['added'] = {'title': 'Added', 'type': 'string'}
    with open(new, 'w', encoding='utf-8') as file:
        json.dump(document, file)
    path = f'{NAMESPACES}/{document["namespace"]}'
    for options in ([], ['--merge'], ['--merge', '--prefer_new'], ['--merge', '--overwrite']):
        seen = []
        for manage in (pair.manage, pair.glance_manage):
            pair.manage('unload_metadefs')
            pair.manage('load_metadefs', '--path', SHIPPED)
            manage('load_metadefs', '--path', new, *options)
            found = plain(Api(pair.ours.port, ADMIN).get(path).json)
            seen.append(json.loads(json.dumps(found), object_hook=lambda item: {
                key: bool(value) if key in ('created_at', 'updated_at') else value for key, value in item.items()}))
        wrong = differences(*seen)
        check(f'{database.name}, load_metadefs {" ".join(options)}: the same becomes of a namespace', not wrong, '\n'.join(wrong))


def many(program, folder):
    source = os.path.join(folder, 'many')
    os.mkdir(source)
    for number in range(1000):
        properties = {f'property_{n}': {'title': f'Property {n}', 'description': 'What it is for.', 'type': 'string', 'enum': ['a', 'b']}
                      for n in range(50)}
        with open(os.path.join(source, f'{number}.json'), 'w', encoding='utf-8') as file:
            json.dump({'namespace': f'OS::Many::{number}', 'display_name': f'Many {number}', 'visibility': 'public',
                       'resource_type_associations': [{'name': 'OS::Glance::Image'}], 'properties': properties}, file)
    pair = Pair(program, Sqlite(folder, 'many'), tempfile.mkdtemp(dir=folder))
    pair.manage('sync')
    seconds = []
    for _ in range(2):  # what else the machine does at the moment is not measured
        pair.manage('unload_metadefs')
        begun = time.monotonic()
        pair.manage('load_metadefs', '--path', source)
        seconds.append(time.monotonic() - begun)
    check(f'1000 namespaces of 50 properties are loaded in {min(seconds):.1f} s, which is less than 10 s', min(seconds) < 10)


if __name__ == '__main__':
    kinds = [kind for kind in (Sqlite, MariaDb) if not sys.argv[2:] or kind.name.lower() in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            home = os.path.join(folder, kind.name)
            os.mkdir(home)
            database = kind(home, 'definitions')
            if hasattr(database, 'drop'):
                atexit.register(database.drop)
            trial(sys.argv[1], database, home)
        many(sys.argv[1], folder)
