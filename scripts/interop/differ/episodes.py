"""Makes requests out of random numbers: short stories about a few images, each beginning without any.

A story never looks at an answer, so that a part of it can be told again.
"""
import uuid
from urllib.parse import quote, urlencode

from differ import changes, data, definitions, lists, located, rare
from differ.exchange import Request
from differ.values import ACCEPTS, ADMIN, IDENTITIES, NOT_TEXT, OTHER, OWNER, PROJECTS, READER, TAGS, V21, document, image_fields


class Story:
    """The requests so far, and how many images they made."""

    def __init__(self, random):
        self.random, self.requests, self.images, self.planned = random, [], 0, {}

    def ask(self, method, path, who=None, body=None, headers=None, **more):
        headers = dict(headers or {})
        accept = self.random.choice(ACCEPTS)
        if accept:
            headers.setdefault('Accept', accept)
        if body is not None and not isinstance(body, (str, bytes)):
            body = document(body)
        self.requests.append(Request(method, path, who or self.anyone(), headers, body, **more))

    def anyone(self):
        return self.random.choice(IDENTITIES)

    def some_image(self):
        """An image of this story, or rarely something that is none."""
        if not self.images or self.random.random() < 0.02:
            return self.random.choice(['00000000-0000-0000-0000-000000000000', 'x', 'A' * 36, '1' * 40, '%C3%A9', '@1@x'])
        return f'@{self.random.randint(1, self.images)}@'

    def create(self, who=None, /, **fields):
        """An image with an id that both servers are told."""
        self.images += 1
        self.planned[self.images] = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        self.ask('POST', '/v2/images', who, fields | {'id': f'@{self.images}@'})
        return f'@{self.images}@'

    def upload(self, image, bytes_, who=None):
        self.ask('PUT', f'/v2/images/{image}/file', who, bytes_, {'Content-Type': 'application/octet-stream'})

    def look(self, image):
        """What everybody sees of the image afterwards."""
        for who in (ADMIN, self.random.choice([OWNER, OTHER, READER])):
            self.ask('GET', f'/v2/images/{image}', who)


def creations(story):
    """Images that are made, good and bad, and shown."""
    random = story.random
    for _ in range(14):
        fields = image_fields(random)
        who = story.anyone()
        if random.random() < 0.7:
            image = story.create(who, **fields)
            story.look(image)
        elif random.random() < 0.3:
            story.images += 1
            story.ask('POST', '/v2/images', who, fields, image=story.images)
            story.look(f'@{story.images}@')
        else:
            story.ask('POST', '/v2/images', who, random.choice([
                '', '{', '[]', '[1]', 'null', '5', '"x"', '{}', b'\xff\xfe', b'{"name": "\xe9"}', '{"name": "a", "name": "b"}', '[{}]', '{"a": NaN}',
                '{"id": "' + random.choice(['x', '', '12345678-1234-1234-1234-12345678901', 'ABCDEFAB-1234-1234-1234-1234567890AB', '@1@']) + '"}',
                '{"name": "a"} x', '[' * 300, '{"id": 5}', '{"id": null}', '{"a": {"b": {"c": 1}}}', 'x' * 2000, document({'a': random.choice(NOT_TEXT)})]),
                image=story.images + 1)
            story.images += 1
            if random.random() < 0.5:
                story.ask('DELETE', f'/v2/images/@{story.images}@', ADMIN)


def lives(story):
    """A few images that are changed, filled, switched off and deleted by all kinds of people."""
    random = story.random
    for _ in range(3):
        fields = {'disk_format': 'raw', 'container_format': 'bare', 'name': random.choice(['alpha', 'beta'])}
        if random.random() < 0.5:
            fields['visibility'] = random.choice(['private', 'shared', 'community'])
        story.create(random.choice([OWNER, OWNER, ADMIN]), **fields)
    for _ in range(25):
        image = story.some_image()
        act = random.choice([changes.patch, changes.patch, changes.patch, changes.tag, data.upload, data.download, actions, delete])
        act(story, image)
        if random.random() < 0.4:
            story.look(image)


def actions(story, image):
    body, headers = None, {}
    if story.random.random() < 0.1:
        body = '{}'
    who = story.random.choice([ADMIN, OWNER, OWNER, OTHER, READER])
    story.ask('POST', f'/v2/images/{image}/actions/{story.random.choice(["deactivate", "reactivate"])}', who, body, headers)


def delete(story, image):
    if story.random.random() < 0.4:
        story.ask('DELETE', f'/v2/images/{image}')
        story.ask('GET', f'/v2/images/{image}', ADMIN)


def sharing(story):
    """Members of images, and what they see."""
    random = story.random
    for visibility in random.sample(['shared', 'shared', 'private', 'community', 'public'], 3):
        who = ADMIN if visibility == 'public' else random.choice([OWNER, ADMIN])
        story.create(who, visibility=visibility, disk_format='raw', container_format='bare', name=visibility)
    for _ in range(30):
        members(story, story.some_image())


