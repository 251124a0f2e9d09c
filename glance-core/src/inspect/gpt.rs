//! Partition tables: MBR, which also stands in front of a GPT.

use super::field::{byte, bytes, le32};
use super::finding::Check;
use super::format::Format;
use super::parser::{Notes, Parser, Piece};

/// How long the sector is that the table is in.
const SECTOR: usize = 512;
/// Where the four entries of the table are in it.
const ENTRIES: std::ops::Range<usize> = 446..510;
const ENTRY: usize = 16;
/// The type of the entry that stands for a whole GPT.
const PROTECTIVE: u8 = 0xee;

/// A disk with partitions.
#[derive(Debug)]
pub(super) struct Gpt;

impl Parser for Gpt {
    fn format(&self) -> Format {
        Format::Gpt
    }

    fn first(&self) -> Piece {
        Piece::new(0, SECTOR)
    }

    fn look(&mut self, sector: &[u8], notes: &mut Notes) -> Option<Piece> {
        let is_bootable = bytes(sector, 510) == Some([0x55, 0xaa]);
        if sector.len() < SECTOR || !is_bootable || is_fat(sector) {
            return notes.no_match();
        }
        notes.is_match = Some(true);
        if let Some(entries) = sector.get(ENTRIES)
            && let Err(reason) = check(entries)
        {
            notes.fail(Check::Mbr, reason);
        }
        None
    }

    fn end(&mut self, size_bytes: u64, notes: &mut Notes) {
        notes.virtual_size_bytes = size_bytes;
    }
}

/// Whether the sector begins a FAT file system, on a hard disk and with two tables, as it nearly always is.
fn is_fat(sector: &[u8]) -> bool {
    byte(sector, 0x10) == Some(2) && byte(sector, 0x15) == Some(0xf8)
}

fn check(entries: &[u8]) -> Result<(), &'static str> {
    let mut used = 0_u32;
    let mut protective = 0_u32;
    let mut is_first_used = false;
    for (number, entry) in entries.chunks_exact(ENTRY).enumerate() {
        if !matches!(byte(entry, 0), Some(0 | 0x80)) {
            return Err("a partition has an invalid boot flag");
        }
        let kind = byte(entry, 4).unwrap_or_default();
        if kind != 0 {
            used = used.saturating_add(1);
            is_first_used |= number == 0;
        }
        if kind == PROTECTIVE {
            protective = protective.saturating_add(1);
            if bytes(entry, 1) != Some([0, 2, 0]) || le32(entry, 8) != Some(1) {
                return Err("the partition that stands for a GPT begins in the wrong place");
            }
        }
    }
    match (used, protective) {
        (0, _) => Err("no partitions are defined"),
        (1, 1) if is_first_used => Ok(()),
        (_, 0) => Ok(()),
        _ => Err("there are other partitions beside the one that stands for a GPT"),
    }
}
