//! Brings one parser the pieces of a stream that it asks for.

use super::parser::{MAX_PIECE, Notes, Parser, Piece};

/// A parser and the piece that it waits for.
#[derive(Debug)]
pub(super) struct Watcher {
    pub(super) parser: Box<dyn Parser>,
    pub(super) notes: Notes,
    wanted: Option<Piece>,
    /// The beginning of the piece, if it came in several chunks; never longer than [`MAX_PIECE`].
    begun: Vec<u8>,
}

impl Watcher {
    pub(super) fn new(parser: impl Parser + 'static) -> Self {
        let wanted = Some(parser.first());
        Self { parser: Box::new(parser), notes: Notes::default(), wanted, begun: Vec::new() }
    }

    /// Whether the parser has seen all that it wants but the end.
    pub(super) fn is_idle(&self) -> bool {
        self.wanted.is_none()
    }

    /// Takes a chunk that begins after `start` bytes of the stream.
    pub(super) fn push(&mut self, start: u64, chunk: &[u8]) {
        self.parser.pass(chunk);
        while let Some(piece) = self.wanted {
            let missing = piece.length.saturating_sub(self.begun.len());
            let next = piece.at.saturating_add(self.begun.len() as u64);
            // A piece is asked for from where the last one ended, which is in this chunk, so that none begins before it.
            let Some(found) = usize::try_from(next.saturating_sub(start)).ok().and_then(|skip| chunk.get(skip..))
            else {
                return;
            };
            match (found.get(..missing), self.begun.is_empty()) {
                (Some(whole), true) => self.look(piece, whole),
                (Some(rest), false) => {
                    let mut begun = std::mem::take(&mut self.begun);
                    begun.extend_from_slice(rest);
                    self.look(piece, &begun);
                    begun.clear();
                    self.begun = begun;
                }
                (None, _) => {
                    self.begun.reserve_exact(MAX_PIECE.saturating_sub(self.begun.len()));
                    self.begun.extend_from_slice(found);
                    return;
                }
            }
        }
        self.begun = Vec::new();
    }

    /// Learns that the stream has ended after so many bytes.
    pub(super) fn finish(&mut self, size_bytes: u64) {
        if self.wanted.is_some() {
            let begun = std::mem::take(&mut self.begun);
            self.wanted = self.parser.look(&begun, &mut self.notes);
            self.miss();
        }
        if self.notes.is_match != Some(true) {
            return;
        }
        if size_bytes < self.notes.least_bytes {
            self.notes.unreadable("it is cut short");
        }
        self.parser.end(size_bytes, &mut self.notes);
    }

    fn look(&mut self, piece: Piece, bytes: &[u8]) {
        let end = piece.at.saturating_add(bytes.len() as u64);
        self.wanted = self.parser.look(bytes, &mut self.notes);
        if self.wanted.is_some_and(|wanted| wanted.at < end) {
            self.miss();
        }
    }

    /// Shows the parser that what it wants will not come.
    fn miss(&mut self) {
        if self.wanted.take().is_some() {
            self.parser.look(&[], &mut self.notes);
        }
    }
}
