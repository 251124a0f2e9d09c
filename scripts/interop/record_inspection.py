#!/usr/bin/env python3
"""Records what Glance's own inspectors make of forged data, for glance-core/tests/inspect.rs to be held against.

usage: $GLANCE_PEERS_HOME/venv/glance/bin/python scripts/interop/record_inspection.py >glance-core/tests/inspect/reference.jsonl

One case a line: its name, its length, what stands where in it (all else is zero), and for each format that it was found to
be of the virtual size and the checks that failed.
"""
import io
import itertools
import json
import logging
import struct
import uuid

from oslo_utils.imageutils import format_inspector

logging.disable(logging.CRITICAL)
CHUNK = 65536  # as much as Glance's stores read at a time
KIB = 1024
MIB = 1024 * KIB


def look(data):
    """What the reference says of data: format to [virtual size, failed checks], or the name of the error it broke off with."""
    stream = format_inspector.InspectWrapper(io.BytesIO(data))
    while stream.read(CHUNK):
        pass
    stream.close()
    try:
        found = stream.formats
    except Exception as error:
        return type(error).__name__
    return {str(inspector): [size_of(inspector), failures(inspector)] for inspector in sorted(found, key=str)}


def size_of(inspector):
    try:
        return inspector.virtual_size
    except Exception:
        return 'unreadable'


def failures(inspector):
    try:
        inspector.safety_check()
        return []
    except format_inspector.SafetyCheckFailed as error:
        return sorted(error.failures)
    except format_inspector.ImageFormatError:
        return ['complete']


def runs(data):
    """What stands where, without the zeros: [place, text, times], of which each character is a byte."""
    found, at = [], 0
    while (start := next_byte(data, at)) is not None:
        end = data.find(bytes(16), start)
        end = len(data) if end < 0 else end
        found.append([start, *repeated(data[start:end])])
        at = start + len(found[-1][1]) * found[-1][2]
    return found


def next_byte(data, at):
    """Where the next byte is that is not zero."""
    rest = data[at:].lstrip(b'\0')
    return len(data) - len(rest) if rest else None


