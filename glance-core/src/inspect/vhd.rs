//! VHD with its footer repeated in front. One that has it at its end alone, with a fixed size, cannot be told from raw data.

use super::field::{be32, be64};
use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// How long the footer is.
const FOOTER: usize = 512;
/// A disk that holds what is different from another one, which it names by its path.
const DIFFERENCING: u32 = 4;

/// VHD.
#[derive(Debug)]
pub(super) struct Vhd;

impl Parser for Vhd {
    fn format(&self) -> Format {
        Format::Vhd
    }

    fn first(&self) -> Piece {
        Piece::new(0, FOOTER)
    }

    fn look(&mut self, footer: &[u8], notes: &mut Notes) -> Option<Piece> {
        if !footer.starts_with(b"conectix") {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        let (FOOTER, Some(size), Some(kind)) = (footer.len(), be64(footer, 40), be32(footer, 60)) else {
            return notes.unreadable("its header is cut short");
        };
        notes.virtual_size_bytes = size;
        if kind == DIFFERENCING {
            notes.fail(Check::BackingFile, "it has a parent");
        }
        None
    }
}
