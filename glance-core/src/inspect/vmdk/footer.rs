//! The end of a stream-optimised image: a marker, the header again, and a marker of the end, a sector each.

use super::super::field::{le32, le64};
use super::SECTOR;
use super::header::{Header, MAGIC};

const LENGTH: usize = 3 * SECTOR;
/// The type of the marker in front of the footer.
const FOOTER: u32 = 3;

/// The last bytes of what passed.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// At most [`LENGTH`].
    bytes: Vec<u8>,
}

impl Tail {
    pub(super) fn push(&mut self, chunk: &[u8]) {
        let new = chunk.get(chunk.len().saturating_sub(LENGTH)..).unwrap_or_default();
        let excess = self.bytes.len().saturating_add(new.len()).saturating_sub(LENGTH);
        self.bytes.drain(..excess);
        self.bytes.reserve_exact(LENGTH.saturating_sub(self.bytes.len()));
        self.bytes.extend_from_slice(new);
    }

    /// Checks that these last bytes are a footer that agrees with the header.
    pub(super) fn check(&self, header: &Header) -> Result<(), &'static str> {
        let mut sectors = self.bytes.chunks_exact(SECTOR);
        let (Some(marker), Some(footer), Some(end)) = (sectors.next(), sectors.next(), sectors.next()) else {
            return Err("its footer is missing");
        };
        let is_zero = |bytes: Option<&[u8]>| bytes.is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
        // A marker is a number of sectors, the size of what follows, and its type.
        let is_marker = le32(marker, 8) == Some(0) && le32(marker, 12) == Some(FOOTER) && is_zero(marker.get(16..));
        if !is_marker || le64(end, 0).is_none() || !is_zero(Some(end)) {
            return Err("its footer has no markers around it");
        }
        match Header::fields(footer) {
            Some(footer_header) if footer.starts_with(MAGIC) && header.agrees_with(&footer_header) => Ok(()),
            _ => Err("its footer says something else than its header"),
        }
    }
}
