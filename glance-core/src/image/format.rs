//! Formats of disks and of what they come wrapped in.

use std::fmt;

macro_rules! format_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes a name as it stands; [`Formats`] says which ones an operator allows.
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// Returns the name that documents and databases use.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

format_name!(
    /// The format of a disk, such as `qcow2`.
    DiskFormat
);
format_name!(
    /// The format of what a disk is wrapped in, such as `bare`.
    ContainerFormat
);

/// The formats that images may have here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formats {
    /// Names of disk formats, in the order in which they are shown.
    pub disk: Vec<String>,
    /// Names of container formats, in the order in which they are shown.
    pub container: Vec<String>,
}

impl Default for Formats {
    fn default() -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            disk: owned(&["ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"]),
            container: owned(&["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"]),
        }
    }
}
