"""Values that requests are made of: good ones, and those at and past each border."""
import json

ADMIN = 'ada:operators:admin,member,reader'
OWNER = 'olga:project-a:member,reader'
OTHER = 'otto:project-b:member,reader'
READER = 'rita:project-a:reader'
IDENTITIES = [ADMIN, OWNER, OWNER, OTHER, READER]
PROJECTS = ['project-a', 'project-b', 'project-c', 'operators', 'projekt-ä', 'p' * 255]

STATUSES = ['queued', 'saving', 'active', 'deactivated', 'deleted', 'killed', 'nonsense']
VISIBILITIES = ['public', 'private', 'shared', 'community']
DISK_FORMATS = ['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop']
CONTAINER_FORMATS = ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed']
SORT_KEYS = ['name', 'status', 'container_format', 'disk_format', 'size', 'id', 'created_at', 'updated_at']
NAMES = ['alpha', 'beta', 'Gamma', 'alpha', 'a b', 'Größe', '図', 'a,b', 'a:b', 'say "x"', 'back\\slash', "o'clock", '', 'x' * 255, '50%', '10']
TAGS = ['one', 'two', 'three', 'Two', 'with space', 'étiquette', '図', 'a,b', 'in:x', 't' * 255]
PROPERTY_NAMES = ['os_distro', 'os_version', 'architecture', 'hw_disk_bus', 'Key', 'key', 'with space', 'dotted.name', 'ключ', 'a/b', 'a~b', 'k' * 255]
TEXTS = ['debian', 'Debian', '', '12', 'true', 'значение ☃', 'a\nb', 'x' * 3000, '{"a": 1}', '<b>&amp;</b>', '%s %(x)s', "'; --"]
READ_ONLY = ['status', 'checksum', 'size', 'virtual_size', 'created_at', 'updated_at', 'direct_url', 'self', 'file', 'schema', 'stores']
RESERVED = ['location', 'deleted', 'deleted_at', 'os_glance_x', 'os_glance_import_task', 'locations']
NOT_TEXT = [None, 5, 0, -1, 1.5, True, False, [], {}, ['a'], {'a': 'b'}, 10 ** 30]
DATES = ['2001-01-01T00:00:00Z', '2099-12-31T23:59:59Z', '2001-01-01', '2099-01-01T00:00:00', '2001-01-01T00:00:00.5Z', '2099-12-31T23:59:59%2B02:00',
         '20010101T000000Z', 'yesterday', '2001-13-01T00:00:00Z', '', '5']
ACCEPTS = ['application/json', 'application/json', None, None, '*/*', 'text/html', 'text/plain', 'text/html, application/json;q=0.5',
           'application/xml', 'application/json, text/plain, */*']
V21 = 'application/openstack-images-v2.1-json-patch'
V20 = 'application/openstack-images-v2.0-json-patch'

# (value, whether a server has to take it); None as a default is the usual thing in JSON.
FIELDS = {
    'name': [*NAMES, None, 'x' * 256, '\U0001f600', 7, True, [], 'nul\0'],
    'visibility': [*VISIBILITIES, *VISIBILITIES, 'all', 'PUBLIC', '', None, 1],
    'protected': [True, False, False, 'true', 'True', None, 0, 1],
    'os_hidden': [True, False, False, 'true', None, 1],
    'container_format': [*CONTAINER_FORMATS, *CONTAINER_FORMATS, None, 'zip', '', 'BARE', 1],
    'disk_format': [*DISK_FORMATS, *DISK_FORMATS, None, 'zip', '', 'RAW', 1],
    'min_disk': [0, 1, 7, 2147483647, 2147483648, -1, 1.0, 1.5, '1', None, True],
    'min_ram': [0, 512, 2147483647, 2147483648, -1, 2.5, '512', None],
    'tags': [[], ['one'], ['one', 'two'], ['two', 'one', 'two'], TAGS[:4], TAGS[4:8], ['t' * 256], [1], 'one', None, {}, [None], [''],
             [str(n) for n in range(6)]],
    'owner': [*PROJECTS, '', None, 'o' * 256, 5],
}


def document(value):
    """JSON as a client writes it; sometimes raw UTF-8 and sometimes escapes would do, and Glance reads both."""
    return json.dumps(value, ensure_ascii=False)


def image_fields(random, spoil=0.25):
    """Fields of an image; each may be one that is refused with the probability `spoil`."""
    fields = {}
    for name, values in FIELDS.items():
        if random.random() < 0.3:
            good = {'name': NAMES, 'visibility': VISIBILITIES, 'tags': [['one'], ['one', 'two'], ['Two', 'étiquette'], []],
                    'owner': ['project-a', 'project-b']}.get(name, values[:2])
            fields[name] = random.choice(values if random.random() < spoil else good)
    for _ in range(random.choice([0, 0, 1, 2, 3])):
        fields[random.choice(PROPERTY_NAMES)] = random.choice(NOT_TEXT if random.random() < spoil / 3 else TEXTS)
    if random.random() < spoil / 4:
        fields[random.choice([*READ_ONLY, *RESERVED, 'k' * 256, 'os_hash_algo', 'os_hash_value', ''])] = random.choice(['x', None, 5])
    return fields
