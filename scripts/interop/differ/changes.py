"""Changes of an image: JSON patches of both forms, and tags."""
from urllib.parse import quote

from differ.values import ADMIN, FIELDS, NOT_TEXT, OTHER, OWNER, PROPERTY_NAMES, READ_ONLY, RESERVED, READER, TAGS, TEXTS, V20, V21

BROKEN = ['', '{', '{}', '[]', '5', 'null', '[5]', '[[]]', '[{}]', '[{"op": "add"}]', '[{"op": "add", "path": "/a"}]', '[{"op": "move", "path": "/a", "from": "/b"}]',
          '[{"op": "test", "path": "/name", "value": "a"}]', '[{"path": "/name", "value": "a"}]', '[{"op": "remove", "path": ""}]',
          '[{"op": 5, "path": "/a", "value": "a"}]', '[{"op": "add", "path": 5, "value": "a"}]', '[{"op": "add", "path": ["a"], "value": "a"}]',
          '[{"op": "add", "path": "/a", "value": "a"}, 5]', '[{"add": "/a", "remove": "/b", "value": "a"}]', '[{"add": "/a"}]',
          '[{"op": "add", "path": "/a", "value": "a", "more": 1}]', '{"op": "add", "path": "/a", "value": "a"}', '[{"op": "ADD", "path": "/a", "value": "b"}]']
POINTERS = ['name', '', '/', '//', '/a/', '/a//b', '/a/b', '/ a', '/a~', '/a~2', '/a~0b', '/a~1b', '/tags/0', '/tags/-', '/name/x', 
            '/Name', '/ ', '/a b', '/ключ', '/' + 'k' * 255, '/' + 'k' * 256, '/checksum/x']


def operation(random, form):
    """One operation in the given form of the media type."""
    verb = random.choice(['add', 'replace', 'replace', 'remove'])
    kind = random.random()
    if kind < 0.5:
        name = random.choice(list(FIELDS))
        path, value = '/' + name, random.choice(FIELDS[name][:3] if random.random() < 0.6 else FIELDS[name])
    elif kind < 0.8:
        name = random.choice(PROPERTY_NAMES[:10])
        path = '/' + name.replace('~', '~0').replace('/', '~1')
        value = random.choice(TEXTS if random.random() < 0.9 else NOT_TEXT)
    elif kind < 0.9:
        path, value = '/' + random.choice([*READ_ONLY, *RESERVED[:-1], 'id', 'os_hash_algo', 'os_hash_value', 'image_id']), random.choice(['x', None, 5, []])
    else:
        path, value = random.choice(POINTERS), random.choice(['x', 'y', [], None])
    body = {'op': verb, 'path': path} if form == V21 else {verb: path}
    if verb != 'remove' or random.random() < 0.1:
        body['value'] = value
    return body


def patch(story, image):
    random = story.random
    form = random.choice([V21, V21, V21, V20])
    media = form if random.random() < 0.95 else random.choice(['application/json', 'application/openstack-images-v2.2-json-patch', '', 'text/plain',
                                                               V21 + '; charset=utf-8', 'APPLICATION/openstack-images-v2.1-json-patch', V20])
    body = [operation(random, form) for _ in range(random.choice([1, 1, 1, 2, 3]))] if random.random() < 0.9 else random.choice(BROKEN)
    story.ask('PATCH', f'/v2/images/{image}', random.choice([OWNER, OWNER, OWNER, ADMIN, OTHER, READER]), body, {'Content-Type': media} if media else {})


def tag(story, image):
    random = story.random
    name = random.choice(TAGS) if random.random() < 0.9 else random.choice(['t' * 256, 'a/b', '%', '\U0001f600', ' ', '\n'])
    body = '{}' if random.random() < 0.05 else None
    story.ask(random.choice(['PUT', 'PUT', 'DELETE', 'GET', 'PUT']), f'/v2/images/{image}/tags/{quote(name, safe="")}',
              random.choice([OWNER, OWNER, OWNER, ADMIN, OTHER, READER]), body)


def patches(story):
    """One or two images that are changed again and again."""
    random = story.random
    for _ in range(2):
        fields = {'visibility': random.choice(['private', 'shared', 'community'])} if random.random() < 0.4 else {}
        fields |= {'os_distro': 'debian', 'key': 'value'} if random.random() < 0.5 else {}
        fields |= {'disk_format': 'raw', 'container_format': 'bare'} if random.random() < 0.5 else {}
        image = story.create(random.choice([OWNER, OWNER, ADMIN]), name='alpha', **fields)
        if 'disk_format' in fields and random.random() < 0.6:
            story.upload(image, b'data', OWNER)
    for _ in range(25):
        image = story.some_image()
        (patch if random.random() < 0.85 else tag)(story, image)
        if random.random() < 0.5:
            story.look(image)
