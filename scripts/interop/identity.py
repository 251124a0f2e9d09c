#!/usr/bin/env python3
"""A real Keystone tells our server who asks; where it matters, a real Glance on the same file is asked the same.

usage: identity.py SERVER        needs `scripts/peers/up keystone memcached clients glance`
"""
import atexit
import json
import os
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid

from harness import PEERS, PEERS_HOME, Api, Server, check, fail, free_port, run

KEYSTONE = os.environ.get('GLANCE_TEST_KEYSTONE_URL', 'http://127.0.0.1:5000/v3')
CLIENTS = os.path.join(PEERS_HOME, 'venv', 'clients', 'bin')
PUBLIC = KEYSTONE.removesuffix('/v3')
MEMCACHED = os.environ.get('GLANCE_TEST_MEMCACHED', '127.0.0.1:11311')
MIDDLEWARE = [os.path.join(PEERS_HOME, 'venv', 'memcached', 'bin', 'python'), os.path.join(os.path.dirname(__file__), 'middleware.py')]


class Keystone:
    """The real one, as somebody who has a token or not yet."""

    def __init__(self, token=None):
        self.token = token

    def ask(self, method, path, body=None, **headers):
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        headers |= {'Content-Type': 'application/json'} | ({'X-Auth-Token': self.token} if self.token else {})
        request = urllib.request.Request(KEYSTONE + path, json.dumps(body).encode() if body else None, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, json.loads(answer.read() or '{}')

    def login(self, identity, scope=None):
        headers, body = self.ask('POST', '/auth/tokens', {'auth': {'identity': identity} | ({'scope': scope} if scope else {})})
        return Keystone(headers['X-Subject-Token']), body['token']


def password(name, word):
    user = {'name': name, 'domain': {'id': 'default'}, 'password': word}
    return {'methods': ['password'], 'password': {'user': user}}


def project(name):
    return {'project': {'name': name, 'domain': {'id': 'default'}}}


def application_credential(created):
    parts = {'id': created['id'], 'secret': created['secret']}
    return {'methods': ['application_credential'], 'application_credential': parts}


def make_credential(owner, user_id, **more):
    """An application credential of the owner, which goes with the script."""
    body = {'application_credential': {'name': f'interop-{uuid.uuid4()}', **more}}
    created = owner.ask('POST', f'/users/{user_id}/application_credentials', body)[1]['application_credential']
    return created


class Gate(socketserver.ThreadingTCPServer):
    """A way to Keystone that can be closed."""
    allow_reuse_address, daemon_threads, is_open = True, True, True

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            if not self.server.is_open:
                return
            host, port = PUBLIC.rsplit('/', 1)[1].split(':')
            with socket.create_connection((host, int(port))) as there:
                back = threading.Thread(target=pump, args=(there, self.request), daemon=True)
                back.start()
                pump(self.request, there)
                back.join()


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def configure(folder, port, account, options=''):
    os.makedirs(folder + '/images', exist_ok=True)
    path = folder + '/glance-api.conf'
    with open(path, 'w') as config:
        config.write(f'''[DEFAULT]
bind_host = 127.0.0.1
bind_port = {port}
[database]
connection = sqlite:///{folder}/glance.sqlite
[glance_store]
stores = file,http
default_store = file
filesystem_store_datadir = {folder}/images
[paste_deploy]
flavor = keystone
[keystone_authtoken]
www_authenticate_uri = {PUBLIC}
{account}
{options}
''')
    return path


ACCOUNT = f'''auth_url = {PUBLIC}
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = glance
password = glance'''


def serve(program, work, name, account=ACCOUNT, options=''):
    folder, port = os.path.join(work, name), free_port()
    os.mkdir(folder)
    path = configure(folder, port, account, options)
    run(program, 'manage', '--config-file', path, 'db', 'sync')
    server = Server(['env', 'RUST_LOG=trace', program, 'api', '--config-file', path], port, folder + '/log')
    server.start()
    return server


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix='glance-identity-') as work:
        demo, demo_token = Keystone().login(password('demo', 'demo'), project('demo'))
        admin, _ = Keystone().login(password('admin', 'glance-admin-pw'), project('admin'))
        service, service_token = Keystone().login(password('glance', 'glance'), project('service'))
        ours = serve(program, work, 'ours', options=f'memcached_servers = {MEMCACHED}')
        tokens = [demo.token, admin.token, service.token]

        whose = lambda answer: answer.json['owner']
        check('what demo creates belongs to the project demo',
              whose(Api(ours.port, demo.token).request('POST', '/v2/images', {})) == demo_token['project']['id'])
        check('a role in Keystone makes an admin',
              Api(ours.port, admin.token).request('POST', '/v2/images', {'visibility': 'public'}).status == 201
              and Api(ours.port, demo.token).request('POST', '/v2/images', {'visibility': 'public'}).status == 403)
        compare_with_glance(work, ours, demo, admin, tokens)
        clients(ours)
        revocation(program, work, ours, tokens)
        credentials(program, work, demo, demo_token, service, service_token, tokens)
        outage(program, work, demo, tokens)
        shared_cache(program, work, tokens)
        for name in sorted(os.listdir(work)):
            with open(os.path.join(work, name, 'log'), errors='replace') as log:
                text = log.read()
            if name != 'glance':
                check(f'no token is in the log of {name} ({len(text)} characters at the level trace)',
                      not any(token in text for token in tokens))


