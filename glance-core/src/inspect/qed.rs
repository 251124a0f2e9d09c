//! QED, which nobody makes any more.

use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// QED. It may name a file below it, as qcow2 may, and nobody needs it: it is told apart to be refused.
#[derive(Debug)]
pub(super) struct Qed;

impl Parser for Qed {
    fn format(&self) -> Format {
        Format::Qed
    }

    fn first(&self) -> Piece {
        Piece::new(0, 4)
    }

    fn look(&mut self, piece: &[u8], notes: &mut Notes) -> Option<Piece> {
        notes.is_match = Some(piece == b"QED\0");
        if notes.is_match == Some(true) {
            notes.fail(Check::Banned, "this format is not allowed");
        }
        None
    }

    fn end(&mut self, size_bytes: u64, notes: &mut Notes) {
        notes.virtual_size_bytes = size_bytes;
    }
}
