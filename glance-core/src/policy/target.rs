//! What something is done to.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::value::Value;
use crate::context::{Caller, ProjectId};
use crate::image::{ContainerFormat, DiskFormat, Image, Visibility};
use crate::metadef::Namespace;

/// What an action is done to, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Nothing in particular.
    Nothing,
    /// All that a project has, or something of it that has no owner of its own.
    Project(Option<&'a ProjectId>),
    /// The caller.
    Caller(&'a Caller),
    /// An image that is to be created.
    Draft {
        /// The project that is to own it.
        owner: Option<&'a ProjectId>,
        /// Who is to see it.
        visibility: Visibility,
    },
    /// An image.
    Image {
        /// The image.
        image: &'a Image,
        /// The caller's project, where the image is another project's and shared with it.
        member: Option<&'a ProjectId>,
    },
    /// A namespace of definitions, or something in it.
    Namespace(&'a Namespace),
    /// Anything at all, by its attributes.
    Attributes(&'a BTreeMap<String, String>),
}

impl<'a> Target<'a> {
    /// An image that the caller can see: if it is a shared one of another project, the caller's is a member.
    pub fn image(image: &'a Image, caller: &'a Caller) -> Self {
        let shared = image.visibility == Visibility::Shared && !caller.is_project(image.owner.as_ref());
        Self::Image { image, member: caller.project.as_ref().filter(|_| shared) }
    }

    /// All that the caller's project has.
    pub fn own(caller: &'a Caller) -> Self {
        Self::Project(caller.project.as_ref())
    }

    /// The attribute of this name; `None` if there is no such attribute here.
    pub(super) fn attribute(self, name: &str) -> Option<Value<'a>> {
        let project = |project: Option<&'a ProjectId>| Some(Value::of(project.map(ProjectId::as_str)));
        match self {
            Self::Nothing => None,
            Self::Project(owner) => (name == "project_id").then(|| project(owner)).flatten(),
            Self::Caller(caller) => caller_attribute(caller, name),
            Self::Draft { owner, visibility } => match name {
                "project_id" | "owner" => project(owner),
                "visibility" => Some(Value::Text(visibility.as_str())),
                _ => None,
            },
            Self::Image { image, member } => match name {
                "member_id" | "member" => project(member),
                _ => image_attribute(image, name),
            },
            Self::Namespace(namespace) => match name {
                "project_id" => project(namespace.owner.as_ref()),
                "visibility" => Some(Value::Text(namespace.visibility.as_str())),
                _ => None,
            },
            Self::Attributes(attributes) => attributes.get(name).map(|text| Value::Text(text)),
        }
    }

    /// All attributes.
    pub(super) fn document(self) -> Map<String, Json> {
        let names: &[&str] = match self {
            Self::Nothing | Self::Attributes(_) => &[],
            Self::Project(_) => &["project_id"],
            Self::Caller(_) => CALLER,
            Self::Draft { .. } => &["project_id", "owner", "visibility"],
            Self::Image { .. } => IMAGE,
            Self::Namespace(_) => &["project_id", "visibility"],
        };
        let own = names.iter().filter_map(|name| Some(((*name).to_owned(), self.attribute(name)?.json())));
        let others = match self {
            Self::Image { image, .. } => Some(&image.properties),
            Self::Attributes(attributes) => Some(attributes),
            _ => None,
        };
        let others = others.into_iter().flatten().filter(|(name, _)| !names.contains(&name.as_str()));
        own.chain(others.map(|(name, value)| (name.clone(), Json::from(value.as_str())))).collect()
    }
}

const CALLER: &[&str] =
    &["user", "project_id", "project", "system_scope", "domain", "user_domain", "project_domain", "roles"];

fn caller_attribute<'a>(caller: &'a Caller, name: &str) -> Option<Value<'a>> {
    let text = |text: &'a Option<String>| Some(Value::of(text.as_deref()));
    match name {
        "user" => text(&caller.user),
        "project_id" | "project" => Some(Value::of(caller.project.as_ref().map(ProjectId::as_str))),
        "system_scope" => text(&caller.system_scope),
        "domain" => text(&caller.domain),
        "user_domain" => text(&caller.user_domain),
        "project_domain" => text(&caller.project_domain),
        "roles" => Some(Value::List(&caller.roles)),
        "is_admin_project" => Some(Value::Flag(caller.is_admin_project.unwrap_or(true))),
        "is_admin" => Some(Value::Flag(caller.is_admin)),
        "read_only" => Some(Value::Flag(caller.read_only)),
        _ => None,
    }
}

const IMAGE: &[&str] = &[
    "image_id",
    "name",
    "status",
    "visibility",
    "owner",
    "project_id",
    "member",
    "disk_format",
    "container_format",
    "size",
    "virtual_size",
    "checksum",
    "os_hash_algo",
    "os_hash_value",
    "min_disk",
    "min_ram",
    "protected",
    "os_hidden",
    "created_at",
    "updated_at",
];

fn image_attribute<'a>(image: &'a Image, name: &str) -> Option<Value<'a>> {
    let value = match name {
        "id" | "image_id" => Value::Text(image.id.as_str()),
        "project_id" | "owner" => Value::of(image.owner.as_ref().map(ProjectId::as_str)),
        "visibility" => Value::Text(image.visibility.as_str()),
        "name" => Value::of(image.name.as_deref()),
        "status" => Value::Text(image.status.as_str()),
        "disk_format" => Value::of(image.disk_format.as_ref().map(DiskFormat::as_str)),
        "container_format" => Value::of(image.container_format.as_ref().map(ContainerFormat::as_str)),
        "size" => Value::count(image.size_bytes),
        "virtual_size" => Value::count(image.virtual_size_bytes),
        "checksum" => Value::of(image.checksum.as_deref()),
        "os_hash_algo" => Value::of(image.multihash.as_ref().map(|hash| hash.algorithm.as_str())),
        "os_hash_value" => Value::of(image.multihash.as_ref().and_then(|hash| hash.value.as_deref())),
        "min_disk" => Value::Number(image.min_disk_gib.into()),
        "min_ram" => Value::Number(image.min_ram_mib.into()),
        "protected" => Value::Flag(image.protected),
        "os_hidden" => Value::Flag(image.hidden),
        "created_at" => Value::Time(image.created_at),
        "updated_at" => Value::Time(image.updated_at),
        property => Value::Text(image.properties.get(property)?),
    };
    Some(value)
}
