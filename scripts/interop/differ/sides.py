"""The two servers that are compared: ours and a real Glance, each with a database and stores of its own."""
import http.client
import os
import re
import socket
import sqlite3
import time
from contextlib import closing

from differ import web
from harness import PEERS, PEERS_HOME, Server, fail, free_port, run

GLANCE_MANAGE = os.path.join(PEERS_HOME, 'venv', 'glance', 'bin', 'glance-manage')
CONFIG = '''[DEFAULT]
bind_host = 127.0.0.1
bind_port = {port}
enabled_backends = fast:file, cheap:file, web:http
enabled_import_methods = []
show_multiple_locations = true
show_image_direct_url = true
image_property_quota = 12
image_tag_quota = 5
image_member_quota = 3
image_size_cap = 100000
[image_format]
require_image_format_match = true
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = {folder}/fast
store_description = Fast
weight = 100
[cheap]
filesystem_store_datadir = {folder}/cheap
[import_filtering_opts]
allowed_hosts = [127.0.0.1]
allowed_ports = [{web}]
[oslo_concurrency]
lock_path = {folder}/locks
[os_glance_staging_store]
filesystem_store_datadir = {folder}/staging
[os_glance_tasks_store]
filesystem_store_datadir = {folder}/tasks
[database]
connection = sqlite:///{folder}/glance.sqlite
[paste_deploy]
flavor = fakeauth
'''
ADMIN = 'ada:operators:admin,member,reader'


class Side:
    """One server, and the ids that it gave to the images which the requests name `@1@`, `@2@` and so on."""

    def __init__(self, name, folder, argv, sync):
        self.name, self.folder, self.port, self.ids = name, folder, free_port(), {}
        os.makedirs(folder)
        for inner in ('fast', 'cheap', 'staging', 'tasks', 'locks'):
            os.mkdir(os.path.join(folder, inner))
        config = os.path.join(folder, 'glance-api.conf')
        with open(config, 'w') as out:
            out.write(CONFIG.format(port=self.port, folder=folder, web=web.PORT))
        run(*sync(config))
        self.server = Server(argv(config, self.port), self.port, os.path.join(folder, 'log'))

    def query(self, statement):
        """What the database says; looking there holds nobody up, which the API's own list of tasks does in Glance."""
        with closing(sqlite3.connect(f'{self.folder}/glance.sqlite', timeout=30)) as database, database:
            return database.execute(statement).fetchall()

    def settle(self):
        """Waits until no task is at work."""
        until = time.monotonic() + 60
        while self.query("SELECT id FROM tasks WHERE status IN ('pending', 'processing')") or \
                self.query("SELECT id FROM image_properties WHERE name = 'os_glance_upload_lease'"):
            if time.monotonic() > until:
                fail(f'{self.name}: a task does not end')
            time.sleep(0.02)

    def forget_tasks(self):
        self.query('DELETE FROM task_info')
        self.query('DELETE FROM tasks')

    def resolve(self, text):
        return re.sub(r'@(\d+)@', lambda m: self.ids.get(int(m[1]), m[0]), text)

    def neutral(self, text):
        """The text without what has to differ between the servers."""
        for number, image_id in self.ids.items():
            text = text.replace(image_id, f'@{number}@')
        text = text.replace(f'127.0.0.1:{self.port}', 'HOST')
        return text.replace(self.folder, '/FOLDER')

    def send(self, request):
        """Status, headers in lower case, and body of the answer."""
        headers = {name: self.resolve(value) for name, value in request.headers.items()}
        if request.who:
            headers['X-Auth-Token'] = request.who
        body = request.body
        if isinstance(body, str):
            body = self.resolve(body).encode()
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        try:
            connection.putrequest(request.method, self.resolve(request.path), skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            chunked = request.chunked and body is not None
            if chunked:
                connection.putheader('Transfer-Encoding', 'chunked')
            elif body is not None:
                connection.putheader('Content-Length', str(len(body)))
            connection.endheaders(body and [body[i:i + 1000] for i in range(0, len(body), 1000)] if chunked else body,
                                  encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (http.client.HTTPException, ConnectionError, socket.timeout) as error:
            return type(error).__name__, {}, b''
        finally:
            connection.close()


def ours(program, folder):
    program = os.path.abspath(program)
    return Side('ours', os.path.join(folder, 'ours'),
                lambda config, _port: [program, 'api', '--config-file', config],
                lambda config: [program, 'manage', '--config-file', config, 'db', 'sync'])


def glance(folder):
    return Side('Glance', os.path.join(folder, 'glance'),
                lambda config, port: [os.path.join(PEERS, 'serve-glance'), os.path.dirname(config), str(port)],
                lambda config: ['env', 'PYTHONWARNINGS=ignore', GLANCE_MANAGE, '--config-file', config, 'db', 'sync'])


def require_alive(*sides):
    for side in sides:
        if side.server.process.poll() is not None:
            with open(side.server.log, errors='replace') as log:
                fail(f'{side.name} has ended:\n{log.read()[-3000:]}')
