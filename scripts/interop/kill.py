#!/usr/bin/env -S python3 -B
"""Kills the server with SIGKILL at random moments of an upload, starts it again and looks at what is left.

usage: kill.py SERVER [SEED]    QUICK=1 uploads 8 MiB instead of 64 MiB
After each restart: no image is `saving`; the image is `queued`, or `active` with every byte if all of them were sent;
the data folder holds the active images' files and nothing else; the same image takes its data and gives it back.
"""
import hashlib
import os
import random
import socket
import sys
import tempfile
import threading
import time

from harness import Api, Server, check, fail, free_port

SIZE = (8 if os.environ.get('QUICK') else 64) << 20
MOMENTS, AT_ONCE, SETTLE = 10, 8, 5.0
server_path = os.path.abspath(sys.argv[1])
seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
chance = random.Random(seed)
folder = tempfile.TemporaryDirectory(prefix='glance-kill-')
data_dir = os.path.join(folder.name, 'data')
port = free_port()
api = Api(port)
server = Server([server_path, '--data-dir', data_dir, '--bind', f'127.0.0.1:{port}'], port, folder.name + '/server.log')
active = {}  # image id to the digest of its data
slowest = 0.0


def random_data():
    """Bytes of which no two blocks are alike."""
    block = chance.randbytes(1 << 20)
    return b''.join(i.to_bytes(8, 'big') + block[8:] for i in range(SIZE >> 20))


def send(image_id, data, cut, chunked):
    """Opens an upload and sends its first `cut` bytes; the end of a chunked body counts as one byte more."""
    peer = socket.create_connection(('127.0.0.1', port), timeout=60)
    length = 'Transfer-Encoding: chunked' if chunked else f'Content-Length: {len(data)}'
    peer.sendall(f'PUT /v2/images/{image_id}/file HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{length}\r\n'
                 'Content-Type: application/octet-stream\r\n\r\n'.encode())
    view = memoryview(data)[:cut]
    if not chunked:
        peer.sendall(view)
        return peer
    for start in range(0, len(view), 100_000):
        piece = view[start:start + 100_000]
        peer.sendall(b'%x\r\n%b\r\n' % (len(piece), piece))
    if cut > len(data):
        peer.sendall(b'0\r\n\r\n')
    return peer


def acknowledged(peer):
    """Whether the server had answered 204 before it died."""
    with peer:
        peer.settimeout(5)
        try:
            return peer.recv(200).startswith(b'HTTP/1.1 204')
        except OSError:
            return False


def files():
    """Every file under the data folder but the server's lock and the database, which lie at its top."""
    found = [os.path.join(path, name) for path, _, names in os.walk(data_dir) for name in names]
    own = [name for name in os.listdir(data_dir) if name == 'lock' or name.startswith('glance.sqlite')]
    return [path for path in found if os.path.relpath(path, data_dir) not in own]


def leftovers(attempted):
    """What is not as it has to be after a restart; `attempted` maps image ids to (data, all sent, acknowledged)."""
    wrong = []
    listed = {image['id']: image['status'] for image in api.get('/v2/images?limit=1000').json['images']}
    wrong += [f'image {image_id} is {status}' for image_id, status in listed.items() if status == 'saving']
    expected = set(active)
    for image_id, (data, complete, answered) in attempted.items():
        status = api.get(f'/v2/images/{image_id}').json['status']
        allowed = ['active'] if answered else ['queued', 'active'] if complete else ['queued']
        if status not in allowed:
            wrong.append(f'image {image_id} is {status}, not {" or ".join(allowed)}')
        if status == 'active':
            expected.add(image_id)
            if api.get(f'/v2/images/{image_id}/file').body != data:
                wrong.append(f'image {image_id} is active with other bytes')
    names = sorted(os.path.basename(path) for path in files())
    wrong += [f'stray file {path}' for path in files() if os.path.basename(path) not in expected]
    wrong += [f'no file of image {image_id}' for image_id in expected if image_id not in names]
    return wrong


def settle(attempted):
    """Starts the server; what a kill left has to be gone a few seconds later at the latest."""
    global slowest
    server.start()
    begun = time.monotonic()
    while wrong := leftovers(attempted):
        if time.monotonic() - begun > SETTLE:
            fail(f'{SETTLE} s after the restart (seed {seed}):\n  ' + '\n  '.join(wrong))
        time.sleep(0.05)
    slowest = max(slowest, time.monotonic() - begun)