def compare_with_glance(work, ours, demo, admin, tokens):
    """The same file, the same requests."""
    folder, port = os.path.join(work, 'glance'), free_port()
    os.mkdir(folder)
    configure(folder, port, ACCOUNT)
    manage = os.path.join(PEERS_HOME, 'venv', 'glance', 'bin', 'glance-manage')
    run('env', 'PYTHONWARNINGS=ignore', manage, '--config-file', folder + '/glance-api.conf', 'db', 'sync')
    glance = Server([os.path.join(PEERS, 'serve-glance'), folder, str(port)], port, folder + '/log')
    glance.start(within=90)
    system, _ = Keystone().login(password('admin', 'glance-admin-pw'), {'system': {'all': True}})
    unscoped, _ = Keystone().login(password('demo', 'demo'), 'unscoped')
    tokens += [system.token, unscoped.token]
    who = {'nobody': None, 'a stranger': 'gAAAAABnonsense', 'demo': demo.token, 'admin': admin.token,
           'the system': system.token, 'demo without a project': unscoped.token}
    claims = {'X-Identity-Status': 'Confirmed', 'X-Roles': 'admin', 'X-Project-Id': 'p', 'X-Service-Token': 'made-up'}
    for name, token in who.items():
        for accept in ('application/json', 'text/html', 'text/plain'):
            for method, path in (('GET', '/v2/images'), ('POST', '/v2/images'), ('GET', '/v2/nothing'), ('GET', '/')):
                for headers in ({}, claims):
                    # without bodies: uWSGI cuts those off that Glance does not read
                    asked = [Api(side.port, token).request(method, path, Accept=accept, **headers) for side in (ours, glance)]
                    facts = [(answer.status, answer.headers['WWW-Authenticate'], answer.headers['Content-Type'].lower(), refusal(answer))
                             for answer in asked]
                    if facts[0] != facts[1]:
                        check(f'{name}: {asked[0].request} with {headers} is answered as by Glance', False, facts)
    glance.stop()
    check(f'{", ".join(who)} are answered as by a real Glance', True)


def refusal(answer):
    is_json = answer.headers['Content-Type'].startswith('application/json')
    return None if answer.status != 401 else answer.json if is_json else answer.body


