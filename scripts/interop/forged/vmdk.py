"""VMDK."""
import struct

from forged import KIB, MIB, put

DESCRIPTOR = '''# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicSparse"

# Extent description
RW 2048 SPARSE "disk.vmdk"

# The Disk Data Base
#DDB

ddb.virtualHWVersion = "4"
ddb.adapterType = "ide"
'''
AT_END = (1 << 64) - 1


def vmdk_header(version=1, capacity=2048, at=1, sectors=20, directory=21, magic=b'KDMV'):
    return struct.pack('<4sIIQQQQIQQ', magic, version, 3, capacity, 128, at, sectors, 512, 0, directory).ljust(512, b'\0')


def vmdk(descriptor=DESCRIPTOR, length=16 * KIB, **header):
    text = descriptor if isinstance(descriptor, bytes) else descriptor.encode('latin-1')
    return put(put(bytes(length), 0, vmdk_header(**header)), 512, text)


def marker(kind, sectors=0, size=0):
    return struct.pack('<QII', sectors, size, kind).ljust(512, b'\0')


def stream(tail, length=16 * KIB, descriptor=DESCRIPTOR.replace('monolithicSparse', 'streamOptimized'), **header):
    return vmdk(descriptor, length, **{'version': 3, 'directory': AT_END, **header}) + tail


def descriptors():
    yield 'usual', DESCRIPTOR
    for kind in ('monolithicFlat', 'twoGbMaxExtentFlat', 'twoGbMaxExtentSparse', 'vmfs', 'vmfsSparse', 'vmfsThin', 'seSparse',
                 'fullDevice', 'partitionedDevice', 'custom', 'streamOptimized', 'MONOLITHICSPARSE', 'monolithicsparse',
                 '', ' monolithicSparse', 'monolithicSparse ', 'x' * 63, 'x' * 64, 'x' * 500):
        yield f'kind {kind[:30]!r} of {len(kind)}', DESCRIPTOR.replace('monolithicSparse', kind)
    yield 'CREATETYPE in capitals', DESCRIPTOR.replace('createType', 'CREATETYPE')
    yield 'no kind', DESCRIPTOR.replace('createType="monolithicSparse"\n', '')
    yield 'kind without quotes', DESCRIPTOR.replace('"monolithicSparse"', 'monolithicSparse')
    yield 'kind without its second quote', DESCRIPTOR.replace('"monolithicSparse"', '"monolithicSparse')
    yield 'kind with blanks', DESCRIPTOR.replace('createType=', 'createType = ')
    yield 'kind twice, the second in several files', DESCRIPTOR + 'createType="monolithicFlat"\n'
    yield 'kind twice, the first in several files', 'createType="monolithicFlat"\n' + DESCRIPTOR
    yield 'kind in a comment in front', '# createType="monolithicSparse"\n' + DESCRIPTOR.replace(
        'createType="monolithicSparse"', 'createType="monolithicFlat"')
    yield 'kind in the data base', DESCRIPTOR + 'ddb.comment = "createType=monolithicFlat"\n'
    for access in ('RW', 'rw', 'RDONLY', 'NOACCESS', 'WRITE', 'RWX'):
        yield f'access {access}', DESCRIPTOR.replace('RW ', access + ' ')
    for name in ('/etc/passwd', '../disk', 'a/b', 'disk=1', '/etc/a=b', 'a b', 'C:\\disk', 'x' * 500, 'nbd:127.0.0.1:1',
                 'json:{}', ''):
        yield f'extent {name[:20]!r} of {len(name)}', DESCRIPTOR.replace('disk.vmdk', name)
    yield 'extent behind tabs', DESCRIPTOR.replace('RW 2048 SPARSE ', 'RW\t2048\tFLAT\t').replace('disk.vmdk', '/etc/a=b')
    yield 'extent indented', DESCRIPTOR.replace('RW ', '  RW ')
    yield 'no extent', DESCRIPTOR.replace('RW 2048 SPARSE "disk.vmdk"', '')
    yield 'two extents', DESCRIPTOR.replace('RW 2048', 'RW 1024 SPARSE "a.vmdk"\nRW 1024')
    yield 'second extent with a path', DESCRIPTOR.replace('RW 2048', 'RW 1024 SPARSE "a.vmdk"\nRW 1024 FLAT "/b"\nRW 1')
    yield 'extent behind a carriage return', DESCRIPTOR + '# nothing\rRW 1 FLAT "/etc/passwd" 0\n'
    yield 'lines that end with carriage return and line feed', DESCRIPTOR.replace('\n', '\r\n')
    yield 'lines that end with carriage return alone', DESCRIPTOR.replace('\n', '\r')
    yield 'no line feed at its end', DESCRIPTOR.rstrip('\n')
    yield 'text behind a zero byte', DESCRIPTOR + '\0RW 1 FLAT "/etc/passwd" 0\n'
    yield 'nothing but a zero byte in front', '\0' + DESCRIPTOR
    yield 'bytes beyond ASCII', DESCRIPTOR + '# \xe4\n'
    yield 'bytes beyond ASCII behind a zero byte', DESCRIPTOR + '\0\xe4'
    yield 'escape characters', DESCRIPTOR + '# \x1b[2J\n'
    yield 'line without a meaning', DESCRIPTOR + 'hello\n'
    yield 'line that begins with =', DESCRIPTOR + '=hello\n'
    yield 'long comment', DESCRIPTOR + '#' * 1500 + '\n'
    yield 'very long comment', DESCRIPTOR + '#' * 4000 + '\n'
    yield 'parent by number', DESCRIPTOR.replace('ffffffff', '12345679')
    yield 'parent by name', DESCRIPTOR.replace('createType', 'parentFileNameHint="/etc/passwd"\ncreateType')
    yield 'parent by name without a path', DESCRIPTOR.replace('createType', 'parentFileNameHint="base.vmdk"\ncreateType')
    yield 'parent by name in a comment', DESCRIPTOR + '# parentFileNameHint="/etc/passwd"\n'
    yield 'path of changes', DESCRIPTOR + 'changeTrackPath="/a"\n'
    yield 'name of changes', DESCRIPTOR + 'changeTrackPath="disk-ctk.vmdk"\n'
    yield 'path in the data base', DESCRIPTOR + 'ddb.comment = "/a"\n'
    yield 'path in a comment', DESCRIPTOR + '# /a\n'


