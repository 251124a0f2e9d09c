//! The formats that are recognised.

use std::fmt;

/// A format that data is recognised to be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Nothing that is recognised: the bytes of the disk, as far as anybody can tell.
    Raw,
    /// QEMU's copy-on-write format, of any version.
    Qcow2,
    /// Microsoft's older format, which QEMU calls vpc.
    Vhd,
    /// Microsoft's newer format.
    Vhdx,
    /// VMware's format.
    Vmdk,
    /// VirtualBox's format.
    Vdi,
    /// A format that QEMU once had instead of qcow2.
    Qed,
    /// An optical disc, ISO 9660 or UDF.
    Iso,
    /// A disk with a partition table, GPT or MBR.
    Gpt,
    /// An encrypted disk.
    Luks,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Raw,
        Self::Qcow2,
        Self::Vhd,
        Self::Vhdx,
        Self::Vmdk,
        Self::Vdi,
        Self::Qed,
        Self::Iso,
        Self::Gpt,
        Self::Luks,
    ];

    /// The format of this name, if data can be recognised to be of it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The name that an image's `disk_format` uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Qcow2 => "qcow2",
            Self::Vhd => "vhd",
            Self::Vhdx => "vhdx",
            Self::Vmdk => "vmdk",
            Self::Vdi => "vdi",
            Self::Qed => "qed",
            Self::Iso => "iso",
            Self::Gpt => "gpt",
            Self::Luks => "luks",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
