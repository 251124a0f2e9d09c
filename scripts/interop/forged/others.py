"""All other formats, several at once, and none."""
import itertools
import struct

from forged import KIB, MIB, put
from forged.microsoft import vhd, vhdx
from forged.qcow2 import qcow2
from forged.vmdk import vmdk


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