def clients(ours):
    environment = {name: value for name, value in os.environ.items() if not name.startswith('OS_')} | {
        'OS_AUTH_URL': KEYSTONE, 'OS_USERNAME': 'demo', 'OS_PASSWORD': 'demo', 'OS_PROJECT_NAME': 'demo',
        'OS_USER_DOMAIN_NAME': 'Default', 'OS_PROJECT_DOMAIN_NAME': 'Default', 'OS_IDENTITY_API_VERSION': '3',
        'OS_IMAGE_ENDPOINT_OVERRIDE': f'http://127.0.0.1:{ours.port}', 'PYTHONWARNINGS': 'ignore'}
    image = Api(ours.port, Keystone().login(password('demo', 'demo'), project('demo'))[0].token).create(name='by-hand')
    for argv in (['openstack', 'image', 'list'], ['glance', '--os-image-url', f'http://127.0.0.1:{ours.port}', 'image-list']):
        done = subprocess.run([os.path.join(CLIENTS, argv[0]), *argv[1:]], env=environment, capture_output=True, text=True)
        check(f'the client {argv[0]} comes in with a password', image['id'] in done.stdout, done.stdout + done.stderr)


def revocation(program, work, ours, tokens):
    careful = serve(program, work, 'careful', options='token_cache_time = 0')
    victim, _ = Keystone().login(password('demo', 'demo'), project('demo'))
    tokens.append(victim.token)
    for server in (ours, careful):
        Api(server.port, victim.token).get('/v2/images')
    victim.ask('DELETE', '/auth/tokens', X_Subject_Token=victim.token)
    Api(careful.port, victim.token).get('/v2/images', 401)
    Api(ours.port, victim.token).get('/v2/images', 200)
    check('a revoked token counts as long as the cache may say so, and with no cache not at all', True)
    careful.stop()


def credentials(program, work, demo, demo_token, service, service_token, tokens):
    rules = [{'service': 'image', 'method': 'GET', 'path': '/v2/images'}]
    limited = make_credential(demo, demo_token['user']['id'], access_rules=rules)
    account = make_credential(service, service_token['user']['id'])
    by_key = serve(program, work, 'by-key', f'''auth_url = {KEYSTONE}
auth_type = v3applicationcredential
application_credential_id = {account['id']}
application_credential_secret = {account['secret']}
region_name = RegionOne
interface = public''')
    tokens += [account['secret'], limited['secret']]
    limited_token = Keystone().login(application_credential(limited))[0].token
    tokens.append(limited_token)
    Api(by_key.port, demo.token).get('/v2/images')
    check('the service account may be an application credential', True)
    Api(by_key.port, limited_token).get('/v2/images', 200)
    Api(by_key.port, limited_token).get('/v2/schemas/image', 401)
    Api(by_key.port, limited_token).request('POST', '/v2/images', {}, X_Service_Token='made-up').expect(401)
    check('an application credential is good for what its access rules say', True)
    Api(by_key.port, limited_token).request('GET', '/v2/schemas/image', X_Service_Token=service.token).expect(200)
    check('a service that acts for it is not bound to them', True)
    end = int(time.time()) + 8
    soon = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(end))
    brief = make_credential(demo, demo_token['user']['id'], expires_at=soon)
    brief_token = Keystone().login(application_credential(brief))[0].token
    tokens.append(brief_token)
    Api(by_key.port, brief_token).get('/v2/images', 200)
    time.sleep(end + 1 - time.time())
    Api(by_key.port, brief_token).get('/v2/images', 401)
    check('a token that ran out is worth nothing, cached or not', True)
    late = Api(by_key.port, brief_token).request('GET', '/v2/images', X_Service_Token=service.token).status
    check('brought by a service, it is as good as Keystone says', late == keystone_says(service, brief_token), late)
    by_key.stop()
    for owner, who, credential in ((demo, demo_token, limited), (demo, demo_token, brief), (service, service_token, account)):
        owner.ask('DELETE', f'/users/{who["user"]["id"]}/application_credentials/{credential["id"]}')


def keystone_says(service, token):
    try:
        service.ask('GET', '/auth/tokens?allow_expired=1', X_Subject_Token=token)
        return 200
    except urllib.error.HTTPError:
        return 401


