#!/usr/bin/env -S python3 -B
"""Real and forged disk images, under every label, to our server and to a real Glance: the same answer, and the same size.

usage: inspection.py SERVER    QUICK=1: each image under fewer labels
Needs `scripts/peers/up glance`, qemu-img, sfdisk, genisoimage and mkfs.fat. The images that are made with tools are what
people have; those that are forged say for each difference that it is one.
"""
import os
import re
import subprocess
import sys
import tempfile

from databases import Sqlite
from forged.cases import cases
from harness import Api, check, fail, run
from pair import Pair

LABELS = ['raw', 'qcow2', 'vmdk', 'vdi', 'vhd', 'vhdx', 'iso', 'gpt', 'luks', 'ami', 'aki']
QUICK = bool(os.environ.get('QUICK'))
TOKEN = 'owner:project-a:member,reader'
UNSAFE = 'Image failed safety checks'

# Forged images that Glance lets pass under some label; here they are refused under each of them.
HOLES = [
    'qcow2: backing file that makes a file of one sector',
    'qcow2: data file named, version 3, behind 1 extensions',
    'vhd: type 4',
    'vhdx: with a parent',
    'vmdk: descriptor: parent by name',
    'vmdk: descriptor: parent by number',
    'vmdk: descriptor: kind in a comment in front',
    'vmdk: text: usual',
    'vmdk: text: short',
]
# Forged images about which both say the same.
FORGED = [
    'qcow2: version 1, backing file at 0', 'qcow2: version 3, backing file at 112', 'qcow2: incompatible feature 2',
    'qcow2: incompatible feature 4', 'qcow2: size 1152921504606846976', 'qcow2: with a partition table',
    'vmdk: descriptor: kind \'monolithicFlat\' of 14', 'vmdk: descriptor: extent \'/etc/passwd\' of 11', 'vmdk: footer',
    'vmdk: footer: descriptor elsewhere', 'vmdk: text: monolithicFlat', 'vmdk: text: a script',
    'vhdx: cut after 262144 bytes', 'vdi: size 0', 'qed: cut after 4096 bytes', 'gpt: no partition', 'gpt: whole twice',
    'gpt: 2 tables of FAT on medium f8', 'iso: signature NSR02', 'iso: type 2', 'luks: version 1', 'luks: version 2',
    'several: qcow2 and iso', 'several: iso and gpt', 'several: iso and broken gpt', 'several: vmdk, iso and gpt',
    'raw: 0 zeros', 'raw: 513 zeros',
]
# A disc with a partition table in front, said to be raw: Glance refuses it, because it stumbles over a line for its log.
DISCS = ['iso-hybrid', 'several: iso and gpt', 'several: iso and broken gpt']


def made_with_tools(folder):
    """Images as tools make them, by name."""
    def path(name):
        return os.path.join(folder, name)

    def qemu(name, kind, *options, size='1M'):
        run('qemu-img', 'create', '-q', '-f', kind, *options, path(name), *([size] if size else []))

    def partitioned(name, script):
        with open(path(name), 'wb') as disk:
            disk.truncate(4 << 20)
        subprocess.run(['sfdisk', '-q', path(name)], input=script.encode(), check=True, env={'PATH': os.environ['PATH'] + ':/usr/sbin'})

    with open(path('noise'), 'wb') as noise:
        noise.write(os.urandom(300_000).replace(b'\x55\xaa', b'\0\0'))
    for version in ('0.10', '1.1'):
        qemu(f'qcow2-{version}', 'qcow2', '-o', f'compat={version}')
        qemu(f'qcow2-{version}-backed', 'qcow2', '-b', path('qcow2-0.10'), '-F', 'qcow2', '-o', f'compat={version}', size=None)
    for options in ('cluster_size=512', 'extended_l2=on', 'compression_type=zstd', 'lazy_refcounts=on',
                    'data_file=' + path('data'), 'encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10'):
        qemu('qcow2-' + options.split('=')[0], 'qcow2', '--object', 'secret,id=s,data=x', '-o', options)
    for kind in ('monolithicSparse', 'streamOptimized', 'monolithicFlat', 'twoGbMaxExtentSparse', 'twoGbMaxExtentFlat'):
        qemu(f'vmdk-{kind}', 'vmdk', '-o', f'subformat={kind}')
    run('qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', path('noise'), path('vmdk-filled'))
    qemu('vmdk-backed', 'vmdk', '-b', path('vmdk-monolithicSparse'), '-F', 'vmdk', size=None)
    for kind in ('vdi', 'vhdx', 'qed'):
        qemu(kind, kind)
    for kind in ('dynamic', 'fixed'):
        qemu(f'vhd-{kind}', 'vpc', '-o', f'subformat={kind}')
    qemu('luks', 'luks', '--object', 'secret,id=s,data=x', '-o', 'key-secret=s,iter-time=10')
    partitioned('disk-mbr', 'label: dos\nstart=2048, size=2048, type=83, bootable\n')
    partitioned('disk-gpt', 'label: gpt\nstart=2048, size=2048\n')
    partitioned('disk-empty', 'label: dos\n')
    os.mkdir(path('tree'))
    with open(path('tree/hello'), 'w') as hello:
        hello.write('hello\n')
    run('genisoimage', '-quiet', '-o', path('iso'), path('tree'))
    run('genisoimage', '-quiet', '-udf', '-o', path('iso-udf'), path('tree'))
    run('genisoimage', '-quiet', '-o', path('iso-hybrid'), path('tree'))
    with open(path('iso-hybrid'), 'r+b') as disc, open(path('disk-gpt'), 'rb') as disk:
        disc.write(disk.read(512))
    with open(path('fat'), 'wb') as fat:
        fat.truncate(1 << 20)
    run('/usr/sbin/mkfs.fat', path('fat'))
    for name in sorted(os.listdir(folder)):
        if os.path.isfile(path(name)):
            with open(path(name), 'rb') as image:
                yield name, image.read()


