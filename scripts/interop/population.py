"""The images that one server writes and the other has to show: each kind of thing that an image record can hold."""
import os
import time

from harness import Api, fail

ADMIN = 'ada:operators:admin,member,reader'
OWNER = 'olga:project-a:member,reader'
OTHER = 'otto:project-b:member,reader'
THIRD = 'tina:project-c:member,reader'
STRANGER = 'sven:project-z:reader'
IDENTITIES = [ADMIN, OWNER, OTHER, THIRD, STRANGER]
QCOW2 = b'QFI\xfb\0\0\0\x03' + bytes(12) + (16).to_bytes(4, 'big') + (3 << 20).to_bytes(8, 'big')


def qcow2():
    """A qcow2 header (version 3, 3 MiB, nothing allocated) with room behind it."""
    return (QCOW2 + bytes(64) + (104).to_bytes(4, 'big')).ljust(1 << 18, b'\0')


class Population:
    """What one writer made: image ids by what they are about."""

    def __init__(self, port, writer):
        self.writer, self.ids = writer, {}
        self.admin, self.owner, self.other = Api(port, ADMIN), Api(port, OWNER), Api(port, OTHER)

    def add(self, about, api=None, data=None, headers=None, **fields):
        api = api or self.owner
        fields.setdefault('name', f'{self.writer}: {about}')
        if data is not None:
            fields = {'disk_format': 'raw', 'container_format': 'bare'} | fields
        image_id = self.ids[about] = api.create(**fields)['id']
        if data is not None:
            api.upload(image_id, data, **headers or {})
        return image_id

    def write(self):
        self.add('data', data=os.urandom(300_000), min_disk=7, min_ram=512)
        self.add('no byte at all', data=b'')
        self.add('record only', name=None)
        self.add('chosen id', id=time.strftime('00000000-0000-4000-8000-') + os.urandom(6).hex(), data=b'by id')
        self.add('qcow2', data=qcow2(), disk_format='qcow2')
        self.add('second store', data=os.urandom(70_000), headers={'X_Image_Meta_Store': 'cheap'})
        self.add('Größe – 図', data='Ünïcödé'.encode(), tags=['étiquette', 'タグ'], описание='значение ☃', os_distro='débian')
        self.add('hidden', data=b'hidden', os_hidden=True)
        self.add('protected', data=b'protected', protected=True)
        self.add('community', data=b'community', visibility='community')
        self.add('public', self.admin, data=b'public', visibility='public')
        self.add('private', data=b'private', visibility='private')
        self.properties()
        self.tags()
        self.members()
        self.admin.request('POST', f'/v2/images/{self.add("deactivated", data=b"deactivated")}/actions/deactivate').expect(204)
        gone = self.add('deleted', data=b'deleted', tags=['gone'], key='value')
        self.owner.request('DELETE', f'/v2/images/{gone}').expect(204)
        moved = self.add('moved to another owner', data=b'moved')
        self.admin.patch(moved, {'op': 'replace', 'path': '/owner', 'value': 'project-b'})
        return self

    def properties(self):
        image = self.add('properties', data=b'properties', empty='', long='x' * 4000, quoted='"a" \\ {b} %s', hw_vif_model='virtio',
                         removed='1', revived='1', changed='1', architecture='x86_64')
        self.owner.patch(image, {'op': 'remove', 'path': '/removed'}, {'op': 'remove', 'path': '/revived'})
        self.owner.patch(image, {'op': 'add', 'path': '/revived', 'value': '2'},
                         {'op': 'replace', 'path': '/changed', 'value': '2'}, {'op': 'add', 'path': '/late', 'value': 'later'},
                         {'op': 'add', 'path': '/with~1slash', 'value': 'a/b'})

    def tags(self):
        image = self.add('tags', data=b'tags', tags=['a', 'B', 'with space'])
        self.owner.request('DELETE', f'/v2/images/{image}/tags/a').expect(204)
        self.owner.request('PUT', f'/v2/images/{image}/tags/a').expect(204)
        self.owner.request('DELETE', f'/v2/images/{image}/tags/B').expect(204)
        self.owner.patch(image, {'op': 'replace', 'path': '/tags', 'value': ['a', 'c', 'with space']})

    def members(self):
        image = self.add('members', data=b'members', visibility='shared')
        members = f'/v2/images/{image}/members'
        for project in ('project-b', 'project-c', 'project-d', 'project-e'):
            self.owner.request('POST', members, {'member': project}).expect(200)
        self.other.request('PUT', f'{members}/project-b', {'status': 'accepted'}).expect(200)
        self.admin.request('PUT', f'{members}/project-d', {'status': 'rejected'}).expect(200)
        self.owner.request('DELETE', f'{members}/project-e').expect(204)
        self.owner.request('POST', members, {'member': 'project-e'}).expect(200)
        again = f'/v2/images/{self.add("shared, then left alone", data=b"left")}/members'
        self.owner.request('POST', again, {'member': 'project-b'}).expect(200)
        self.owner.request('DELETE', f'{again}/project-b').expect(204)

    def copy_to_second_store(self):
        """Two locations of one image; only a server with the import API can make them."""
        image = self.add('two locations', data=os.urandom(50_000))
        self.admin.request('POST', f'/v2/images/{image}/import', {'method': {'name': 'copy-image'}, 'stores': ['cheap']}).expect(202)
        for _ in range(100):
            copied = self.admin.get(f'/v2/images/{image}').json
            # the task lets go of the image a moment after the data is there
            if sorted(copied['stores'].split(',')) == ['cheap', 'fast'] and 'os_glance_import_task' not in copied:
                return
            time.sleep(0.1)
        fail('copy-image did not end: ' + str(self.admin.get(f'/v2/images/{image}').json))


def change(port, ids):
    """Changes images that the other server wrote, one of each kind of change."""
    admin, owner, other = Api(port, ADMIN), Api(port, OWNER), Api(port, OTHER)
    owner.patch(ids['properties'], {'op': 'add', 'path': '/removed', 'value': 'back'}, {'op': 'remove', 'path': '/late'},
                {'op': 'replace', 'path': '/name', 'value': 'changed by the other'})
    owner.request('PUT', f'/v2/images/{ids["tags"]}/tags/other').expect(204)
    owner.request('DELETE', f'/v2/images/{ids["tags"]}/tags/c').expect(204)
    owner.request('POST', f'/v2/images/{ids["shared, then left alone"]}/members', {'member': 'project-b'}).expect(200)
    other.request('PUT', f'/v2/images/{ids["members"]}/members/project-b', {'status': 'rejected'}).expect(200)
    owner.request('DELETE', f'/v2/images/{ids["members"]}/members/project-c').expect(204)
    admin.request('POST', f'/v2/images/{ids["deactivated"]}/actions/reactivate').expect(204)
    admin.request('POST', f'/v2/images/{ids["qcow2"]}/actions/deactivate').expect(204)
    owner.patch(ids['record only'], {'op': 'add', 'path': '/disk_format', 'value': 'raw'},
                {'op': 'add', 'path': '/container_format', 'value': 'bare'})
    owner.upload(ids['record only'], b'data from the other server')
    owner.patch(ids['protected'], {'op': 'replace', 'path': '/protected', 'value': False})
    for about in ('protected', 'second store'):
        owner.request('DELETE', f'/v2/images/{ids[about]}').expect(204)
