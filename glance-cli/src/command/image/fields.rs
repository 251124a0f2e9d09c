//! The options that set attributes and properties, alike for a new image and an old one.

use serde_json::{Map, Value};

use crate::args::{key_value, parse_flag};
use crate::error::Result;

/// Attributes and properties to set.
#[derive(Debug, clap::Args)]
pub(super) struct Fields {
    /// Name of the image
    #[arg(long)]
    name: Option<String>,
    /// Who can see the image: public, private, community or shared
    #[arg(long)]
    visibility: Option<String>,
    /// Whether the image can't be deleted
    #[arg(long, value_name = "True|False", num_args = 0..=1, default_missing_value = "true", value_parser = parse_flag)]
    protected: Option<bool>,
    /// Whether the image is left out of lists
    #[arg(long, value_name = "True|False", num_args = 0..=1, default_missing_value = "true", value_parser = parse_flag)]
    hidden: Option<bool>,
    /// Project that the image belongs to
    #[arg(long)]
    owner: Option<String>,
    /// Format of what the disk is wrapped in: None, bare, ovf, ova, docker, ami, ari, aki
    #[arg(long)]
    container_format: Option<String>,
    /// Format of the disk: None, raw, qcow2, iso, vmdk, vhd, vhdx, vdi, ploop, ami, ari, aki
    #[arg(long)]
    disk_format: Option<String>,
    /// Memory that a server needs, in MiB
    #[arg(long, allow_negative_numbers = true)]
    min_ram: Option<i64>,
    /// Disk space that a server needs, in GiB
    #[arg(long, allow_negative_numbers = true)]
    min_disk: Option<i64>,
    /// ID of the image with the kernel
    #[arg(long)]
    kernel_id: Option<String>,
    /// ID of the image with the initial RAM disk
    #[arg(long)]
    ramdisk_id: Option<String>,
    /// ID of the server that the image was made from
    #[arg(long)]
    instance_uuid: Option<String>,
    /// Architecture of the operating system
    #[arg(long)]
    architecture: Option<String>,
    /// Name of the operating system
    #[arg(long)]
    os_distro: Option<String>,
    /// Version of the operating system
    #[arg(long)]
    os_version: Option<String>,
    /// Any other property; may be given many times
    #[arg(long, value_name = "KEY=VALUE")]
    property: Vec<String>,
}

impl Fields {
    /// What to set, by the names that documents have.
    ///
    /// # Errors
    /// [`crate::error::Error::Message`] for a property without a value.
    pub(super) fn into_map(self) -> Result<Map<String, Value>> {
        let mut map = Map::new();
        for property in &self.property {
            let (key, value) = key_value("--property", property)?;
            map.insert(key.to_owned(), Value::from(value));
        }
        let texts = [
            ("name", self.name),
            ("visibility", self.visibility),
            ("owner", self.owner),
            ("kernel_id", self.kernel_id),
            ("ramdisk_id", self.ramdisk_id),
            ("instance_uuid", self.instance_uuid),
            ("architecture", self.architecture),
            ("os_distro", self.os_distro),
            ("os_version", self.os_version),
        ];
        let values = texts.into_iter().map(|(name, text)| (name, text.map(Value::from))).chain([
            ("protected", self.protected.map(Value::from)),
            ("os_hidden", self.hidden.map(Value::from)),
            ("container_format", self.container_format.map(nullable)),
            ("disk_format", self.disk_format.map(nullable)),
            ("min_ram", self.min_ram.map(Value::from)),
            ("min_disk", self.min_disk.map(Value::from)),
        ]);
        map.extend(values.filter_map(|(name, value)| Some((name.to_owned(), value?))));
        Ok(map)
    }
}

/// The formats can be taken back while there is no data.
fn nullable(text: String) -> Value {
    if text == "None" { Value::Null } else { Value::from(text) }
}
