"""Locations of new images, and the tasks that they make."""
from urllib.parse import urlencode

from differ.web import PORT
from differ.values import ADMIN, OTHER, OWNER, READER

SERVICE = 'sven:project-a:service,member,reader'
WEB = f'http://127.0.0.1:{PORT}'
GOOD = f'{WEB}/one'
LOOKED_AT = [GOOD, GOOD, f'{WEB}/other', f'{WEB}/nothing']
REFUSED = ['nope', '', 'file:///etc/passwd', 'swift+config://ref1/c/o', 'http://', 'http://localhost/x',
        'http://127.0.0.1:1/x', GOOD.replace('http:', 'HTTP:'), 'https://127.0.0.1/x', GOOD + 'x' * 9000, 5, None]
CLAIMS = [None, None, {}, {'os_hash_algo': 'md5', 'os_hash_value': 'f' * 32}, {'os_hash_algo': 'sha256', 'os_hash_value': 'a' * 64}]
NO_CLAIMS = [{'os_hash_algo': 'sha512', 'os_hash_value': 'abc'}, {'os_hash_algo': 'sha512', 'os_hash_value': 'abcd'}, {'os_hash_algo': 'sha3', 'os_hash_value': 'ab'},
          {'os_hash_value': 'ab'}, {'os_hash_algo': 'md5'}, {'checksum': 'x'}, 'x', {'os_hash_algo': 5, 'os_hash_value': 'ab'}, {'os_hash_algo': 'md5', 'os_hash_value': 'f' * 129}]
BROKEN = ['', '{', '[]', '5', '[1]', 'null']
QUERIES = [{}, {}, {'limit': 1}, {'limit': 0}, {'limit': -1}, {'limit': 'x'}, {'status': 'success'}, {'status': 'failure'}, {'status': 'bad'}, {'status': ''},
           {'type': 'import'}, {'type': 'location_import'}, {'type': ''}, {'sort_dir': 'asc'}, {'sort_dir': 'up'}, {'sort_key': 'status', 'sort_dir': 'asc', 'limit': 2},
           {'sort_key': 'nope'}, {'sort_key': ''}, {'marker': 'x'}, {'marker': '00000000-0000-0000-0000-000000000123'}, {'owner': 'project-a'}, {'owner': 'x'},
           {'user_id': 'olga'}, {'image_id': 'x'}, {'x': 'y'}]


def told(story):
    """A few new images that are told where their data is, rightly and wrongly."""
    random = story.random
    for _ in range(3):
        image = story.create(random.choice([OWNER, OWNER, ADMIN]), name='told', visibility=random.choice(['private', 'shared', 'community']),
                             disk_format=random.choice(['raw', 'raw', 'qcow2']), container_format='bare')
        for _ in range(random.choice([0, 1, 2])):
            tell(story, image, random.choice(LOOKED_AT), random.choice(NO_CLAIMS))
            tell(story, image, random.choice(REFUSED), random.choice(CLAIMS))
        # What Glance leaves of a location that it refused stands in the way of another one.
        tell(story, image, random.choice(LOOKED_AT), random.choice(CLAIMS))
        story.ask('GET', f'/v2/images/{image}/file', OWNER)
        story.look(image)
        for who in (random.choice([OWNER, OTHER, READER]), random.choice([ADMIN, SERVICE])):
            story.ask('GET', f'/v2/images/{image}/locations', who)
            story.ask('GET', f'/v2/images/{image}/tasks', who)
        if random.random() < 0.3:
            story.ask('DELETE', f'/v2/images/{image}', OWNER)
            story.ask('GET', f'/v2/images/{image}/tasks', ADMIN)
    for _ in range(6):
        query = random.choice(QUERIES)
        story.ask('GET', '/v2/tasks' + ('?' + urlencode(query) if query else ''), random.choice([ADMIN, ADMIN, ADMIN, OWNER]))
    story.ask(random.choice(['GET', 'DELETE', 'PUT', 'HEAD']), '/v2/tasks/00000000-0000-0000-0000-000000000123', random.choice([ADMIN, ADMIN, OWNER]))
    story.ask(random.choice(['PUT', 'DELETE', 'PATCH', 'HEAD']), f'/v2/images/{image}/{random.choice(["tasks", "locations"])}', OWNER)
    story.ask('GET', random.choice(['/v2/schemas/task', '/v2/schemas/tasks']))


def tell(story, image, url, claim):
    random = story.random
    if random.random() < 0.05:
        body = random.choice(BROKEN)
    else:
        body = {'url': url} if random.random() < 0.95 else {'validation_data': {}}
        if claim is not None:
            body['validation_data'] = claim
        if random.random() < 0.1:
            body['metadata'] = {'a': 'b'}
    story.ask('POST', f'/v2/images/{image}/locations', random.choice([OWNER, OWNER, OWNER, SERVICE, ADMIN, OTHER, READER]), body, settles=True)