def outage(program, work, demo, tokens):
    gate = Gate(('127.0.0.1', 0), Gate.Handler)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    # the catalog names the way around the gate, hence the interface that it does not have
    account = ACCOUNT.replace(PUBLIC, f'http://127.0.0.1:{gate.server_address[1]}')
    gated = serve(program, work, 'gated', account, 'region_name = nowhere\nhttp_request_max_retries = 1')
    fresh = [Keystone().login(password('demo', 'demo'), project('demo'))[0].token for _ in range(2)]
    tokens += fresh
    Api(gated.port, demo.token).get('/v2/images')
    gate.is_open = False
    answer = Api(gated.port, fresh[0]).request('GET', '/v2/images', Accept='text/plain').expect(503)
    check('without Keystone, a new token is 503', b'The Keystone service is temporarily unavailable.' in answer.body)
    Api(gated.port, demo.token).get('/v2/images')
    check('and a known one goes on', True)
    gate.is_open = True
    begun = time.monotonic()
    Api(gated.port, fresh[0]).get('/v2/images')
    Api(gated.port, fresh[1]).get('/v2/images')
    check(f'with Keystone all is well at once ({time.monotonic() - begun:.2f} s)', True)
    gated.stop()
    gate.shutdown()


def shared_cache(program, work, tokens):
    """What one of us and keystonemiddleware was told of a token, the other knows when Keystone is away."""
    port, nobody, away = free_port(), free_port(), f'http://127.0.0.1:{free_port()}'
    memcached = subprocess.Popen(['memcached', '-l', '127.0.0.1', '-p', str(port), *(['-u', 'nobody'] if os.getuid() == 0 else [])])
    atexit.register(memcached.kill)
    several = f'127.0.0.1:{nobody},{MEMCACHED},127.0.0.1:{port}'
    key = {'memcache_secret_key': uuid.uuid4().hex}
    for number, (what, options) in enumerate({
            'an entry': {'memcached_servers': MEMCACHED},
            'a signed entry': {'memcached_servers': MEMCACHED, 'memcache_security_strategy': 'MAC', **key},
            'an encrypted entry': {'memcached_servers': MEMCACHED, 'memcache_security_strategy': 'ENCRYPT', **key},
            'an entry on one of several servers, one of which is away': {'memcached_servers': several}}.items()):
        text = '\n'.join(f'{name} = {value}' for name, value in options.items())
        knowing = serve(program, work, f'knowing-{number}', options=text)
        without = serve(program, work, f'without-{number}', ACCOUNT.replace(PUBLIC, away), text + '\nhttp_request_max_retries = 0')
        ours, theirs = ([Keystone().login(password('demo', 'demo'), project('demo'))[0].token for _ in range(8)] for _ in range(2))
        tokens += ours + theirs
        for token in ours:
            Api(knowing.port, token).get('/v2/images')
        time.sleep(0.5)  # entries are written while the answer is on its way
        check(f'{what} of ours is read by keystonemiddleware', ask_middleware(options, away, ours) == [200] * len(ours))
        check('a token that it did not hear of before is good for it', ask_middleware(options, PUBLIC, theirs) == [200] * len(theirs))
        for token in theirs:
            Api(without.port, token).get('/v2/images')
        check(f'{what} of keystonemiddleware is read by us', True)
        knowing.stop()
        without.stop()
    memcached.kill()


def ask_middleware(options, keystone, tokens):
    account = dict(line.split(' = ') for line in ACCOUNT.splitlines()) | {'auth_url': keystone, 'http_request_max_retries': 0}
    argv = [*MIDDLEWARE, json.dumps(account | options)]
    done = subprocess.run(argv, input='\n'.join(tokens), capture_output=True, text=True)
    if done.returncode != 0:
        fail(f'keystonemiddleware failed\n{done.stderr}')
    return [int(line) for line in done.stdout.split()]


if __name__ == '__main__':
    main()
