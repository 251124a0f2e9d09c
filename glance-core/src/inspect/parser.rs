//! What the parsers of all formats have in common.

use std::fmt;

use super::finding::{Check, Finding};
use super::format::Format;

/// The longest piece of data that a parser may ask for, in bytes.
pub(super) const MAX_PIECE: usize = 2048;

/// A piece of the data: `length` bytes, at most [`MAX_PIECE`], from `at` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) at: u64,
    pub(super) length: usize,
}

impl Piece {
    pub(super) fn new(at: u64, length: usize) -> Self {
        Self { at, length: length.clamp(1, MAX_PIECE) }
    }
}

/// Looks whether data is of one format.
pub(super) trait Parser: fmt::Debug + Send {
    /// The format.
    fn format(&self) -> Format;

    /// What has to be looked at first.
    fn first(&self) -> Piece;

    /// Looks at the piece that was asked for, and asks for the next one, which lies behind it.
    ///
    /// The piece is shorter if the data ends within it, and empty if it lies before what has been asked for already. That
    /// is then the last one.
    fn look(&mut self, piece: &[u8], notes: &mut Notes) -> Option<Piece>;

    /// Sees each chunk as it passes, before the pieces in it.
    fn pass(&mut self, _chunk: &[u8]) {}

    /// Learns that the data ended after so many bytes. It is of the format, and there is nothing left to look at.
    fn end(&mut self, _size_bytes: u64, _notes: &mut Notes) {}
}

/// What a parser has found out.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether the data is of the format; `None` until that is certain. It is not taken back.
    pub(super) is_match: Option<bool>,
    /// How many bytes the disk has; 0 if the data does not say.
    pub(super) virtual_size_bytes: u64,
    /// How many bytes data of the format has at least.
    pub(super) least_bytes: u64,
    /// The kind of image within the format, where that matters.
    pub(super) subformat: Option<&'static str>,
    /// The checks that failed; there are only so many.
    pub(super) findings: Vec<Finding>,
}

impl Notes {
    /// Notes that the data is of another format; returned in the place of a next piece.
    pub(super) fn no_match(&mut self) -> Option<Piece> {
        self.is_match = Some(false);
        None
    }

    /// Notes that a check failed. Once is enough.
    pub(super) fn fail(&mut self, check: Check, reason: &'static str) {
        if self.findings.iter().all(|finding| finding.check != check) {
            self.findings.push(Finding { check, reason });
        }
    }

    /// Notes that something that has to be looked at is missing or makes no sense; returned in the place of a next piece.
    pub(super) fn unreadable(&mut self, reason: &'static str) -> Option<Piece> {
        self.fail(Check::Complete, reason);
        None
    }
}
