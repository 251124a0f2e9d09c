//! VMDK.

mod descriptor;
mod footer;
mod header;
mod text;

use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};
use descriptor::Descriptor;
use footer::Tail;
use header::Header;
use text::Text;

const SECTOR: usize = 512;
/// The longest descriptor, which is as much as QEMU reads.
const MAX_DESCRIPTOR: u64 = (1 << 20) - 1;

/// VMDK: a header and a descriptor in text behind it, or the text alone, which then says which files the disk is in.
#[derive(Debug)]
pub(super) struct Vmdk {
    next: Next,
    header: Option<Header>,
    /// The last bytes that passed, as long as they may turn out to be a footer.
    tail: Option<Tail>,
}

/// What the next piece is.
#[derive(Debug)]
enum Next {
    Header,
    /// A part of the descriptor, of which so many bytes are left.
    Descriptor {
        reader: Descriptor,
        at: u64,
        left: u64,
    },
    /// A part of what may be a descriptor without a header.
    Text {
        reader: Text,
        at: u64,
    },
}

impl Default for Vmdk {
    fn default() -> Self {
        Self { next: Next::Header, header: None, tail: Some(Tail::default()) }
    }
}

impl Parser for Vmdk {
    fn format(&self) -> Format {
        Format::Vmdk
    }

    fn first(&self) -> Piece {
        Piece::new(0, SECTOR)
    }

    fn look(&mut self, piece: &[u8], notes: &mut Notes) -> Option<Piece> {
        match &mut self.next {
            Next::Header => self.begin(piece, notes),
            Next::Descriptor { reader, at, left } => {
                *left = left.saturating_sub(piece.len() as u64);
                *at = at.saturating_add(piece.len() as u64);
                reader.push(piece);
                if *left > 0 && piece.len() == SECTOR {
                    return Some(descriptor_piece(*at, *left));
                }
                if *left > 0 {
                    return notes.unreadable("its descriptor is cut short");
                }
                reader.finish(notes);
                None
            }
            Next::Text { reader, at } => {
                *at = at.saturating_add(piece.len() as u64);
                let is_over = piece.len() < SECTOR || *at >= MAX_DESCRIPTOR;
                notes.is_match = reader.push(piece).or(is_over.then_some(false));
                if notes.is_match == Some(true) {
                    notes.fail(Check::Descriptor, "it is nothing but a descriptor, and its data in other files");
                }
                notes.is_match.is_none().then(|| Piece::new(*at, SECTOR))
            }
        }
    }

    fn pass(&mut self, chunk: &[u8]) {
        if let Some(tail) = &mut self.tail {
            tail.push(chunk);
        }
    }

    fn end(&mut self, _size_bytes: u64, notes: &mut Notes) {
        if let (Some(header), Some(tail)) = (&self.header, &self.tail)
            && let Err(reason) = tail.check(header)
        {
            notes.fail(Check::Footer, reason);
        }
    }
}

impl Vmdk {
    fn begin(&mut self, sector: &[u8], notes: &mut Notes) -> Option<Piece> {
        if !sector.starts_with(header::MAGIC) {
            self.tail = None;
            if !text::is_text(sector) {
                return notes.no_match();
            }
            self.next = Next::Text { reader: Text::default(), at: 0 };
            return self.look(sector, notes);
        }
        notes.is_match = Some(true);
        let header = match Header::read(sector) {
            Ok(header) => header,
            Err(reason) => {
                self.tail = None;
                notes.fail(Check::Descriptor, reason);
                return None;
            }
        };
        notes.virtual_size_bytes = header.capacity.saturating_mul(SECTOR as u64);
        if !header.has_footer() {
            self.tail = None;
        }
        let (at, left) = (SECTOR as u64, header.descriptor_bytes());
        self.header = Some(header);
        self.next = Next::Descriptor { reader: Descriptor::default(), at, left };
        Some(descriptor_piece(at, left))
    }
}

fn descriptor_piece(at: u64, left: u64) -> Piece {
    Piece::new(at, usize::try_from(left).unwrap_or(SECTOR).min(SECTOR))
}
