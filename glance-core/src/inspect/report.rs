//! What an inspector found.

use super::finding::Finding;
use super::format::Format;

/// What data turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many bytes there were.
    pub size_bytes: u64,
    /// The formats that the data is of: one mostly, several for what pretends to be two things at once, and
    /// [`Format::Raw`] alone for what is none of the others. Never empty.
    pub detected: Vec<Detected>,
}

/// A format that data is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// How many bytes the disk in it has; `None` if the data does not say. It is what the data says, and may be anything.
    pub virtual_size_bytes: Option<u64>,
    /// The kind of image within the format, which matters for [`Format::Vmdk`]: `monolithicSparse` or `streamOptimized`.
    pub subformat: Option<&'static str>,
    /// What makes it unsafe to open.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The formats that the data is of.
    pub fn formats(&self) -> Vec<Format> {
        self.detected.iter().map(|detected| detected.format).collect()
    }

    /// The one format that the data may pass for. A disc that also boots as a disk has a partition table in front, and is
    /// a disc.
    pub fn only(&self) -> Option<&Detected> {
        match self.detected.as_slice() {
            [only] => Some(only),
            [disc, table] if disc.format == Format::Iso && table.format == Format::Gpt => Some(disc),
            _ => None,
        }
    }
}
