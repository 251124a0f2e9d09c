//! How much there may be of everything.

use super::error::ConfigError;
use super::sources::Sources;
use crate::query::PageLimits;

/// How much there may be of everything: options of `[DEFAULT]`. Of a quota that is `None` there may be any number; in a
/// file, that is a negative one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Members of an image. `image_member_quota`, 128.
    pub members: Option<u32>,
    /// Properties of an image. `image_property_quota`, 128.
    pub properties: Option<u32>,
    /// Tags of an image. `image_tag_quota`, 128.
    pub tags: Option<u32>,
    /// Locations of an image. `image_location_quota`, 10.
    pub locations: Option<u32>,
    /// Bytes that a project may store; any number if `None`. `user_storage_quota`, 0, which is any number.
    pub project_bytes: Option<u64>,
    /// Entries of a page. `limit_param_default`, 25, and `api_limit_max`, 1000. More than [`Limits::MOST_ENTRIES`]
    /// are not to be asked for.
    pub pages: PageLimits,
    /// Bytes of an image's data. `image_size_cap`, 1 TiB.
    pub image_size_bytes: u64,
    /// Images that a project may create in an hour, admins' apart. `image_creations_per_hour`, 5000; Glance has no such
    /// limit.
    pub creations_per_hour: Option<u32>,
}

impl Limits {
    /// The most entries of a page, whatever a file says: what belongs to its images is asked for with three variables for
    /// each, of which SQLite takes 32,766, and for as many images as a power of two.
    pub const MOST_ENTRIES: u32 = 8192;

    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let section = sources.section("DEFAULT");
        let pages = PageLimits::default();
        let entries = 1..=i64::from(u32::MAX);
        Ok(Self {
            members: section.quota("image_member_quota", 128)?,
            properties: section.quota("image_property_quota", 128)?,
            tags: section.quota("image_tag_quota", 128)?,
            locations: section.quota("image_location_quota", 10)?,
            project_bytes: section
                .value("user_storage_quota")?
                .map(|value| value.size())
                .transpose()?
                .filter(|bytes| *bytes > 0),
            pages: PageLimits {
                default: section.integer("limit_param_default", entries.clone())?.unwrap_or(pages.default),
                max: section.integer("api_limit_max", entries)?.unwrap_or(pages.max),
            },
            image_size_bytes: section.integer("image_size_cap", 1..=i64::MAX)?.unwrap_or(1 << 40),
            creations_per_hour: section.quota("image_creations_per_hour", 5000)?,
        })
    }
}
