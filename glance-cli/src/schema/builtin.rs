//! The attributes that every service knows, and the properties that are as common.

use super::property::Kind;

/// Names, kinds and help, in the order of the latter.
pub(super) const BUILTIN: &[(&str, Kind, &str)] = &[
    ("id", Kind::Text, "ID for the image; without one, the service makes one"),
    ("name", Kind::Text, "Name of the image"),
    ("visibility", Kind::Text, "Who can see the image: public, private, community or shared"),
    ("protected", Kind::Flag, "Whether the image can't be deleted"),
    ("owner", Kind::Text, "Project that the image belongs to"),
    (
        "container_format",
        Kind::NullableText,
        "Format of what the disk is wrapped in: None, bare, ovf, ova, docker, compressed, ami, ari, aki",
    ),
    (
        "disk_format",
        Kind::NullableText,
        "Format of the disk: None, raw, qcow2, iso, vmdk, vhd, vhdx, vdi, ploop, gpt, ami, ari, aki",
    ),
    ("tags", Kind::Texts, "Tags for the image"),
    ("min_ram", Kind::Integer, "Memory that a server needs, in MiB"),
    ("min_disk", Kind::Integer, "Disk space that a server needs, in GiB"),
    ("kernel_id", Kind::Text, "ID of the image with the kernel"),
    ("ramdisk_id", Kind::Text, "ID of the image with the initial RAM disk"),
    ("instance_uuid", Kind::Text, "ID of the server that the image was made from"),
    ("architecture", Kind::Text, "Architecture of the operating system"),
    ("os_distro", Kind::Text, "Name of the operating system"),
    ("os_version", Kind::Text, "Version of the operating system"),
];