def members(story, image):
    random, path = story.random, f'/v2/images/{image}/members'
    project = random.choice(['project-b', 'project-b', 'project-c', *PROJECTS])
    one = f'{path}/{quote(project)}'
    match random.randrange(8):
        case 0 | 1:
            body = {'member': project} if random.random() < 0.8 else random.choice(
                ['', '{}', '[]', '{"member": ""}', '{"member": 5}', '{"member": null}', '5', '{', '["member"]', '{"member": "x", "y": 1}',
                 document({'member': 'm' * 256}), document({'member': '\U0001f600'})])
            story.ask('POST', path, random.choice([OWNER, OWNER, ADMIN, OTHER, READER]), body)
        case 2 | 3:
            body = {'status': random.choice(['accepted', 'accepted', 'rejected', 'pending'])} if random.random() < 0.8 else random.choice(
                ['', '{}', '[]', '{"status": "x"}', '{"status": 5}', '{"status": null}', '{"status": ""}', '"accepted"', '{"status": "accepted", "x": 1}'])
            story.ask('PUT', one, random.choice([OTHER, OTHER, ADMIN, OWNER, READER]), body)
        case 4:
            story.ask('GET', path)
        case 5:
            story.ask('GET', one)
        case 6:
            story.ask('DELETE', one, body=random.choice([None] * 9 + ['{}']))
        case 7:
            story.ask('GET', '/v2/images?' + urlencode({'visibility': random.choice(['shared', 'all']), 'member_status': random.choice(
                ['pending', 'accepted', 'rejected', 'all', 'x'])}), OTHER)
            if random.random() < 0.3:
                story.ask('PATCH', f'/v2/images/{image}', OWNER, [{'op': 'replace', 'path': '/visibility', 'value': random.choice(['shared', 'private'])}],
                          {'Content-Type': V21})
    if random.random() < 0.3:
        story.ask('GET', f'/v2/images/{image}', OTHER)


def around(story):
    """Versions, schemas, and what no route has."""
    random = story.random
    story.create(OWNER, name='one')
    versions = ['v2', 'v2', 'v2.0', 'v2.7', 'v2.8', 'v2.9', 'v2.13', 'v2.15', 'v2.16', 'v2.17', 'v2.18', 'v2.19', 'v1', 'v1.1', 'v3', 'V2', 'v', 'v2.']
    paths = ['/', '', '/images', '/images/', '/images/@1@', '/images/@1@/', '/schemas/image', '/schemas/images', '/schemas/member', '/schemas/members',
             '/schemas/nothing', '/schemas', '/images/@1@/file', '/images/@1@/nothing', '/images/@1@/members', '/images/@1@/tags', '/images/@1@/actions',
             '/images/@1@/actions/deactivate', '/images/@1@/actions/explode', '/images/@1@/tags/a%2Fb', '/nothing', '//images', '/images?limit=1']
    for _ in range(14):
        method = random.choice(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'BREW'])
        path = random.choice(['/', '/versions', '/versions/', '/healthcheck', '/images', '/nothing', '/favicon.ico', '/v2', '/v2/'] + [
            f'/{random.choice(versions)}{random.choice(paths)}' for _ in range(25)])
        headers = {}
        if random.random() < 0.15:
            headers['Accept'] = random.choice(['application/vnd.openstack.images-v2', 'application/vnd.openstack.images-v2.7',
                                               'application/vnd.openstack.images-v3', 'application/vnd.openstack.images-v1'])
        if random.random() < 0.2:
            headers['X-Openstack-Request-ID'] = random.choice(['req-1234', '1234', 'req-' + 'a' * 60, 'ü'.encode().decode('latin-1')])
        body = random.choice([None, None, None, '{}', '[]'])
        story.ask(method, path, random.choice([ADMIN, OWNER, None]), body, headers)
    for who in ('', 'x', 'a:b', 'a:b:c:d', '::', 'u::member', ':p:member', 'u:none:admin', 'u:project-a:', 'u:project-a:Member,READER'):
        if random.random() < 0.3:
            story.ask('GET', random.choice(['/v2/images', '/v2/images/@1@', '/v2/schemas/image']), who or None)


def oddities(story):
    """What Glance does otherwise than one would think, one at a time: a server that holds other things afterwards ends a story."""
    long, random = 'k' * 256, story.random
    image = story.create(OWNER, name='odd')
    odd = [('PATCH', [{'op': 'add', 'path': '/stores', 'value': 'x'}]), ('PATCH', [{'op': 'add', 'path': '/', 'value': 'x'}]),
           ('PATCH', [{'op': 'add', 'path': '/' + long, 'value': 'x'}]), ('PATCH', [{'op': 'add', 'path': '/owner', 'value': 'project-b'}]),
           ('POST', '[]'), ('POST', {'os_hash_algo': 'sha512'}), ('POST', {'os_hash_value': 'x'}),
           ('POST', {'id': str(uuid.UUID(int=random.getrandbits(128), version=4)), 'tags': ['\U0001f600']})]
    method, body = random.choice(odd)
    if method == 'POST':
        story.ask('POST', '/v2/images', OWNER, body)
    else:
        story.ask('PATCH', f'/v2/images/{image}', OWNER, body, {'Content-Type': V21})
    story.look(image)


def walks(story):
    """Many images and many lists of them."""
    lists.population(story)
    for _ in range(45):
        lists.read(story)


KINDS = [(creations, 3), (lives, 6), (sharing, 3), (walks, 5), (around, 1), (oddities, 4), (data.transfers, 2), (changes.patches, 4), (located.told, 2),
         (definitions.metadata, 5)]


def story(random, number, only=None):
    """The story of this number, of a random kind unless one is named. What chance seldom brings about comes first."""
    told = Story(random)
    if only is None and number <= len(rare.STORIES):
        kind, told.kind = rare.STORIES[number - 1], 'rare'
    else:
        kinds, weights = zip(*[(kind, weight) for kind, weight in KINDS if only in (None, kind.__name__)])
        kind = random.choices(kinds, weights)[0]
        told.kind = kind.__name__
    kind(told)
    return told
