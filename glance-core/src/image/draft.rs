//! What a caller says of an image to create.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::attribute::check_writable;
use super::{Assignment, ContainerFormat, DiskFormat, Image, ImageId, ImageSchema, Status, Visibility};
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::Result;

/// An image to create. What is left out gets what the Images API gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The id; a new one is made if there is none.
    pub id: Option<ImageId>,
    /// What people call it.
    pub name: Option<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The project that it belongs to: the caller's if this is `None`, nobody's if it is `Some(None)`.
    pub owner: Option<Option<ProjectId>>,
    /// The format of the disk in it.
    pub disk_format: Option<DiskFormat>,
    /// The format of what the disk is wrapped in.
    pub container_format: Option<ContainerFormat>,
    /// How much disk space an instance needs, in GiB.
    pub min_disk_gib: i32,
    /// How much memory an instance needs, in MiB.
    pub min_ram_mib: i32,
    /// Whether it must not be deleted.
    pub protected: bool,
    /// Whether it is left out of lists that do not ask for hidden images.
    pub hidden: bool,
    /// Names and values.
    pub properties: BTreeMap<String, String>,
    /// Short words that it can be found by.
    pub tags: BTreeSet<String>,
}

impl Draft {
    /// Reads the document of a request.
    ///
    /// # Errors
    /// [`crate::Error::ReadOnly`] and [`crate::Error::Reserved`] for names that callers do not write, before
    /// [`crate::Error::Invalid`] for values that do not fit.
    pub fn read(document: &Map<String, Value>, schema: &ImageSchema) -> Result<Self> {
        document.keys().try_for_each(|name| check_writable(name))?;
        schema.custom.check_complete(document)?;
        let mut draft = Self::default();
        for (name, value) in document {
            draft.set(Assignment::read(name, value, schema)?);
        }
        Ok(draft)
    }

    fn set(&mut self, assignment: Assignment) {
        match assignment {
            Assignment::Id(id) => self.id = Some(id),
            Assignment::Name(name) => self.name = name,
            Assignment::Visibility(visibility) => self.visibility = visibility,
            Assignment::Protected(protected) => self.protected = protected,
            Assignment::Hidden(hidden) => self.hidden = hidden,
            Assignment::Owner(owner) => self.owner = Some(owner),
            Assignment::DiskFormat(format) => self.disk_format = format,
            Assignment::ContainerFormat(format) => self.container_format = format,
            Assignment::MinDisk(gib) => self.min_disk_gib = gib,
            Assignment::MinRam(mib) => self.min_ram_mib = mib,
            Assignment::Tags(tags) => self.tags = tags,
            Assignment::Property(name, value) => {
                self.properties.insert(name, value);
            }
        }
    }

    /// Makes the image: queued, without data, owned by `project` unless the draft names an owner.
    pub fn into_image(self, project: Option<&ProjectId>, now: Moment) -> Image {
        Image {
            id: self.id.unwrap_or_else(ImageId::random),
            name: self.name,
            status: Status::Queued,
            visibility: self.visibility,
            owner: self.owner.unwrap_or_else(|| project.cloned()),
            disk_format: self.disk_format,
            container_format: self.container_format,
            size_bytes: None,
            virtual_size_bytes: None,
            checksum: None,
            multihash: None,
            min_disk_gib: self.min_disk_gib,
            min_ram_mib: self.min_ram_mib,
            protected: self.protected,
            hidden: self.hidden,
            properties: self.properties,
            tags: self.tags,
            locations: Vec::new(),
            created_at: now,
            updated_at: now,
        }
    }
}
