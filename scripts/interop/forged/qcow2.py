"""qcow2."""
import struct

from forged import MIB, put


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