def vmdk_cases():
    for name, text in descriptors():
        yield f'descriptor: {name}', vmdk(text)
    for version in (0, 1, 2, 3, 4, 0xffffffff):
        yield f'version {version}', vmdk(version=version)
    for at in (0, 1, 2, 20, 1 << 55, (1 << 64) - 1):
        yield f'descriptor in sector {at}', vmdk(at=at)
    for sectors in (0, 1, 2, 20, 32, 2048, 4096, 1 << 55, (1 << 64) - 1):
        yield f'descriptor of {sectors} sectors', vmdk(sectors=sectors)
    yield 'descriptor of a MiB', vmdk(sectors=4096, length=2 * MIB)
    for capacity in (0, 1, 1 << 30, (1 << 54) - 1, 1 << 54):
        yield f'capacity {capacity}', vmdk(capacity=capacity)
    for length in (3, 4, 63, 64, 511, 512, 513, 900, 1024, 10751, 10752, 10753):
        yield f'cut after {length} bytes', vmdk()[:length]
    for magic in (b'COWD', b'kdmv', b'VMDK'):
        yield f'magic {magic.decode()}', vmdk(magic=magic)
    footer = dict(version=3)
    end = marker(0)
    yield 'footer', stream(marker(3, 1) + vmdk_header(**footer) + end)
    yield 'footer, version 1', stream(marker(3, 1) + vmdk_header() + end, version=1)
    yield 'footer that nobody asked for', stream(marker(3, 1) + vmdk_header(version=2) + end, directory=21)
    for name, tail in {
        'missing': b'',
        'cut short': vmdk_header(**footer) + end,
        'other version': marker(3, 1) + vmdk_header(version=1) + end,
        'other magic': marker(3, 1) + vmdk_header(magic=b'COWD', **footer) + end,
        'descriptor elsewhere': marker(3, 1) + vmdk_header(at=30, **footer) + end,
        'longer descriptor': marker(3, 1) + vmdk_header(sectors=40, **footer) + end,
        'other capacity': marker(3, 1) + vmdk_header(capacity=4096, **footer) + end,
        'another footer': marker(3, 1) + vmdk_header(directory=AT_END, **footer) + end,
        'no marker': bytes(512) + vmdk_header(**footer) + end,
        'marker of a size': marker(3, 1, 7) + vmdk_header(**footer) + end,
        'marker of another type': marker(2, 1) + vmdk_header(**footer) + end,
        'marker with text': marker(3, 1)[:500] + b'hello'.ljust(12) + vmdk_header(**footer) + end,
        'no end': marker(3, 1) + vmdk_header(**footer) + marker(1),
        'end of sectors': marker(3, 1) + vmdk_header(**footer) + marker(0, 1),
        'end with text': marker(3, 1) + vmdk_header(**footer) + b'hello'.rjust(512, b'\0'),
        'something behind': marker(3, 1) + vmdk_header(**footer) + end + b'x',
    }.items():
        yield f'footer: {name}', stream(tail)
    yield 'footer, and a descriptor elsewhere', stream(marker(3, 1) + vmdk_header(at=2, **footer) + end, at=2)
    yield 'footer, of a whole in one sector', vmdk_header(version=3, directory=AT_END)
    text = DESCRIPTOR.encode()
    for name, data in {
        'usual': text,
        'monolithicFlat': text.replace(b'monolithicSparse', b'monolithicFlat').replace(b'SPARSE "disk.vmdk"', b'FLAT "/etc/passwd" 0'),
        'short': b'version=1\ncreateType="vmfs"\nRW 1 FLAT "/etc/passwd" 0\n',
        'just long enough': b'version=1\ncreateType="vmfs"\nRW 1 FLAT "/etc/passwd" 0\n'.ljust(64),
        'followed by zeros': text.ljust(4096, b'\0'),
        'followed by a disk': text.ljust(1024) + bytes(range(256)) * 16,
        'kind behind a sector': b'# nothing\n' * 60 + text,
        'kind behind the first chunk': b'# nothing\n' * 7000 + text,
        'kind behind a MiB': b'# nothing\n' * 110000 + text,
        'kind behind a zero byte': b'# nothing\n' * 60 + b'\0' + text,
        'kind behind bytes beyond ASCII': b'# nothing\n' * 60 + b'\xe4\n' + text,
        'kind on the edge of a sector': b'#' * 505 + b'\n' + text[text.index(b'createType'):],
        'kind begun twice': b'#' * 100 + b'createcreateType="vmfs"\n',
        'kind not finished': b'#' * 100 + b'createType=monolithicFlat\n',
        'a script': b'#!/bin/sh\necho hello\n' * 10,
        'a long text': b'All work and no play makes Jack a dull boy.\n' * 3000,
        'a text and bytes beyond ASCII behind it': b'All work and no play makes Jack a dull boy.\n' * 20 + b'\xe4' * 100,
        'an escape character in front': b'\x1b' + text,
    }.items():
        yield f'text: {name}', data