def upload_again(image_id, data):
    """Completes an image that is still queued, and compares what it gives back."""
    if api.get(f'/v2/images/{image_id}').json['status'] == 'queued':
        api.upload(image_id, data)
    shown = api.get(f'/v2/images/{image_id}').json
    if shown['status'] != 'active' or shown['checksum'] != hashlib.md5(data).hexdigest() or shown['size'] != len(data):
        fail(f'after the second upload (seed {seed}): {shown}')
    if api.get(f'/v2/images/{image_id}/file').body != data:
        fail(f'image {image_id} came back with other bytes (seed {seed})')
    active[image_id] = shown['checksum']


def new_image(name):
    return api.create(name=name, disk_format='raw', container_format='bare')['id']


def time_of_ending():
    """The seconds from an upload's last byte to its answer: the window in which data and record become one."""
    data = random_data()
    image_id = new_image('in peace')
    peer = send(image_id, data, SIZE, chunked=False)
    begun = time.monotonic()
    if not acknowledged(peer):
        fail('an upload that nobody disturbed was not answered with 204')
    seconds = time.monotonic() - begun
    upload_again(image_id, data)
    return seconds


def kill_once(number):
    """One upload, one kill: seven times at a random byte, three times between the last byte and the answer."""
    data, chunked = random_data(), chance.random() < 0.5
    near_end = number % 10 in (3, 6, 9)
    end = SIZE + 1 if chunked else SIZE
    cut = end - chance.choice([0, 0, 1]) if near_end else chance.randrange(SIZE)
    pause = chance.uniform(0, 1.2 * ending) if near_end else chance.uniform(0, 0.03)
    image_id = new_image(f'killed at {cut}')
    peer = send(image_id, data, cut, chunked)
    time.sleep(pause)
    server.kill()
    answered = acknowledged(peer)
    # Every byte of a chunked body without its end is still half an upload.
    settle({image_id: (data, cut >= end, answered)})
    status = api.get(f'/v2/images/{image_id}').json['status']
    print(f'  moment {number + 1:2}: {cut:9} of {SIZE} bytes {"chunked" if chunked else "sized"}, {pause * 1000:5.1f} ms'
          f' later, {"answered" if answered else "unanswered"}: {status}', flush=True)
    upload_again(image_id, data)


def kill_many():
    """Eight uploads at once and one kill in their midst."""
    images = {new_image(f'one of {AT_ONCE}'): random_data() for _ in range(AT_ONCE)}
    peers, cuts = {}, {image_id: chance.randrange(SIZE) for image_id in images}

    def begin(image_id):
        try:
            peers[image_id] = send(image_id, images[image_id], cuts[image_id], chunked=False)
        except OSError:
            pass  # killed while this one was still sending

    threads = [threading.Thread(target=begin, args=[image_id]) for image_id in images]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0.05, 1))
    server.kill()
    for thread in threads:
        thread.join()
    answered = {image_id: image_id in peers and acknowledged(peers[image_id]) for image_id in images}
    settle({image_id: (data, False, answered[image_id]) for image_id, data in images.items()})
    in_threads(lambda image_id: upload_again(image_id, images[image_id]), images)


def in_threads(work, items):
    failures = []

    def guarded(item):
        try:
            work(item)
        except BaseException as error:  # SystemExit in a thread would go unheard
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=[item]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        fail('; '.join(str(failure) for failure in failures))


print(f'kill: seed {seed}, {SIZE >> 20} MiB an upload')
server.start()
ending = time_of_ending()
for moment in range(MOMENTS):
    kill_once(moment)
check(f'{MOMENTS} uploads killed at random moments leave no image in saving and no stray file', True)
kill_many()
check(f'{AT_ONCE} concurrent uploads killed at once leave neither either', True)
settled = [os.path.basename(path) for path in files()]
check(f'all {len(active)} images took their data afterwards and gave it back', sorted(settled) == sorted(active), settled)
print(f'  the longest that a restart took to clean up after its first answer: {slowest * 1000:.0f} ms')
check('SIGTERM ends the server with exit code 0', server.stop() == 0, lambda: f'exit code {server.process.returncode}')
