//! LUKS.

use super::field::{be16, be32};
use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// How much of the header is looked at.
const HEADER: usize = 168;
/// How long it is, with the slots of its keys.
const LEAST: u64 = 592;
const SECTOR: u64 = 512;

/// LUKS, of which there are two versions; the second is not known to those that use images.
#[derive(Debug, Default)]
pub(super) struct Luks {
    /// Where the encrypted disk begins, in sectors.
    payload: Option<u32>,
}

impl Parser for Luks {
    fn format(&self) -> Format {
        Format::Luks
    }

    fn first(&self) -> Piece {
        Piece::new(0, HEADER)
    }

    fn look(&mut self, header: &[u8], notes: &mut Notes) -> Option<Piece> {
        if !header.starts_with(b"LUKS\xba\xbe") {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        notes.least_bytes = LEAST;
        if be16(header, 6) != Some(1) {
            notes.fail(Check::Version, "its version is not supported");
        }
        self.payload = be32(header, 104);
        None
    }

    fn end(&mut self, size_bytes: u64, notes: &mut Notes) {
        let offset = self.payload.map(|sectors| u64::from(sectors).saturating_mul(SECTOR));
        match offset.and_then(|offset| size_bytes.checked_sub(offset)) {
            Some(size) => notes.virtual_size_bytes = size,
            None => _ = notes.unreadable("it ends before its data begins"),
        }
    }
}
