//! Rows of the table of images, and the one place where their text becomes types.

#![allow(clippy::ref_option_ref, reason = "the changeset that diesel derives has such borrows")]

use diesel::prelude::*;

use super::Failure;
use super::schema::images;
use super::types::{StoredTime, StoredVisibility};
use crate::context::ProjectId;
use crate::error::Error;
use crate::image::{ContainerFormat, DiskFormat, Image, ImageId, Multihash};

/// An image as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = images)]
pub(crate) struct ImageRow {
    pub(crate) id: String,
    name: Option<String>,
    size: Option<i64>,
    status: String,
    created_at: StoredTime,
    updated_at: Option<StoredTime>,
    disk_format: Option<String>,
    container_format: Option<String>,
    checksum: Option<String>,
    owner: Option<String>,
    min_disk: i32,
    min_ram: i32,
    protected: bool,
    virtual_size: Option<i64>,
    visibility: StoredVisibility,
    os_hidden: bool,
    os_hash_algo: Option<String>,
    os_hash_value: Option<String>,
}

impl TryFrom<ImageRow> for Image {
    type Error = Failure;

    fn try_from(row: ImageRow) -> Result<Self, Failure> {
        Ok(Self {
            id: parse_id(&row.id)?,
            name: row.name,
            status: row.status.parse().map_err(broken)?,
            visibility: row.visibility.0,
            owner: row.owner.filter(|owner| !owner.is_empty()).map(ProjectId::new),
            disk_format: row.disk_format.map(DiskFormat::new),
            container_format: row.container_format.map(ContainerFormat::new),
            size_bytes: row.size.and_then(|size| u64::try_from(size).ok()),
            virtual_size_bytes: row.virtual_size.and_then(|size| u64::try_from(size).ok()),
            checksum: row.checksum,
            multihash: row.os_hash_algo.map(|algorithm| Multihash { algorithm, value: row.os_hash_value }),
            min_disk_gib: row.min_disk,
            min_ram_mib: row.min_ram,
            protected: row.protected,
            hidden: row.os_hidden,
            properties: std::collections::BTreeMap::new(),
            tags: std::collections::BTreeSet::new(),
            locations: Vec::new(),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.unwrap_or(row.created_at).into(),
        })
    }
}

/// An image as it is written first.
#[derive(Debug, Insertable)]
#[diesel(table_name = images)]
pub(crate) struct NewImageRow<'a> {
    id: &'a str,
    name: Option<&'a str>,
    size: Option<i64>,
    status: &'a str,
    created_at: StoredTime,
    updated_at: StoredTime,
    deleted: bool,
    disk_format: Option<&'a str>,
    container_format: Option<&'a str>,
    owner: Option<&'a str>,
    min_disk: i32,
    min_ram: i32,
    protected: bool,
    visibility: StoredVisibility,
    os_hidden: bool,
}

impl<'a> From<&'a Image> for NewImageRow<'a> {
    fn from(image: &'a Image) -> Self {
        Self {
            id: image.id.as_str(),
            name: image.name.as_deref(),
            size: bytes(image.size_bytes),
            status: image.status.as_str(),
            created_at: image.created_at.into(),
            updated_at: image.updated_at.into(),
            deleted: false,
            disk_format: image.disk_format.as_ref().map(DiskFormat::as_str),
            container_format: image.container_format.as_ref().map(ContainerFormat::as_str),
            owner: image.owner.as_ref().map(ProjectId::as_str),
            min_disk: image.min_disk_gib,
            min_ram: image.min_ram_mib,
            protected: image.protected,
            visibility: StoredVisibility(image.visibility),
            os_hidden: image.hidden,
        }
    }
}

/// The columns in which one state of an image differs from another; `None` leaves a column as it is.
#[expect(clippy::option_option, reason = "diesel tells a column that stays from one that becomes NULL so")]
#[derive(Debug, AsChangeset)]
#[diesel(table_name = images)]
pub(crate) struct ImageChange<'a> {
    name: Option<Option<&'a str>>,
    size: Option<Option<i64>>,
    status: Option<&'a str>,
    updated_at: StoredTime,
    disk_format: Option<Option<&'a str>>,
    container_format: Option<Option<&'a str>>,
    checksum: Option<Option<&'a str>>,
    owner: Option<Option<&'a str>>,
    min_disk: Option<i32>,
    min_ram: Option<i32>,
    protected: Option<bool>,
    virtual_size: Option<Option<i64>>,
    visibility: Option<StoredVisibility>,
    os_hidden: Option<bool>,
    os_hash_algo: Option<Option<&'a str>>,
    os_hash_value: Option<Option<&'a str>>,
}

impl<'a> ImageChange<'a> {
    /// What leads from `before` to `after`.
    pub(crate) fn between(before: &Image, after: &'a Image) -> Self {
        let hash_changed = before.multihash != after.multihash;
        let hash = after.multihash.as_ref();
        Self {
            name: changed(&before.name, &after.name).map(Option::as_deref),
            size: changed(&before.size_bytes, &after.size_bytes).map(|size| bytes(*size)),
            status: changed(&before.status, &after.status).map(|status| status.as_str()),
            updated_at: after.updated_at.into(),
            disk_format: changed(&before.disk_format, &after.disk_format).map(|f| f.as_ref().map(DiskFormat::as_str)),
            container_format: changed(&before.container_format, &after.container_format)
                .map(|format| format.as_ref().map(ContainerFormat::as_str)),
            checksum: changed(&before.checksum, &after.checksum).map(Option::as_deref),
            owner: changed(&before.owner, &after.owner).map(|owner| owner.as_ref().map(ProjectId::as_str)),
            min_disk: changed(&before.min_disk_gib, &after.min_disk_gib).copied(),
            min_ram: changed(&before.min_ram_mib, &after.min_ram_mib).copied(),
            protected: changed(&before.protected, &after.protected).copied(),
            virtual_size: changed(&before.virtual_size_bytes, &after.virtual_size_bytes).map(|size| bytes(*size)),
            visibility: changed(&before.visibility, &after.visibility).copied().map(StoredVisibility),
            os_hidden: changed(&before.hidden, &after.hidden).copied(),
            os_hash_algo: hash_changed.then(|| hash.map(|hash| hash.algorithm.as_str())),
            os_hash_value: hash_changed.then(|| hash.and_then(|hash| hash.value.as_deref())),
        }
    }
}

fn changed<'a, T: PartialEq>(before: &T, after: &'a T) -> Option<&'a T> {
    (before != after).then_some(after)
}

/// No store holds more bytes than this type can count.
fn bytes(size: Option<u64>) -> Option<i64> {
    size.map(|size| i64::try_from(size).unwrap_or(i64::MAX))
}

/// Reads an id of a row.
pub(crate) fn parse_id(text: &str) -> Result<ImageId, Failure> {
    text.parse().map_err(|error| broken(format!("{text}: {error}")))
}

/// A row that no Glance would have written.
pub(crate) fn broken(what: impl Into<String>) -> Failure {
    Failure::Own(Error::Db(what.into().into()))
}
