//! One image and a list of them.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::image::{self, ImageView};

/// Properties of the service's own that are nobody's business.
const HIDDEN: &[&str] = &["os_glance_stage_host", "os_glance_hash_op_host", "os_glance_upload_lease"];

/// One image as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// Properties, which lie beside the attributes. A property named like an attribute is not shown.
    #[serde(flatten)]
    pub properties: BTreeMap<String, Value>,
    /// What people call it.
    pub name: Option<String>,
    /// The format of the disk.
    pub disk_format: Option<String>,
    /// The format of what the disk is wrapped in.
    pub container_format: Option<String>,
    /// Who may see it.
    pub visibility: String,
    /// Bytes of data.
    pub size: Option<u64>,
    /// Bytes of the disk.
    pub virtual_size: Option<u64>,
    /// Where in its life it is.
    pub status: String,
    /// The MD5 digest.
    pub checksum: Option<String>,
    /// Whether it must not be deleted.
    pub protected: bool,
    /// Memory needed, in MiB.
    pub min_ram: i32,
    /// Disk space needed, in GiB.
    pub min_disk: i32,
    /// The project that it belongs to.
    pub owner: Option<String>,
    /// Whether it is left out of the usual lists.
    pub os_hidden: bool,
    /// The algorithm of the second digest.
    pub os_hash_algo: Option<String>,
    /// The second digest.
    pub os_hash_value: Option<String>,
    /// Which image this is.
    pub id: String,
    /// When it was created, to the second.
    pub created_at: String,
    /// When it was last changed, to the second.
    pub updated_at: String,
    /// Where the data is, if the operator shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub locations: Option<Vec<Location>>,
    /// Where the data is best read from, if the operator shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub direct_url: Option<String>,
    /// Short words that it can be found by.
    pub tags: Vec<String>,
    /// The path of this document.
    #[serde(rename = "self")]
    pub self_path: String,
    /// The path of the data.
    pub file: String,
    /// The path of the schema document.
    pub schema: String,
    /// The names of the stores that hold the data, with commas between them, where there are several stores.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stores: Option<String>,
}

/// One place where the data is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Where.
    pub url: String,
    /// What the store and its operator keep beside it.
    pub metadata: Map<String, Value>,
}

/// A page of images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Images {
    /// The images.
    pub images: Vec<Image>,
    /// The path of the first page.
    pub first: String,
    /// The path of the schema document.
    pub schema: String,
    /// The path of the next page, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<String>,
}

impl Image {
    /// Shows an image.
    ///
    /// Where data is stays hidden from a caller who is no admin while the image is deactivated.
    pub fn new(image: image::Image, view: ImageView, is_admin: bool) -> Self {
        let readable = is_admin || image.status != image::Status::Deactivated;
        let active = || image.locations.iter().filter(|location| location.status == image::LocationStatus::Active);
        let stores: Vec<&str> = active().filter_map(image::Location::store).collect();
        let stores = (view.stores && readable && !stores.is_empty()).then(|| stores.join(","));
        let direct_url = active().next().filter(|_| view.direct_url && readable).map(|location| location.url.clone());
        let shows_locations = |location: &image::Location| readable && location.status == image::LocationStatus::Active;
        let locations = image.locations.into_iter().filter(shows_locations);
        let (os_hash_algo, os_hash_value) = image.multihash.map(|hash| (hash.algorithm, hash.value)).unzip();
        Self {
            properties: shown_properties(image.properties),
            name: image.name,
            disk_format: image.disk_format.map(|format| format.as_str().to_owned()),
            container_format: image.container_format.map(|format| format.as_str().to_owned()),
            visibility: image.visibility.as_str().to_owned(),
            size: image.size_bytes,
            virtual_size: image.virtual_size_bytes,
            status: image.status.as_str().to_owned(),
            checksum: image.checksum,
            protected: image.protected,
            min_ram: image.min_ram_mib,
            min_disk: image.min_disk_gib,
            owner: image.owner.map(|owner| owner.as_str().to_owned()),
            os_hidden: image.hidden,
            os_hash_algo,
            os_hash_value: os_hash_value.flatten(),
            id: image.id.to_string(),
            created_at: format_time(image.created_at),
            updated_at: format_time(image.updated_at),
            locations: view.locations.then(|| locations.map(Location::from).collect()),
            direct_url,
            tags: image.tags.into_iter().collect(),
            self_path: format!("/v2/images/{}", image.id),
            file: format!("/v2/images/{}/file", image.id),
            schema: "/v2/schemas/image".to_owned(),
            stores,
        }
    }
}

impl From<image::Location> for Location {
    fn from(location: image::Location) -> Self {
        Self { url: location.url, metadata: location.metadata }
    }
}

/// Two members of one name would make a document that every reader understands differently.
fn shown_properties(properties: BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let is_shown = |name: &str| image::attribute(name).is_none() && !HIDDEN.contains(&name);
    properties.into_iter().filter(|(name, _)| is_shown(name)).map(|(name, value)| (name, Value::from(value))).collect()
}

/// Writes a moment as documents have it: `2026-11-22T19:45:34Z`.
pub fn format_time(moment: Moment) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
