"""VHD and VHDX."""
import struct
import uuid

from forged import KIB, MIB, put


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