def verdict(api, data, label, container):
    """What becomes of the data: the status, the size of the disk, and what is said about it."""
    image_id = api.create(name='inspected', disk_format=label, container_format=container)['id']
    answer = api.request('PUT', f'/v2/images/{image_id}/file', data, Content_Type='application/octet-stream')
    shown = api.get(f'/v2/images/{image_id}').json
    text = re.sub(r'<[^>]*>|\s+', ' ', answer.body.decode()).split('server. ')[-1].strip() if answer.status == 415 else ''
    if text.startswith('Multiple formats detected: '):
        text = 'Multiple formats detected: ' + ','.join(sorted(text.rsplit(' ', 1)[1].split(',')))
    return answer.status, shown['status'], shown['virtual_size'], text


def labels_for(name, number):
    """All labels, or in a hurry the one that fits, raw, and one that does not fit."""
    if not QUICK:
        return LABELS
    own = [label for label in LABELS if name.startswith(label)] or ['gpt']
    return list(dict.fromkeys([*own, 'raw', LABELS[number % len(LABELS)]]))


def compare(ours, glance, images):
    wrong, compared = [], 0
    for number, (name, data) in enumerate(images.items()):
        for label in labels_for(name, number):
            mine, theirs = (verdict(api, data, label, 'bare') for api in (ours, glance))
            compared += 1
            if label == 'raw' and name in DISCS:
                expected = [(204, 'active', len(data), ''), (415, 'queued', None, 'Multiple formats detected: gpt,iso')]
            else:
                expected = [mine, mine]
            if [mine, theirs] != expected:
                wrong.append(f'{name} as {label}: ours {mine}, Glance {theirs}')
    return wrong, compared


def passes_unseen(ours, glance, images):
    """Which of the images Glance lets pass under no label, or our server under any."""
    wrong = []
    for name, data in images.items():
        mine = {label: verdict(ours, data, label, 'bare') for label in LABELS}
        wrong += [f'{name} as {label}: ours {found}' for label, found in mine.items() if found[:3] != (415, 'queued', None)]
        if not any(verdict(glance, data, label, 'bare')[0] == 204 for label in LABELS):
            wrong.append(f'{name}: Glance does not let it pass either')
    return wrong


def is_kept(pair, folder):
    """What lies in the stores that belongs to no active image."""
    ids = {image['id'] for image in Api(pair.ours.port, 'admin:project-a:admin').get('/v2/images?limit=1000&status=active').json['images']}
    return [name for name in os.listdir(folder) if name not in ids]


server = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory(prefix='glance-inspection-') as work:
    folders = {}
    for owner in ('ours', 'glance', 'images'):
        folders[owner] = os.path.join(work, owner)
        os.mkdir(folders[owner])
    options = f'[image_format]\ndisk_formats = {",".join(LABELS)}\n'
    pairs = {owner: Pair(server, Sqlite(folders[owner], 1), folders[owner], options) for owner in ('ours', 'glance')}
    for owner, pair in pairs.items():
        pair.manage('sync')
        getattr(pair, owner).start()
    ours, glance = Api(pairs['ours'].ours.port, TOKEN), Api(pairs['glance'].glance.port, TOKEN)

    real = dict(made_with_tools(folders['images']))
    backed = {'vmdk-backed': real.pop('vmdk-backed')}
    wrong, compared = compare(ours, glance, real)
    check(f'{len(real)} images that tools make get the same answer and size, under {compared} labels', not wrong, '\n'.join(wrong))

    forged = dict(cases())
    wrong, compared = compare(ours, glance, {name: forged[name] for name in FORGED})
    check(f'{len(FORGED)} forged images get the same, under {compared} labels', not wrong, '\n'.join(wrong))

    wrong = passes_unseen(ours, glance, backed | {name: forged[name] for name in HOLES})
    check(f'{len(HOLES) + 1} images that Glance lets pass are refused whatever they are said to be', not wrong, '\n'.join(wrong))

    unsafe = forged['qcow2: version 3, backing file at 112']
    for container in ('ovf', 'ova', 'docker', 'compressed', 'ami'):
        if verdict(ours, unsafe, 'qcow2', container)[::3] != (415, UNSAFE):
            fail(f'an unsafe image in a container {container} passes')
    check('no container lets an unsafe image pass', True)

    kept = is_kept(pairs['ours'], pairs['ours'].stores['fast'])
    check('nothing is kept of what was refused', not kept, kept)
    check('SIGTERM ends the server with exit code 0', pairs['ours'].ours.stop() == 0)
    pairs['glance'].glance.stop()
