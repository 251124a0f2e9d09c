"""Disk images of all formats, built by hand: sound ones, and ones that try to deceive whoever looks into them."""
KIB = 1024
MIB = 1024 * KIB


def put(data, at, *pieces):
    """Writes over what is there, and lengthens it as needed."""
    patch = b''.join(pieces)
    data = bytearray(data)
    data.extend(bytes(max(0, at + len(patch) - len(data))))
    data[at:at + len(patch)] = patch
    return bytes(data)
