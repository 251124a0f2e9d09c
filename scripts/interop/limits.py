#!/usr/bin/env python3
"""Limits that are registered in a real Keystone bind our server, and it refuses in the words of a real Glance.

usage: limits.py SERVER        needs `scripts/peers/up keystone glance`
"""
import os
import sys
import tempfile
import uuid

from harness import PEERS, PEERS_HOME, Api, Server, check, free_port, run
from identity import ACCOUNT, PUBLIC, Keystone, configure, password, serve

MIB = 1 << 20


class Limits:
    """A service, a project and limits in Keystone that nothing else uses; they go with the script."""

    def __init__(self):
        self.admin, _ = Keystone().login(password('admin', 'glance-admin-pw'), {'system': {'all': True}})
        self.name, self.made = f'limits-{uuid.uuid4().hex}', []
        service = self.make('service', {'type': self.name, 'name': self.name})
        self.service = {'service_id': service['id'], 'region_id': 'RegionOne'}
        self.endpoint = self.make('endpoint', {**self.service, 'interface': 'public', 'url': 'http://127.0.0.1:9'})['id']
        self.project = self.make('project', {'name': self.name, 'domain_id': 'default'})['id']
        user = self.make('user', {'name': self.name, 'password': self.name, 'domain_id': 'default'})['id']
        member = self.admin.ask('GET', '/roles?name=member')[1]['roles'][0]['id']
        self.admin.ask('PUT', f'/projects/{self.project}/users/{user}/roles/{member}')
        self.token = Keystone().login(password(self.name, self.name), {'project': {'id': self.project}})[0].token
        self.registered, self.own = {}, {}

    def make(self, kind, what):
        made = self.admin.ask('POST', f'/{kind}s', {kind: what})[1][kind]
        self.made.append(f'/{kind}s/{made["id"]}')
        return made

    def register(self, **limits):
        """What every project may have."""
        for name, limit in limits.items():
            what = [{**self.service, 'resource_name': name, 'default_limit': limit}]
            made = self.admin.ask('POST', '/registered_limits', {'registered_limits': what})[1]['registered_limits'][0]
            self.registered[name] = f'/registered_limits/{made["id"]}'

    def set(self, name, limit):
        """What this project may have instead."""
        if name in self.own:
            self.admin.ask('PATCH', self.own[name], {'limit': {'resource_limit': limit}})
            return
        what = [{**self.service, 'resource_name': name, 'resource_limit': limit, 'project_id': self.project}]
        self.own[name] = f'/limits/{self.admin.ask("POST", "/limits", {"limits": what})[1]["limits"][0]["id"]}'

    def remove(self):
        for path in [*self.own.values(), *self.registered.values(), *reversed(self.made)]:
            self.admin.ask('DELETE', path)


class Both:
    """Our server and a real Glance, asked the same things; what they answer must be the same."""

    def __init__(self, program, work, limits):
        options = f'''[DEFAULT]
use_keystone_limits = true
[oslo_limit]
endpoint_id = {limits.endpoint}
auth_url = {PUBLIC}
auth_type = password
username = admin
password = glance-admin-pw
user_domain_id = default
system_scope = all
'''
        self.ours = serve(program, work, 'ours', options=options)
        folder, port = os.path.join(work, 'glance'), free_port()
        os.mkdir(folder)
        configure(folder, port, ACCOUNT, options)
        manage = os.path.join(PEERS_HOME, 'venv', 'glance', 'bin', 'glance-manage')
        run('env', 'PYTHONWARNINGS=ignore', manage, '--config-file', folder + '/glance-api.conf', 'db', 'sync')
        self.glance = Server([os.path.join(PEERS, 'serve-glance'), folder, str(port)], port, folder + '/log')
        self.glance.start(within=90)
        self.token = limits.token

    def ask(self, method, path, body=None, **headers):
        headers = {'Accept': 'text/plain' if method != 'GET' else 'application/json'} | headers
        ours, theirs = (Api(side.port, self.token).request(method, path, body, **headers) for side in (self.ours, self.glance))
        facts = [(answer.status, said(answer)) for answer in (ours, theirs)]
        check(f'{method} {path}: {ours.status}, as in Glance', facts[0] == facts[1], facts)
        return ours

    def create(self):
        image = str(uuid.uuid4())
        answer = self.ask('POST', '/v2/images', {'id': image, 'disk_format': 'raw', 'container_format': 'bare'})
        return f'/v2/images/{image}', answer.status

    def upload(self, image, size):
        return self.ask('PUT', image + '/file', bytes(size), Content_Type='application/octet-stream').status

    def usage(self):
        return {name: (one['usage'], one['limit']) for name, one in self.ask('GET', '/v2/info/usage').json['usage'].items()}


def said(answer):
    """What an answer says, without the image itself, which has times in it."""
    is_json = (answer.headers['Content-Type'] or '').startswith('application/json')
    return None if answer.status == 201 else answer.json if is_json else answer.body


def main():
    program = os.path.abspath(sys.argv[1])
    limits = Limits()
    try:
        with tempfile.TemporaryDirectory(prefix='glance-limits-') as work:
            both = Both(program, work, limits)
            check('a resource without a limit has the limit 0', both.create()[1] == 413)
            limits.register(image_size_total=2, image_stage_total=1, image_count_total=2, image_count_uploading=1)
            counts(both, limits)
            sizes(both, limits)
            both.ours.stop()
            both.glance.stop()
    finally:
        limits.remove()


def counts(both, limits):
    first, _ = both.create()
    check('as many images as are registered may be created, and no more',
          (both.create()[1], both.create()[1]) == (201, 413))
    limits.set('image_count_total', 4)
    check("a limit of the project's own counts at once", (both.create()[1], both.create()[1], both.create()[1]) == (201, 201, 413))
    check('what the project has and may have is told', both.usage()['image_count_total'] == (4, 4))
    both.ask('DELETE', first)
    check('a deleted image makes room', both.create()[1] == 201)
    limits.set('image_count_total', -1)
    check('-1 is no limit', both.create()[1] == 201)


def sizes(both, limits):
    one, two, three = (both.create()[0] for _ in range(3))
    check('data that fits is taken', both.upload(one, MIB) == 204)
    check('data that does not is not', both.upload(two, 2 * MIB) == 413)
    check('what is left may be used up', both.upload(two, MIB) == 204)
    check('the sizes are told in MiB', both.usage()['image_size_total'] == (2, 2))
    check('and then there is no room', both.upload(three, MIB) == 413)
    limits.set('image_size_total', 10)
    limits.set('image_count_uploading', 0)
    check('nor where no upload may be under way', both.upload(three, MIB) == 413)
    limits.set('image_count_uploading', 1)
    check('nothing is left of what was refused', both.upload(three, MIB) == 204)


if __name__ == '__main__':
    main()
