//! VDI.

use super::field::{le32, le64};
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// How long the header is.
const HEADER: usize = 512;
const SIGNATURE: u32 = 0xbeda_107f;

/// VDI.
#[derive(Debug)]
pub(super) struct Vdi;

impl Parser for Vdi {
    fn format(&self) -> Format {
        Format::Vdi
    }

    fn first(&self) -> Piece {
        Piece::new(0, HEADER)
    }

    fn look(&mut self, header: &[u8], notes: &mut Notes) -> Option<Piece> {
        if header.len() < HEADER || le32(header, 0x40) != Some(SIGNATURE) {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        notes.virtual_size_bytes = le64(header, 0x170).unwrap_or_default();
        None
    }
}
