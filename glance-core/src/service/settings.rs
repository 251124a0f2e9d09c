//! What an operator chooses.

use std::time::Duration;

use crate::digest::Algorithm;
use crate::error::{Error, Result};
use crate::image::{Image, ImageSchema, ImageView};
use crate::inspect::Rules;
use crate::query::PageLimits;

/// What an operator chooses. The defaults are Glance's.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What images may be like.
    pub schema: ImageSchema,
    /// How much there may be of everything.
    pub quotas: Quotas,
    /// How long pages are.
    pub pages: PageLimits,
    /// What callers may see of where data is.
    pub view: ImageView,
    /// What data may be.
    pub inspection: Rules,
    /// The second digest of new data, `hashing_algorithm`.
    pub hash_algorithm: Algorithm,
    /// How tasks go.
    pub tasks: TaskSettings,
    /// Who this process is among those that share the database. The same name after a restart lets it clean up what it
    /// left at once; no two processes may have the same name at a time.
    pub worker: String,
    /// How long an upload may bring nothing before it is given up.
    pub idle_timeout: Duration,
    /// How often what others left is looked for.
    pub sweep_interval: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            schema: ImageSchema::default(),
            quotas: Quotas::default(),
            pages: PageLimits::default(),
            view: ImageView::default(),
            inspection: Rules::default(),
            hash_algorithm: Algorithm::Sha512,
            tasks: TaskSettings::default(),
            worker: uuid::Uuid::new_v4().to_string(),
            idle_timeout: Duration::from_secs(300),
            sweep_interval: Duration::from_secs(300),
        }
    }
}

/// How tasks go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskSettings {
    /// Whether data at a location that a client named is looked through, and its digests taken: `do_secure_hash`.
    pub hash_locations: bool,
    /// How often that is tried again when it fails, `http_retries`.
    pub retries: u32,
    /// How long a task is remembered after its end, `task_time_to_live`.
    pub time_to_live: Duration,
}

impl Default for TaskSettings {
    fn default() -> Self {
        Self { hash_locations: true, retries: 3, time_to_live: Duration::from_secs(48 * 3600) }
    }
}

/// How much there may be of everything; `None` is any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Properties of an image, `image_property_quota`.
    pub properties: Option<u32>,
    /// Tags of an image, `image_tag_quota`.
    pub tags: Option<u32>,
    /// Members of an image, `image_member_quota`.
    pub members: Option<u32>,
    /// Locations of an image, `image_location_quota`.
    pub locations: Option<u32>,
    /// Bytes that a project may store, `user_storage_quota`. Unified limits count in its place where there are some.
    pub project_bytes: Option<u64>,
    /// Bytes of an image's data, `image_size_cap`.
    pub image_size_bytes: u64,
    /// Images that a project may create in an hour, admins' apart, `image_creations_per_hour`; a server has 5000. Each
    /// process counts its own.
    pub creations_per_hour: Option<u32>,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            properties: Some(128),
            tags: Some(128),
            members: Some(128),
            locations: Some(10),
            project_bytes: None,
            image_size_bytes: 1 << 40,
            creations_per_hour: None,
        }
    }
}

impl Quotas {
    /// Checks that an image has no more properties than it may have.
    pub(super) fn check_properties(&self, image: &Image) -> Result<()> {
        check("properties", image.counted_properties(), self.properties)
    }

    /// Checks that an image has no more tags than it may have.
    pub(super) fn check_tags(&self, image: &Image) -> Result<()> {
        check("tags", image.tags.len(), self.tags)
    }

    /// Checks that an image has no more locations than it may have.
    pub(super) fn check_locations(&self, attempted: usize) -> Result<()> {
        check("locations", attempted, self.locations)
    }
}

fn check(what: &str, attempted: usize, quota: Option<u32>) -> Result<()> {
    match quota {
        Some(maximum) if attempted > maximum as usize => Err(Error::LimitExceeded(format!(
            "The limit has been exceeded on the number of allowed image {what}. \
             Attempted: {attempted}, Maximum: {maximum}"
        ))),
        _ => Ok(()),
    }
}
