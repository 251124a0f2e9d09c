//! A file as it is written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{NamespaceFile, USUAL_OWNER};
use crate::context::ProjectId;
use crate::metadef::{Association, Visibility};

/// What a file says, in the order in which it says it.
#[derive(Serialize)]
pub(super) struct Written<'f> {
    namespace: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<&'static str>,
    protected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resource_type_associations: Vec<WrittenAssociation<'f>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<&'f str, &'f Map<String, Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    objects: Vec<WrittenObject<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<WrittenTag<'f>>,
}

#[derive(Serialize)]
struct WrittenAssociation<'f> {
    name: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties_target: Option<&'f str>,
}

#[derive(Serialize)]
struct WrittenObject<'f> {
    name: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'f str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    required: &'f [String],
    properties: BTreeMap<&'f str, &'f Map<String, Value>>,
}

#[derive(Serialize)]
struct WrittenTag<'f> {
    name: &'f str,
}

impl<'f> Written<'f> {
    pub(super) fn new(file: &'f NamespaceFile) -> Self {
        let NamespaceFile { namespace, content } = file;
        let association = |association: &'f Association| WrittenAssociation {
            name: association.resource_type.as_str(),
            prefix: association.prefix.as_deref(),
            properties_target: association.properties_target.as_deref(),
        };
        let objects = content.objects.iter().map(|object| WrittenObject {
            name: object.name.as_str(),
            description: object.description.as_deref(),
            required: &object.required,
            properties: object.properties.iter().map(|(name, schema)| (name.as_str(), schema.as_map())).collect(),
        });
        let properties = content.properties.iter();
        Self {
            namespace: namespace.name.as_str(),
            display_name: namespace.display_name.as_deref(),
            description: namespace.description.as_deref(),
            visibility: Some(namespace.visibility).filter(|v| *v != Visibility::default()).map(Visibility::as_str),
            protected: namespace.protected,
            owner: Some(namespace.owner.as_ref().map_or("", ProjectId::as_str)).filter(|owner| *owner != USUAL_OWNER),
            resource_type_associations: content.associations.iter().map(association).collect(),
            properties: properties.map(|property| (property.name.as_str(), property.schema.as_map())).collect(),
            objects: objects.collect(),
            tags: content.tags.iter().map(|tag| WrittenTag { name: tag.name.as_str() }).collect(),
        }
    }
}
