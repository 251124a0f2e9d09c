//! The attributes of an image: one table for the schema document, creation and change.

use super::RESERVED_PREFIX;
use crate::error::{Error, Result};

/// What kind of value an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// The id: set once, when the image is created.
    Id,
    /// A text of so many characters at most, or null.
    Text(u32),
    /// A text that is always there.
    Always,
    /// The status.
    Status,
    /// The visibility.
    Visibility,
    /// True or false.
    Flag,
    /// A number of bytes, or null.
    Bytes,
    /// A whole number from 0 to 2147483647.
    Amount,
    /// One of the container formats, or null.
    ContainerFormat,
    /// One of the disk formats, or null.
    DiskFormat,
    /// A list of tags.
    Tags,
    /// A list of locations.
    Locations,
}

/// One attribute of an image.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name in documents.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: AttributeKind,
    /// Whether only the service writes it.
    pub read_only: bool,
    /// What it is, in the words of the schema document.
    pub description: &'static str,
}

const fn open(name: &'static str, kind: AttributeKind, description: &'static str) -> Attribute {
    Attribute { name, kind, read_only: false, description }
}

const fn computed(name: &'static str, kind: AttributeKind, description: &'static str) -> Attribute {
    Attribute { name, kind, read_only: true, description }
}

/// Every attribute, in the order of the schema document.
const ATTRIBUTES: &[Attribute] = &[
    open("id", AttributeKind::Id, "An identifier for the image"),
    open("name", AttributeKind::Text(255), "Descriptive name for the image"),
    computed("status", AttributeKind::Status, "Status of the image"),
    open("visibility", AttributeKind::Visibility, "Scope of image accessibility"),
    open("protected", AttributeKind::Flag, "If true, image will not be deletable."),
    open("os_hidden", AttributeKind::Flag, "If true, image will not appear in default image list response."),
    computed("checksum", AttributeKind::Text(32), "md5 hash of image contents."),
    computed("os_hash_algo", AttributeKind::Text(64), "Algorithm to calculate the os_hash_value"),
    computed(
        "os_hash_value",
        AttributeKind::Text(128),
        "Digest of the image contents by the algorithm in os_hash_algo",
    ),
    open("owner", AttributeKind::Text(255), "Owner of the image"),
    computed("size", AttributeKind::Bytes, "Size of image file in bytes"),
    computed("virtual_size", AttributeKind::Bytes, "Virtual size of image in bytes"),
    open("container_format", AttributeKind::ContainerFormat, "Format of the container"),
    open("disk_format", AttributeKind::DiskFormat, "Format of the disk"),
    computed("created_at", AttributeKind::Always, "Date and time of image registration"),
    computed("updated_at", AttributeKind::Always, "Date and time of the last image modification"),
    open("tags", AttributeKind::Tags, "List of strings related to the image"),
    computed("direct_url", AttributeKind::Always, "URL to access the image file kept in external store"),
    open("min_ram", AttributeKind::Amount, "Amount of ram (in MB) required to boot image."),
    open("min_disk", AttributeKind::Amount, "Amount of disk space (in GB) required to boot image."),
    computed("self", AttributeKind::Always, "An image self url"),
    computed("file", AttributeKind::Always, "An image file url"),
    computed("stores", AttributeKind::Always, "Names of the stores that hold the data, where there are several"),
    computed("schema", AttributeKind::Always, "An image schema url"),
    open("locations", AttributeKind::Locations, "Where the image file is kept"),
];

/// Names that no property may have, for earlier versions of the API used them.
const RESERVED: &[&str] = &["location", "deleted", "deleted_at"];

/// Every attribute, in the order of the schema document.
pub fn attributes() -> &'static [Attribute] {
    ATTRIBUTES
}

/// Finds an attribute by its name; a name that is none belongs to a property.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

/// Checks that a client may write an attribute or a property of this name.
///
/// # Errors
/// [`Error::ReadOnly`] or [`Error::Reserved`] when it may not.
pub fn check_writable(name: &str) -> Result<()> {
    if attribute(name).is_some_and(|attribute| attribute.read_only) {
        return Err(Error::ReadOnly(name.to_owned()));
    }
    // Some databases do not tell names apart that differ in nothing but case.
    let is_ours = name.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX));
    if RESERVED.contains(&name) || is_ours {
        return Err(Error::Reserved(name.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_attribute_is_listed_twice() {
        let names: BTreeSet<_> = attributes().iter().map(|attribute| attribute.name).collect();

        assert_eq!(names.len(), attributes().len());
    }
}
