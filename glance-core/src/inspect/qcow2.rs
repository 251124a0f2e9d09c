//! qcow2, and its first version.

use super::field::{be32, be64};
use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

const MAGIC: &[u8] = b"QFI\xfb";
/// How long the header of version 2 is; that of version 3 goes on.
const HEADER: usize = 72;
/// What version 3 has behind it, up to the length of the whole header.
const MORE: usize = 32;
/// The incompatible features that mean no harm: the image is dirty, it is corrupt, its compression is of another type. All
/// that came later changes how the image is to be read.
const HARMLESS: u64 = 0b1011;
/// The data is in another file.
const DATA_FILE: u64 = 0b0100;
/// The header extension that names the other file.
const DATA_FILE_NAME: u32 = 0x4441_5441;
/// Extensions end with the first cluster, which has at most so many bytes.
const MAX_CLUSTER: u64 = 2 << 20;

/// qcow2.
#[derive(Debug, Default)]
pub(super) struct Qcow2 {
    next: Next,
    /// Where the header's extensions end at the latest.
    end: u64,
}

#[derive(Clone, Copy, Debug, Default)]
enum Next {
    #[default]
    Header,
    More,
    /// The head of the header extension at this place: its type and its length.
    Extension(u64),
}

impl Parser for Qcow2 {
    fn format(&self) -> Format {
        Format::Qcow2
    }

    fn first(&self) -> Piece {
        Piece::new(0, HEADER)
    }

    fn look(&mut self, piece: &[u8], notes: &mut Notes) -> Option<Piece> {
        match self.next {
            Next::Header => self.header(piece, notes),
            Next::More => self.more(piece, notes),
            Next::Extension(at) => self.extension(piece, at, notes),
        }
    }
}

impl Qcow2 {
    fn header(&mut self, header: &[u8], notes: &mut Notes) -> Option<Piece> {
        if !header.starts_with(MAGIC) {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        // No image is shorter than its first cluster. QEMU reads a shorter file as if zeros followed.
        notes.least_bytes = 512;
        let (Some(version), Some(backing), Some(cluster_bits), Some(size)) =
            (be32(header, 4), be64(header, 8), be32(header, 20), be64(header, 24))
        else {
            return notes.unreadable("its header is cut short");
        };
        notes.virtual_size_bytes = size;
        if backing != 0 {
            notes.fail(Check::BackingFile, "it has a backing file");
        }
        self.end = 1_u64.checked_shl(cluster_bits).unwrap_or(MAX_CLUSTER).min(MAX_CLUSTER);
        match version {
            2 => self.ask_for_extension(HEADER as u64),
            3 => {
                self.next = Next::More;
                Some(Piece::new(HEADER as u64, MORE))
            }
            _ => {
                notes.fail(Check::UnknownFeatures, "its version is not supported");
                None
            }
        }
    }

    fn more(&mut self, more: &[u8], notes: &mut Notes) -> Option<Piece> {
        let (Some(features), Some(length)) = (be64(more, 0), be32(more, 28)) else {
            return notes.unreadable("its header is cut short");
        };
        if features & DATA_FILE != 0 {
            notes.fail(Check::DataFile, "its data is in another file");
        }
        if features & !(HARMLESS | DATA_FILE) != 0 {
            notes.fail(Check::UnknownFeatures, "it has unknown features");
        }
        let least = HEADER.saturating_add(MORE) as u64;
        self.ask_for_extension(u64::from(length).max(least))
    }

    fn extension(&mut self, head: &[u8], at: u64, notes: &mut Notes) -> Option<Piece> {
        match (be32(head, 0)?, be32(head, 4)?) {
            (0, _) => None,
            (DATA_FILE_NAME, _) => {
                notes.fail(Check::DataFile, "it names another file for its data");
                None
            }
            (_, length) => {
                let padded = u64::from(length).checked_next_multiple_of(8)?;
                self.ask_for_extension(at.checked_add(8)?.checked_add(padded)?)
            }
        }
    }

    fn ask_for_extension(&mut self, at: u64) -> Option<Piece> {
        self.next = Next::Extension(at);
        (at < self.end).then(|| Piece::new(at, 8))
    }
}
