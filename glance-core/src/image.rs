//! Images: what they are and which lives they may lead.

mod assignment;
mod attribute;
mod custom;
mod draft;
mod format;
mod id;
mod location;
mod location_request;
mod member;
mod named_location;
mod patch;
mod reader;
mod schema;
mod status;
mod text;
mod view;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};

pub use assignment::Assignment;
pub use attribute::{Attribute, AttributeKind, attribute, attributes, check_writable};
pub use custom::{CustomProperties, CustomProperty, ImageSchema, Judge};
pub use draft::Draft;
pub use format::{ContainerFormat, DiskFormat, Formats};
pub use id::{ImageId, InvalidId};
pub use location::{Location, LocationStatus};
pub use location_request::{HashClaim, LocationRequest};
pub use member::{Member, MemberStatus};
pub use named_location::{DataClaims, NamedLocation, is_open_location};
pub use patch::{Change, MAX_CHANGES, PatchMedia, PatchOp};
pub use schema::{image_schema, images_schema, member_schema, members_schema};
pub use status::{BadTransition, Status};
pub use text::{check_name, check_property_name, check_tag, check_text};
pub use view::ImageView;
pub use visibility::Visibility;

use crate::clock::Moment;
use crate::context::ProjectId;

/// The prefix of properties that the service keeps for itself.
pub const RESERVED_PREFIX: &str = "os_glance";

/// The second digest of an image's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multihash {
    /// The algorithm by its name, such as `sha512`.
    pub algorithm: String,
    /// The digest in lower-case hexadecimal digits; none while it is being worked out.
    pub value: Option<String>,
}

/// One image: what is known about it, and where its data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Which image this is.
    pub id: ImageId,
    /// What people call it, at most 255 characters.
    pub name: Option<String>,
    /// Where in its life it is.
    pub status: Status,
    /// Who may see it.
    pub visibility: Visibility,
    /// The project that it belongs to; an image without one belongs to the cloud.
    pub owner: Option<ProjectId>,
    /// The format of the disk in it.
    pub disk_format: Option<DiskFormat>,
    /// The format of what the disk is wrapped in.
    pub container_format: Option<ContainerFormat>,
    /// How many bytes of data it has.
    pub size_bytes: Option<u64>,
    /// How many bytes the disk in it has.
    pub virtual_size_bytes: Option<u64>,
    /// The MD5 digest of the data in lower-case hexadecimal digits.
    pub checksum: Option<String>,
    /// The second digest of the data.
    pub multihash: Option<Multihash>,
    /// How much disk space an instance needs, in GiB.
    pub min_disk_gib: i32,
    /// How much memory an instance needs, in MiB.
    pub min_ram_mib: i32,
    /// Whether it must not be deleted.
    pub protected: bool,
    /// Whether it is left out of lists that do not ask for hidden images.
    pub hidden: bool,
    /// What its owner says of it besides: names and values.
    pub properties: BTreeMap<String, String>,
    /// Short words that it can be found by.
    pub tags: BTreeSet<String>,
    /// Where its data is, best first.
    pub locations: Vec<Location>,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl Image {
    /// Moves the image to another status, and clears what the new status has no use for.
    ///
    /// # Errors
    /// [`BadTransition`] when the life cycle has no such step.
    pub fn enter(&mut self, next: Status) -> Result<(), BadTransition> {
        self.status = self.status.to(next)?;
        if next == Status::Queued {
            self.size_bytes = None;
            self.virtual_size_bytes = None;
        }
        Ok(())
    }

    /// The properties that count against a quota: all but the service's own.
    pub fn counted_properties(&self) -> usize {
        self.properties.keys().filter(|name| !name.starts_with(RESERVED_PREFIX)).count()
    }
}
