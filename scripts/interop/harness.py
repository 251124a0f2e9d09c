"""What the interop scripts share: a server as a child process, plain HTTP, and claims that are checked aloud."""
import atexit
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEERS = os.path.join(ROOT, 'scripts', 'peers')
PEERS_HOME = os.environ.get('GLANCE_PEERS_HOME') or os.path.expanduser('~/.cache/glance-peers')


def fail(reason):
    sys.exit(f'FAILED: {reason}')


def check(claim, holds, detail=''):
    """Prints the claim, or ends the script with the reason why it does not hold."""
    if not holds:
        fail(f'{claim}\n{detail() if callable(detail) else detail}')
    print(f'  ok  {claim}', flush=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def run(*argv, expect=0):
    """Runs a command to its end; its output, or the script's end if the exit code is another."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if expect is not None and done.returncode != expect:
        fail(f'exit {done.returncode} instead of {expect}: {" ".join(argv)}\n{done.stdout}{done.stderr}')
    return done.stdout


def differences(ours, theirs, path=''):
    """Every place where two JSON values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [line for key in sorted(ours.keys() | theirs.keys())
                for line in differences(ours.get(key, 'absent'), theirs.get(key, 'absent'), f'{path}/{key}')]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [line for number, (a, b) in enumerate(zip(ours, theirs)) for line in differences(a, b, f'{path}/{number}')]
    return [] if type(ours) is type(theirs) and ours == theirs else [f'{path or "/"}: ours {ours!r:.300}, Glance {theirs!r:.300}']


class Server:
    """A server that listens on a port of its own and is killed when the script ends."""

    def __init__(self, argv, port, log):
        self.argv, self.port, self.log, self.process = argv, port, log, None
        atexit.register(self.kill)

    def start(self, within=30):
        """Starts it and waits for the first answer; the seconds that took."""
        begun = time.monotonic()
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        while True:
            try:
                Api(self.port).request('GET', '/')
                return time.monotonic() - begun
            except OSError:
                late = time.monotonic() - begun > within
                if late or self.process.poll() is not None:
                    with open(self.log, errors='replace') as log:
                        fail(f'{" ".join(self.argv)} did not answer on port {self.port}:\n{log.read()[-3000:]}')
                time.sleep(0.02)

    def signal(self, number):
        """Signals the whole process group and waits for the process; its exit code."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            return self.process.wait(60)
        return self.process and self.process.returncode

    def kill(self):
        return self.signal(signal.SIGKILL)

    def stop(self):
        return self.signal(signal.SIGTERM)


class Answer:
    def __init__(self, request, status, headers, body):
        self.request, self.status, self.headers, self.body = request, status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def expect(self, *statuses):
        """Itself, or the script's end with request and answer."""
        if self.status not in statuses:
            fail(f'{self.request}: expected {statuses}, got {self.status}\n{self.body[:2000].decode(errors="replace")}')
        return self


class Api:
    """Plain HTTP to a server, as the identity that the token `user:project:roles` names."""

    def __init__(self, port, token=None):
        self.port, self.token = port, token

    def request(self, method, path, body=None, **headers):
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        if self.token:
            headers['X-Auth-Token'] = self.token
        if isinstance(body, (dict, list)):
            headers.setdefault('Content-Type', 'application/json')
            body = json.dumps(body).encode()
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=120)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(f'{method} {path} as {self.token}', response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, *expected):
        return self.request('GET', path).expect(*expected or [200])

    def create(self, **image):
        return self.request('POST', '/v2/images', image).expect(201).json

    def upload(self, image_id, data, **headers):
        path = f'/v2/images/{image_id}/file'
        return self.request('PUT', path, data, Content_Type='application/octet-stream', **headers).expect(204)

    def patch(self, image_id, *operations):
        media_type = 'application/openstack-images-v2.1-json-patch'
        return self.request('PATCH', f'/v2/images/{image_id}', list(operations), Content_Type=media_type).expect(200)
