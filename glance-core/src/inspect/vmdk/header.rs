//! The header of a sparse extent, which may be repeated at the end.

use super::super::field::{le32, le64};
use super::{MAX_DESCRIPTOR, SECTOR};

pub(super) const MAGIC: &[u8] = b"KDMV";
/// In the place of the directory of grains: it is in the footer.
const AT_END: u64 = u64::MAX;

/// What the header says, as far as it matters; sizes and places in sectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    version: u32,
    pub(super) capacity: u64,
    descriptor_at: u64,
    descriptor_length: u64,
    directory_at: u64,
}

impl Header {
    /// Reads a header that begins with [`MAGIC`].
    pub(super) fn read(sector: &[u8]) -> Result<Self, &'static str> {
        let header = Self::fields(sector).ok_or("its header is cut short")?;
        if !(1..=3).contains(&header.version) {
            return Err("its version is not supported");
        }
        if header.descriptor_at != 1 || header.descriptor_length == 0 {
            return Err("its descriptor is not where it has to be");
        }
        Ok(header)
    }

    /// Reads a header that may be anything.
    pub(super) fn fields(sector: &[u8]) -> Option<Self> {
        Some(Self {
            version: le32(sector, 4)?,
            capacity: le64(sector, 12)?,
            descriptor_at: le64(sector, 28)?,
            descriptor_length: le64(sector, 36)?,
            directory_at: le64(sector, 56)?,
        })
    }

    pub(super) fn descriptor_bytes(&self) -> u64 {
        self.descriptor_length.saturating_mul(SECTOR as u64).min(MAX_DESCRIPTOR)
    }

    pub(super) fn has_footer(&self) -> bool {
        self.directory_at == AT_END
    }

    /// Whether a footer says the same but for where the directory is, which only it can say.
    pub(super) fn agrees_with(&self, footer: &Self) -> bool {
        let expected = Self { directory_at: footer.directory_at, ..self.clone() };
        *footer == expected && !footer.has_footer()
    }
}
