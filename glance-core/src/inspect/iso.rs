//! Optical discs: ISO 9660, and UDF, which begins alike.

use super::field::{byte, bytes, le16, le32};
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// Where the first volume descriptor is.
const AT: u64 = 32 * 1024;
/// How long it is.
const DESCRIPTOR: usize = 2048;
/// The type of a descriptor that tells the size of the volume.
const PRIMARY: u8 = 1;

/// A disc.
#[derive(Debug)]
pub(super) struct Iso;

impl Parser for Iso {
    fn format(&self) -> Format {
        Format::Iso
    }

    fn first(&self) -> Piece {
        Piece::new(AT, DESCRIPTOR)
    }

    fn look(&mut self, descriptor: &[u8], notes: &mut Notes) -> Option<Piece> {
        let is_known = matches!(bytes(descriptor, 1).as_ref(), Some(b"CD001" | b"NSR02" | b"NSR03"));
        if descriptor.len() < DESCRIPTOR || !is_known {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        if byte(descriptor, 0) == Some(PRIMARY)
            && let (Some(blocks), Some(block_bytes)) = (le32(descriptor, 80), le16(descriptor, 128))
        {
            notes.virtual_size_bytes = u64::from(blocks).saturating_mul(u64::from(block_bytes));
        }
        None
    }
}
