"""The data of images: uploads, downloads and ranges."""
from differ.values import ADMIN, OTHER, OWNER, READER

QCOW2 = b'QFI\xfb\0\0\0\x03' + bytes(12) + (16).to_bytes(4, 'big') + (3 << 20).to_bytes(8, 'big')
CONTENTS = [b'data', b'', b'x' * 5000, bytes(range(256)) * 100, b'y' * 100000, b'y' * 100001, (QCOW2 + bytes(64) + (104).to_bytes(4, 'big')).ljust(1 << 16, b'\0')]
RANGES = ['bytes=0-0', 'bytes=0-3', 'bytes=1-2', 'bytes=2-', 'bytes=-2', 'bytes=-100000000', 'bytes=100-50', 'bytes=4-', 'bytes=3-99999999', 'bytes=99999999-',
          'bytes=0-1,3-4', 'bytes=', 'bytes=a-b', 'bytes', 'items=0-1', 'bytes=-0', 'bytes=0-0,', 'bytes= 0-1', 'bytes=--1', '', 'BYTES=0-1', 'bytes=0 - 1']
CONTENT_RANGES = ['bytes 0-3/*', 'bytes 0-3/4', 'bytes 0-3/5000', 'bytes 2-99999999/*', 'bytes 1-2', 'bytes */4', 'x', 'bytes 3-1/*', 'bytes 4-4/*']


def upload(story, image):
    random = story.random
    headers = {'Content-Type': 'application/octet-stream'}
    if random.random() < 0.12:
        headers['Content-Type'] = random.choice(['application/json', 'application/octet-stream; x=y', 'text/plain', 'APPLICATION/OCTET-STREAM', ''])
    if random.random() < 0.15:
        headers['x-image-meta-store'] = random.choice(['cheap', 'fast', 'nothing', '', 'Fast'])
    if random.random() < 0.1:
        headers['x-openstack-image-size'] = random.choice(['4', '5000', 'x', '-1', '0', '', '1e3'])
    story.ask('PUT', f'/v2/images/{image}/file', random.choice([OWNER, OWNER, OWNER, ADMIN, OTHER, READER]), random.choice(CONTENTS), headers,
              chunked=random.random() < 0.3)


def download(story, image):
    random, headers = story.random, {}
    if random.random() < 0.6:
        headers['Range'] = random.choice(RANGES)
    elif random.random() < 0.3:
        headers['Content-Range'] = random.choice(CONTENT_RANGES)
    story.ask('GET', f'/v2/images/{image}/file', headers=headers)


def transfers(story):
    """Images that are filled and read."""
    random = story.random
    for _ in range(4):
        fields = {'disk_format': random.choice(['raw', 'raw', 'qcow2', 'iso', 'ami', 'vmdk']), 'container_format': random.choice(['bare', 'bare', 'ovf', 'ami'])}
        fields = {key: value for key, value in fields.items() if random.random() < 0.9}
        story.create(OWNER, name='data', visibility=random.choice(['private', 'shared', 'community']), **fields)
    for _ in range(30):
        image = story.some_image()
        act = random.choice([upload, download, download])
        act(story, image)
        if act is upload:
            story.look(image)
