"""What chance seldom brings about: each row of the allowed differences that it leaves out, in a story of its own."""
from differ.values import ADMIN, OTHER, OWNER

NAMESPACE = '/v2/metadefs/namespaces/rare'


def around(story):
    """What changes nothing."""
    for method, path, accept in [('GET', '/healthcheck', 'text/html'), ('HEAD', '/v2/images', 'application/json'), ('OPTIONS', '/versions', 'application/json'),
                                 ('BREW', '/v2/images/a%2Fb', '*/*')]:
        story.ask(method, path, ADMIN, headers={'Accept': accept})
    story.ask('GET', '/v2/images', ADMIN, headers={'X-Openstack-Request-ID': 'ü'.encode().decode('latin-1')})
    story.ask('GET', '/v2/images?x_min=1', ADMIN)
    story.ask('POST', '/v2/images', OWNER, '{"a": NaN}')


def images(story):
    """A quote in a name, and a page that begins behind what is not there."""
    image = story.create(OWNER, name='say "x"')
    story.create(OWNER, name='other')
    story.ask('GET', '/v2/images?name=in:%22say%20%5C%22x%5C%22%22', OWNER)
    for direction in ('asc', 'desc'):
        story.ask('GET', f'/v2/images?sort=size:{direction}&marker={image}', OWNER)


def four_bytes(story):
    image = story.create(OWNER, name='one')
    story.ask('PUT', f'/v2/images/{image}/tags/%F0%9F%98%80', OWNER)


def members(story):
    image = story.create(OWNER, name='shared', visibility='shared')
    story.ask('POST', f'/v2/images/{image}/members', OWNER, {'member': 'projekt-ä'})
    story.ask('GET', f'/v2/images/{image}/members/projekt-%C3%A4', OWNER)
    story.ask('POST', f'/v2/images/{image}/members', OWNER, {'member': 5})


def long_members(story):
    image = story.create(OWNER, name='shared', visibility='shared')
    story.ask('POST', f'/v2/images/{image}/members', OWNER, {'member': 'm' * 256})


def nul(story):
    story.create(OWNER, name='nul\0')


def ranges(story):
    image = story.create(OWNER, name='data', disk_format='raw', container_format='bare')
    story.upload(image, b'data', OWNER)
    story.ask('GET', f'/v2/images/{image}/file', OWNER, headers={'Range': 'bytes=-0'})


def sizes(story):
    image = story.create(OWNER, name='data', disk_format='raw', container_format='bare')
    story.ask('PUT', f'/v2/images/{image}/file', OWNER, b'data', {'Content-Type': 'application/octet-stream', 'x-openstack-image-size': '0'})


def namespace(story):
    story.ask('POST', '/v2/metadefs/namespaces', ADMIN, {'namespace': 'rare', 'owner': 'project-a'})


def names(story):
    namespace(story)
    story.ask('GET', f'{NAMESPACE}/tags/%C3%A4', ADMIN)
    story.ask('GET', f'{NAMESPACE}/objects', OTHER)
    story.ask('GET', '/v2/metadefs/namespaces?sort_key=x', ADMIN)


def long_tags(story):
    namespace(story)
    story.ask('POST', f'{NAMESPACE}/tags', ADMIN, {'tags': [{'name': 'i' * 81}]})


def wide_tags(story):
    namespace(story)
    story.ask('POST', f'{NAMESPACE}/tags', ADMIN, {'tags': [{'name': '\U0001f600'}]})


STORIES = [around, images, four_bytes, members, long_members, nul, ranges, sizes, names, long_tags, wide_tags]
