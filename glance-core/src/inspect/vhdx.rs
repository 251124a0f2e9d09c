//! VHDX: a table of regions, one of which is a table of metadata, one item of which is the size of the disk.

use super::field::{bytes, le16, le32, le64};
use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

const REGIONS: u64 = 192 * 1024;
/// Where everything that is in front of the regions ends.
const LEAST: u64 = 256 * 1024;
const REGIONS_HEAD: usize = 16;
const METADATA_HEAD: usize = 32;
/// How long an entry of either table is.
const ENTRY: usize = 32;
/// The most entries that either table has.
const MAX_ENTRIES: u16 = 2047;

type Guid = [u8; 16];
/// 8B7CA206-4790-4B9A-B8FE-575F050F886E
const METADATA: Guid = [0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b, 0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e];
/// 2FA54224-CD1B-4876-B211-5DBED83BF4B8
const DISK_SIZE: Guid =
    [0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48, 0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8];
/// A8D35F2D-B30B-454D-ABF7-D3D84834AB0C
const PARENT: Guid = [0x2d, 0x5f, 0xd3, 0xa8, 0x0b, 0xb3, 0x4d, 0x45, 0xab, 0xf7, 0xd3, 0xd8, 0x48, 0x34, 0xab, 0x0c];

/// VHDX.
#[derive(Debug, Default)]
pub(super) struct Vhdx {
    next: Next,
    /// Where the metadata is.
    metadata: u64,
    /// Where in the metadata the size of the disk is.
    disk_size: Option<u32>,
}

/// What the next piece is.
#[derive(Clone, Copy, Debug, Default)]
enum Next {
    #[default]
    Signature,
    Regions,
    Region(Entries),
    Metadata,
    Item(Entries),
    DiskSize,
}

/// The entries of a table that are still to be looked at.
#[derive(Clone, Copy, Debug)]
struct Entries {
    at: u64,
    left: u16,
}

impl Entries {
    fn first(&self) -> Option<Piece> {
        (self.left > 0).then(|| Piece::new(self.at, ENTRY))
    }

    fn rest(self) -> Self {
        Self { at: self.at.saturating_add(ENTRY as u64), left: self.left.saturating_sub(1) }
    }
}

impl Parser for Vhdx {
    fn format(&self) -> Format {
        Format::Vhdx
    }

    fn first(&self) -> Piece {
        Piece::new(0, 8)
    }

    fn look(&mut self, piece: &[u8], notes: &mut Notes) -> Option<Piece> {
        match self.next {
            Next::Signature if piece == b"vhdxfile" => {
                notes.is_match = Some(true);
                notes.least_bytes = LEAST;
                self.next = Next::Regions;
                Some(Piece::new(REGIONS, REGIONS_HEAD))
            }
            Next::Signature => notes.no_match(),
            Next::Regions => {
                let count = le32(piece, 8).filter(|_| piece.starts_with(b"regi"));
                let next = self.region(entries(REGIONS, REGIONS_HEAD, count));
                next.or_else(|| notes.unreadable("its table of regions makes no sense"))
            }
            Next::Region(entries) => {
                let next = match le64(piece, 16) {
                    Some(at) if bytes(piece, 0) == Some(METADATA) => {
                        self.metadata = at;
                        self.next = Next::Metadata;
                        Some(Piece::new(at, METADATA_HEAD))
                    }
                    Some(_) => self.region(entries.rest()),
                    None => None,
                };
                next.or_else(|| notes.unreadable("it has no metadata"))
            }
            Next::Metadata => {
                let count = le16(piece, 10).filter(|_| piece.starts_with(b"metadata"));
                let next = self.item(entries(self.metadata, METADATA_HEAD, count.map(u32::from)));
                next.or_else(|| notes.unreadable("its metadata makes no sense"))
            }
            Next::Item(entries) => {
                match (bytes(piece, 0), le32(piece, 16), le32(piece, 20)) {
                    (Some(DISK_SIZE), Some(at), Some(8)) => self.disk_size = self.disk_size.or(Some(at)),
                    (Some(PARENT), ..) => notes.fail(Check::BackingFile, "it has a parent"),
                    (_, None, _) => return notes.unreadable("its metadata makes no sense"),
                    _ => {}
                }
                self.item(entries.rest()).or_else(|| notes.unreadable("the size of its disk is missing"))
            }
            Next::DiskSize => {
                match le64(piece, 0) {
                    Some(size) => notes.virtual_size_bytes = size,
                    None => _ = notes.unreadable("the size of its disk is missing"),
                }
                None
            }
        }
    }
}

impl Vhdx {
    fn region(&mut self, entries: Entries) -> Option<Piece> {
        self.next = Next::Region(entries);
        entries.first()
    }

    /// Asks for the next item, and behind the last one for the size of the disk.
    fn item(&mut self, entries: Entries) -> Option<Piece> {
        self.next = Next::Item(entries);
        entries.first().or_else(|| {
            self.next = Next::DiskSize;
            let at = self.metadata.checked_add(u64::from(self.disk_size?))?;
            Some(Piece::new(at, 8))
        })
    }
}

/// The entries behind the head of a table; none if there cannot be as many.
fn entries(table: u64, head: usize, count: Option<u32>) -> Entries {
    let left = count.and_then(|count| u16::try_from(count).ok()).filter(|count| *count <= MAX_ENTRIES);
    Entries { at: table.saturating_add(head as u64), left: left.unwrap_or_default() }
}
