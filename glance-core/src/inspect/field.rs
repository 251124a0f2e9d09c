//! Numbers in headers. What lies outside a header has no value.

pub(super) fn bytes<const N: usize>(header: &[u8], at: usize) -> Option<[u8; N]> {
    header.get(at..)?.first_chunk().copied()
}

pub(super) fn byte(header: &[u8], at: usize) -> Option<u8> {
    header.get(at).copied()
}

pub(super) fn be16(header: &[u8], at: usize) -> Option<u16> {
    bytes(header, at).map(u16::from_be_bytes)
}

pub(super) fn be32(header: &[u8], at: usize) -> Option<u32> {
    bytes(header, at).map(u32::from_be_bytes)
}

pub(super) fn be64(header: &[u8], at: usize) -> Option<u64> {
    bytes(header, at).map(u64::from_be_bytes)
}

pub(super) fn le16(header: &[u8], at: usize) -> Option<u16> {
    bytes(header, at).map(u16::from_le_bytes)
}

pub(super) fn le32(header: &[u8], at: usize) -> Option<u32> {
    bytes(header, at).map(u32::from_le_bytes)
}

pub(super) fn le64(header: &[u8], at: usize) -> Option<u64> {
    bytes(header, at).map(u64::from_le_bytes)
}