def repeated(run):
    """The beginning of a long run that is the same again and again, or else all of it, once."""
    for period in range(1, 65):
        unit = run[:period]
        times = next((n for n in range(len(run) // period) if run[n * period:(n + 1) * period] != unit), len(run) // period)
        if times * period > 2000:
            return unit.decode('latin-1'), times
    return run.decode('latin-1'), 1


def record(name, data):
    print(json.dumps({'name': name, 'length': len(data), 'writes': runs(data), 'reference': look(data)}))


def put(data, at, *pieces):
    """Writes over what is there, and lengthens it as needed."""
    patch = b''.join(pieces)
    data = bytearray(data)
    data.extend(bytes(max(0, at + len(patch) - len(data))))
    data[at:at + len(patch)] = patch
    return bytes(data)


# qcow2

def qcow2(version=3, backing=0, size=MIB, cluster_bits=16, features=0, header_length=104, extensions=(), length=1024):
    data = struct.pack('>4sIQIIQIIQQIIQ', b'QFI\xfb', version, backing, 0, cluster_bits, size, 0, 1, 0x30000, 0x10000, 1, 0, 0)
    at = 72
    if version >= 3:
        data += struct.pack('>QQQII', features, 0, 0, 4, header_length)
        at = header_length
    for kind, content in extensions:
        data = put(data, at, struct.pack('>II', kind, len(content)), content)
        at += 8 + (len(content) + 7) // 8 * 8
    return put(data, 0).ljust(length, b'\0')


DATA, BACKING_FORMAT, NAMES = 0x44415441, 0xe2792aca, 0x6803f857


def qcow2_cases():
    for version in (0, 1, 2, 3, 4, 0xffffffff):
        for backing in (0, 1, 72, 112, 1 << 40, 1 << 63, (1 << 64) - 1):
            yield f'version {version}, backing file at {backing}', qcow2(version, backing)
    for bit in range(64):
        yield f'incompatible feature {bit}', qcow2(features=1 << bit)
    yield 'all harmless features', qcow2(features=0b1011)
    yield 'data file and unknown feature', qcow2(features=0b10100)
    for length in (3, 4, 5, 16):
        yield f'version 2, extension of {length} bytes where features would be', qcow2(2, extensions=[(1, bytes(length))])
    for size in (0, 1, 512, MIB, 1 << 40, 1 << 60, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        yield f'size {size}', qcow2(size=size)
        yield f'size {size}, version 2', qcow2(2, size=size)
    for bits in (0, 8, 9, 12, 16, 21, 22, 31, 63, 64, 0xffffffff):
        yield f'clusters of 2^{bits}', qcow2(cluster_bits=bits)
    for length in (0, 72, 104, 112, 200, 65536, 0xffffffff):
        yield f'header of {length} bytes', put(qcow2(), 100, struct.pack('>I', length))
    for length in (3, 4, 7, 8, 16, 24, 32, 71, 72, 80, 103, 104, 112, 511, 512, 513):
        yield f'cut after {length} bytes', qcow2()[:length]
        yield f'version 2 cut after {length} bytes', qcow2(2)[:length]
    for name, extensions in {
        'its end': [(0, b'')],
        'names of features': [(NAMES, bytes(96))],
        'a backing format': [(BACKING_FORMAT, b'qcow2')],
        'one nobody knows': [(0x12345678, b'?')],
        'one as long as anything': [(0x12345678, b'')],
    }.items():
        yield f'extension: {name}', qcow2(extensions=extensions)
    yield 'extension that is longer than the file', put(qcow2(), 104, struct.pack('>II', 1, 0xffffffff))
    yield 'extension that is longer than the cluster', put(qcow2(cluster_bits=9), 104, struct.pack('>II', 1, 0xfff))
    yield 'data file named behind the last extension', qcow2(extensions=[(0, b''), (DATA, b'/etc/passwd')])
    yield 'data file named behind the first cluster', qcow2(
        cluster_bits=9, extensions=[(1, bytes(400)), (DATA, b'/etc/passwd')])
    for version in (2, 3):
        for number in (0, 1, 3):
            extensions = [(0x100 + i, bytes(i * 8)) for i in range(number)] + [(DATA, b'/etc/passwd')]
            yield f'data file named, version {version}, behind {number} extensions', qcow2(version, extensions=extensions)
    yield 'data file, named and used', qcow2(features=4, extensions=[(DATA, b'json:{}')])
    yield 'data file named far behind', qcow2(
        length=70000, cluster_bits=16, extensions=[(1, bytes(60000)), (DATA, b'/etc/passwd')])
    yield 'backing file that makes a file of one sector', qcow2(2, 120, size=0, cluster_bits=9, length=133)
    yield 'with a partition table', put(qcow2(), 446, bytes([0x80, 1, 1, 0, 0x83]), bytes(59), b'\x55\xaa')


# VHD

def vhd(size=MIB, kind=3, length=2048):
    return put(bytes(length), 0, b'conectix', struct.pack('>IIQI', 2, 0x10000, 512, 0), b'qemu', bytes(8),
               struct.pack('>QQII', size, size, 0x00080410, kind))


def vhd_cases():
    for size in (0, 1, MIB, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        yield f'size {size}', vhd(size)
    for kind in (0, 1, 2, 3, 4, 5):
        yield f'type {kind}', vhd(kind=kind)
    for length in (7, 8, 47, 48, 63, 64, 511, 512, 513):
        yield f'cut after {length} bytes', vhd()[:length]
    yield 'fixed, with its footer at the end alone', bytes(MIB) + vhd(kind=2)[:512]
    yield 'in capitals', put(vhd(), 0, b'CONECTIX')


# VHDX

METADATA_REGION = uuid.UUID('8B7CA206-4790-4B9A-B8FE-575F050F886E').bytes_le
BAT_REGION = uuid.UUID('2DC27766-F623-4200-9D64-115E9BFD4A08').bytes_le
DISK_SIZE = uuid.UUID('2FA54224-CD1B-4876-B211-5DBED83BF4B8').bytes_le
FILE_PARAMETERS = uuid.UUID('CAA16737-FA36-4D43-B3B6-33F0AA44E76B').bytes_le
PARENT = uuid.UUID('A8D35F2D-B30B-454D-ABF7-D3D84834AB0C').bytes_le


def vhdx(regions=((BAT_REGION, 3 * MIB), (METADATA_REGION, 2 * MIB)),
         items=((FILE_PARAMETERS, 0x10000, 8), (DISK_SIZE, 0x10008, 8)),
         size=MIB, at=2 * MIB, region_count=None, item_count=None, length=4 * MIB):
    data = put(bytes(length), 0, b'vhdxfile')
    table = struct.pack('<4sIII', b'regi', 0, len(regions) if region_count is None else region_count, 0)
    for guid, offset in regions:
        table += guid + struct.pack('<QII', offset, MIB, 1)
    data = put(data, 192 * KIB, table)
    table = struct.pack('<8sHH20x', b'metadata', 0, len(items) if item_count is None else item_count)
    for guid, offset, item_length in items:
        table += guid + struct.pack('<IIII', offset, item_length, 0, 0)
        if guid == DISK_SIZE:
            data = put(data, at + offset, struct.pack('<Q', size))
    return put(data, at, table)


def vhdx_cases():
    yield 'usual', vhdx()
    for size in (0, 1, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        yield f'size {size}', vhdx(size=size)
    for length in (7, 8, 31, 32, 192 * KIB, 192 * KIB + 15, 192 * KIB + 16, 256 * KIB - 1, 256 * KIB, 2 * MIB,
                   2 * MIB + 31, 2 * MIB + 32, 2 * MIB + 95, 2 * MIB + 96, 2 * MIB + 64 * KIB,
                   2 * MIB + 64 * KIB + 15, 2 * MIB + 64 * KIB + 16):
        yield f'cut after {length} bytes', vhdx()[:length]
    yield 'no region signature', put(vhdx(), 192 * KIB, b'nope')
    yield 'no metadata signature', put(vhdx(), 2 * MIB, b'nope')
    for count in (0, 1, 3, 2047, 2048, 0x10000, 0xffffffff):
        yield f'{count} regions said', vhdx(region_count=count)
    for count in (0, 1, 3, 2047, 2048, 0xffff):
        yield f'{count} items said', vhdx(item_count=count)
    yield 'no region of metadata', vhdx(regions=[(BAT_REGION, 3 * MIB)])
    yield 'no size', vhdx(items=[(FILE_PARAMETERS, 0x10000, 8)])
    yield 'metadata at the end of the header', vhdx(regions=[(METADATA_REGION, 256 * KIB)], at=256 * KIB)
    for at in (0, 100 * KIB, 4 * MIB, 1 << 40, (1 << 64) - 1):
        yield f'metadata said to be at {at}', vhdx(regions=[(METADATA_REGION, at)])
    for at in (0, 0x20000, 0x200000, 0xffffffff):
        yield f'size said to be at {at}', put(vhdx(), 2 * MIB + 64 + 16, struct.pack('<I', at))
    for length in (0, 1, 7, 9, 16, 0xffffffff):
        yield f'size of {length} bytes', put(vhdx(), 2 * MIB + 64 + 20, struct.pack('<I', length))
    yield 'size said twice', vhdx(items=[(DISK_SIZE, 0x10000, 8), (DISK_SIZE, 0x10008, 8)])
    yield 'two regions of metadata', vhdx(regions=[(METADATA_REGION, 2 * MIB), (METADATA_REGION, 3 * MIB)])
    yield 'many regions', vhdx(regions=[(bytes([i]) * 16, MIB) for i in range(200)] + [(METADATA_REGION, 2 * MIB)])
    yield 'many items', vhdx(items=[(bytes([i]) * 16, 0, 0) for i in range(200)] + [(DISK_SIZE, 0x10008, 8)])
    yield 'with a parent', vhdx(items=[(DISK_SIZE, 0x10008, 8), (PARENT, 0x10010, 64)])


# VMDK

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


# The others

def vdi_cases():
    header = put(bytes(1024), 0, b'<<< QEMU VM Virtual Disk Image >>>\n')
    header = put(header, 0x40, struct.pack('<I', 0xbeda107f))
    for size in (0, 1, MIB, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        yield f'size {size}', put(header, 0x170, struct.pack('<Q', size))
    for length in (0x43, 0x44, 0x177, 0x178, 511, 512, 513):
        yield f'cut after {length} bytes', put(header, 0x170, struct.pack('<Q', MIB))[:length]
    yield 'other signature', put(header, 0x40, b'nope')


def qed_cases():
    for length in (3, 4, 64, 511, 512, 4096):
        yield f'cut after {length} bytes', put(bytes(8192), 0, b'QED\0', struct.pack('<II', 65536, 4))[:length]


def iso(signature=b'CD001', kind=1, blocks=512, block=2048, length=40 * KIB):
    data = put(bytes(length), 32 * KIB, bytes([kind]), signature, b'\x01')
    data = put(data, 32 * KIB + 80, struct.pack('<I', blocks), struct.pack('>I', blocks))
    return put(data, 32 * KIB + 128, struct.pack('<H', block), struct.pack('>H', block))


def iso_cases():
    for signature in (b'CD001', b'NSR02', b'NSR03', b'NSR04', b'BEA01', b'cd001', b'CD002'):
        yield f'signature {signature.decode()}', iso(signature)
        yield f'signature {signature.decode()}, type 0', iso(signature, kind=0)
    for kind in (2, 3, 255):
        yield f'type {kind}', iso(kind=kind)
    for blocks, block in itertools.product((0, 1, 0xffffffff), (0, 512, 0xffff)):
        yield f'{blocks} blocks of {block}', iso(blocks=blocks, block=block)
    for length in (32 * KIB, 32 * KIB + 6, 34 * KIB - 1, 34 * KIB, 34 * KIB + 1):
        yield f'cut after {length} bytes', iso()[:length]


def mbr(*entries, length=4096, signature=b'\x55\xaa'):
    data = put(bytes(length), 510, signature)
    for number, (flag, start, kind, first) in enumerate(entries):
        data = put(data, 446 + 16 * number, bytes([flag]), start, bytes([kind, 0, 0, 0]), struct.pack('<II', first, 2048))
    return data


def gpt_cases():
    whole = (0, b'\0\2\0', 0xee, 1)
    none, linux = (0, b'\0\0\0', 0, 0), (0x80, b'\1\1\0', 0x83, 2048)
    yield 'whole', mbr(whole)
    yield 'whole, with the header behind it', put(mbr(whole), 512, b'EFI PART')
    for flag in (0, 1, 0x7f, 0x80, 0x81, 0xff):
        for number in range(4):
            entries = [linux] * 4
            entries[number] = (flag, *linux[1:])
            yield f'flag {flag} in entry {number}', mbr(*entries)
        yield f'flag {flag} of a whole', mbr((flag, *whole[1:]))
        yield f'flag {flag} of nothing', mbr(linux, (flag, *none[1:]))
    for number in range(4):
        yield f'one partition, in entry {number}', mbr(*[none] * number, linux)
        yield f'whole in entry {number}', mbr(*[none] * number, whole)
        yield f'whole and a partition in entry {number}', mbr(*([linux] * number + [whole] + [linux])[:4])
    yield 'whole twice', mbr(whole, whole)
    yield 'whole and a partition behind nothing', mbr(whole, none, linux)
    for start in (b'\0\0\0', b'\0\1\0', b'\0\2\1', b'\1\2\0', b'\xff\xff\xff'):
        yield f'whole from {start.hex()}', mbr((0, start, 0xee, 1))
    for first in (0, 2, 63, 0xffffffff):
        yield f'whole from sector {first}', mbr((0, b'\0\2\0', 0xee, first))
    yield 'no partition', mbr()
    for tables, medium in itertools.product((0, 1, 2, 3), (0, 0xf0, 0xf8)):
        fat = put(put(mbr(linux), 0x10, bytes([tables])), 0x15, bytes([medium]))
        yield f'{tables} tables of FAT on medium {medium:02x}', fat
    for signature in (b'\xaa\x55', b'\x55\0', b'\0\xaa'):
        yield f'signature {signature.hex()}', mbr(linux, signature=signature)
    for length in (511, 512, 513):
        yield f'cut after {length} bytes', mbr(whole)[:length]


def luks(version=1, payload=4, length=8192):
    header = struct.pack('>6sH32s32s32sII', b'LUKS\xba\xbe', version, b'aes', b'xts-plain64', b'sha256', payload, 64)
    return put(bytes(length), 0, header)


def luks_cases():
    for version in (0, 1, 2, 3, 0xffff):
        yield f'version {version}', luks(version)
    for payload in (0, 1, 8, 15, 16, 17, 0xffffffff):
        yield f'payload in sector {payload}', luks(payload=payload)
    for length in (5, 6, 7, 8, 104, 107, 108, 167, 168, 591, 592, 593):
        yield f'cut after {length} bytes', luks(payload=0)[:length]
    yield 'other magic', put(luks(), 4, b'\xbe\xba')


def both(*layers):
    """Data that is several things at once: where a layer has no zero, it goes over those before it."""
    data = bytearray(max(map(len, layers)))
    for layer in layers:
        for at, byte in enumerate(layer):
            if byte:
                data[at] = byte
    return bytes(data)


def several_cases():
    table, broken = mbr((0, b'\0\2\0', 0xee, 1)), mbr()
    disc = iso()
    for name, data in {'qcow2': qcow2(), 'vhd': vhd(), 'vmdk': vmdk(), 'luks': luks(), 'qed': b'QED\0'.ljust(512, b'\0')}.items():
        yield f'{name} and iso', both(disc, data)
        yield f'{name} and gpt', both(data, table)
        yield f'{name}, iso and gpt', both(disc, data, table)
    signed = put(bytes(512), 0x40, struct.pack('<I', 0xbeda107f))
    for name, data in {'qcow2': qcow2(), 'luks': luks(), 'gpt': table}.items():
        yield f'vdi and {name}', both(data, signed)
    yield 'vhdx and iso', both(disc, vhdx())
    yield 'iso and gpt', both(disc, table)
    yield 'iso and broken gpt', both(disc, broken)
    yield 'qcow2 with a backing file and iso', both(disc, qcow2(2, 200))


def raw_cases():
    for length in (0, 1, 511, 512, 513, 32 * KIB, 34 * KIB, 100_000):
        yield f'{length} zeros', bytes(length)
        yield f'{length} times X', b'X' * length
    yield 'magic of qcow2 one byte too late', b'\0' + qcow2()
    yield 'a gzip', b'\x1f\x8b\x08'.ljust(600, b'\7')
    yield 'a tar', put(bytes(10240), 0, b'disk.vmdk'.ljust(257, b'\0'), b'ustar')


KINDS = dict(qcow2=qcow2_cases, vhd=vhd_cases, vhdx=vhdx_cases, vmdk=vmdk_cases, vdi=vdi_cases, qed=qed_cases, iso=iso_cases,
             gpt=gpt_cases, luks=luks_cases, several=several_cases, raw=raw_cases)
for kind, cases in KINDS.items():
    for name, data in cases():
        record(f'{kind}: {name}', data)
