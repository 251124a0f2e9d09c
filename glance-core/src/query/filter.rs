//! Conditions on images.

use crate::clock::Moment;
use crate::image::{MemberStatus, Visibility};

/// A column of text that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextColumn {
    /// The name.
    Name,
    /// The id.
    Id,
    /// The status.
    Status,
    /// The container format.
    ContainerFormat,
    /// The disk format.
    DiskFormat,
    /// The owner.
    Owner,
    /// The MD5 digest.
    Checksum,
    /// The second digest's algorithm.
    HashAlgorithm,
    /// The second digest.
    HashValue,
}

impl TextColumn {
    /// Each column with the parameter that asks for it.
    pub const NAMES: &[(&str, Self)] = &[
        ("name", Self::Name),
        ("id", Self::Id),
        ("status", Self::Status),
        ("container_format", Self::ContainerFormat),
        ("disk_format", Self::DiskFormat),
        ("owner", Self::Owner),
        ("checksum", Self::Checksum),
        ("os_hash_algo", Self::HashAlgorithm),
        ("os_hash_value", Self::HashValue),
    ];

    /// Whether several values can be asked for at once, with `in:`.
    pub fn takes_lists(self) -> bool {
        matches!(self, Self::Name | Self::Id | Self::Status | Self::ContainerFormat | Self::DiskFormat)
    }
}

/// A column of numbers that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberColumn {
    /// Bytes of data.
    Size,
    /// Bytes of the disk.
    VirtualSize,
    /// Disk space needed, in GiB.
    MinDisk,
    /// Memory needed, in MiB.
    MinRam,
}

impl NumberColumn {
    /// Each column with the parameter that asks for it; `_min` and `_max` may follow.
    pub const NAMES: &[(&str, Self)] = &[
        ("size", Self::Size),
        ("virtual_size", Self::VirtualSize),
        ("min_disk", Self::MinDisk),
        ("min_ram", Self::MinRam),
    ];
}

/// A column of moments that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeColumn {
    /// When the image was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
}

/// How a moment is to lie to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeTest {
    /// After it.
    After,
    /// At it or after.
    AtOrAfter,
    /// Before it.
    Before,
    /// At it or before.
    AtOrBefore,
    /// At it.
    At,
    /// Not at it.
    NotAt,
}

impl TimeTest {
    /// Each test with the word that stands before the moment.
    pub const NAMES: &[(&str, Self)] = &[
        ("gt", Self::After),
        ("gte", Self::AtOrAfter),
        ("lt", Self::Before),
        ("lte", Self::AtOrBefore),
        ("eq", Self::At),
        ("neq", Self::NotAt),
    ];
}

/// One condition; an image is listed when it meets all of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// The column holds one of these values.
    Text(TextColumn, Vec<String>),
    /// The column holds this number.
    Number(NumberColumn, i64),
    /// The column holds this number or a greater one.
    AtLeast(NumberColumn, i64),
    /// The column holds this number or a smaller one.
    AtMost(NumberColumn, i64),
    /// The moment in the column lies so to this one.
    Time(TimeColumn, TimeTest, Moment),
    /// The image is protected, or is not.
    Protected(bool),
    /// The image has this tag.
    Tag(String),
    /// The image has this property with this value.
    Property(String, String),
}

/// Which images of those that the caller may list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum VisibilityFilter {
    /// What belongs into the caller's list: not the community images of others.
    #[default]
    Usual,
    /// Everything that the caller may see.
    All,
    /// Those of one visibility.
    Only(Visibility),
}

/// Which of the images that are shared with the caller, by what the caller said of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberFilter {
    /// All.
    All,
    /// Those of this status.
    Only(MemberStatus),
}

impl Default for MemberFilter {
    fn default() -> Self {
        Self::Only(MemberStatus::Accepted)
    }
}
