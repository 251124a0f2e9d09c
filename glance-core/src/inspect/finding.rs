//! What makes data unsafe to open.

use std::fmt;

/// A check that data can fail. The names are those that operators know from Glance's configuration and log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// It does not need another image below it.
    BackingFile,
    /// It does not keep its data in another file.
    DataFile,
    /// It has no features that are not known.
    UnknownFeatures,
    /// Its descriptor can be read, and names no other file.
    Descriptor,
    /// What it says at its end agrees with what it says at its beginning.
    Footer,
    /// Its format may be used at all.
    Banned,
    /// Its partition table is one.
    Mbr,
    /// Its version is known.
    Version,
    /// There can be a disk of its size.
    VirtualSize,
    /// All that has to be looked at is there and can be read.
    Complete,
}

impl Check {
    /// The name of the check.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BackingFile => "backing_file",
            Self::DataFile => "data_file",
            Self::UnknownFeatures => "unknown_features",
            Self::Descriptor => "descriptor",
            Self::Footer => "footer",
            Self::Banned => "banned",
            Self::Mbr => "mbr",
            Self::Version => "version",
            Self::VirtualSize => "virtual_size",
            Self::Complete => "complete",
        }
    }
}

/// A check that data failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// Why it failed, for a log; it never quotes the data.
    pub reason: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.check.as_str(), self.reason)
    }
}
