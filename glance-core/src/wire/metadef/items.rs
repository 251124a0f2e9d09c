//! What namespaces hold: objects, properties and tags.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::metadef::{self, PropertySchema};
use crate::wire::format_time;

/// An object as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// What it is called.
    pub name: String,
    /// The names of those properties that must have a value; not in an answer to what does not tell them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required: Option<Vec<String>>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// The properties; not in an answer to what does not tell them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub properties: Option<BTreeMap<String, Map<String, Value>>>,
    /// When it was created, to the second; not in the answer to what created it along with its namespace.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created_at: Option<String>,
    /// When it was last changed, if it ever was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated_at: Option<String>,
    /// The path of this document.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none", default)]
    pub self_path: Option<String>,
    /// The path of the schema document.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub schema: Option<String>,
}

impl Object {
    /// Shows an object of a namespace.
    pub fn new(namespace: &str, object: &metadef::Object) -> Self {
        Self {
            name: object.name.to_string(),
            required: Some(object.required.clone()),
            description: object.description.clone(),
            properties: Some(shown(&object.properties)),
            created_at: Some(format_time(object.created_at)),
            updated_at: object.updated_at.map(format_time),
            self_path: Some(format!("/v2/metadefs/namespaces/{namespace}/objects/{}", object.name)),
            schema: Some("/v2/schemas/metadefs/object".to_owned()),
        }
    }

    /// Shows an object to who just made it what it is: without what was not asked for.
    pub fn written(namespace: &str, object: &metadef::Object, draft: &metadef::ObjectDraft) -> Self {
        let repeated = Self::repeat(draft);
        Self { required: repeated.required, properties: repeated.properties, ..Self::new(namespace, object) }
    }

    /// Repeats what was asked for.
    pub(super) fn repeat(draft: &metadef::ObjectDraft) -> Self {
        Self {
            name: draft.name.to_string(),
            required: draft.required.clone(),
            description: draft.description.clone(),
            properties: draft.properties.as_ref().map(shown),
            created_at: None,
            updated_at: None,
            self_path: None,
            schema: None,
        }
    }
}

/// All objects of a namespace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objects {
    /// The objects.
    pub objects: Vec<Object>,
    /// The path of the schema document, without the slash that others begin with: clients have never seen one there.
    pub schema: String,
}

impl Objects {
    /// Shows objects of a namespace.
    pub fn new(namespace: &str, objects: &[metadef::Object]) -> Self {
        let objects = objects.iter().map(|object| Object::new(namespace, object)).collect();
        Self { objects, schema: "v2/schemas/metadefs/objects".to_owned() }
    }
}

/// A property as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Property {
    /// What it is called.
    pub name: String,
    /// What its values are like.
    #[serde(flatten)]
    pub schema: Map<String, Value>,
}

impl Property {
    /// Shows a property.
    pub fn new(property: &metadef::Property) -> Self {
        let mut schema = property.schema.shown();
        schema.remove("name");
        Self { name: property.name.to_string(), schema }
    }
}

/// All properties of a namespace, by their names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Properties {
    /// What the values of each are like.
    pub properties: BTreeMap<String, Map<String, Value>>,
}

impl Properties {
    /// Shows properties.
    pub fn new(properties: &[metadef::Property]) -> Self {
        let shown = |property: &metadef::Property| (property.name.to_string(), property.schema.shown());
        Self { properties: properties.iter().map(shown).collect() }
    }
}

/// A tag as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The word.
    pub name: String,
    /// When it was created, to the second.
    pub created_at: String,
    /// When it was last changed, if it ever was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated_at: Option<String>,
}

impl Tag {
    /// Shows a tag.
    pub fn new(tag: &metadef::Tag) -> Self {
        Self {
            name: tag.name.to_string(),
            created_at: format_time(tag.created_at),
            updated_at: tag.updated_at.map(format_time),
        }
    }
}

/// A tag among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagName {
    /// The word.
    pub name: String,
}

/// Tags of a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// The tags.
    pub tags: Vec<TagName>,
}

impl Tags {
    /// Shows tags.
    pub fn new<'t>(names: impl IntoIterator<Item = &'t metadef::Name>) -> Self {
        Self { tags: names.into_iter().map(|name| TagName { name: name.to_string() }).collect() }
    }
}

pub(super) fn shown(properties: &BTreeMap<String, PropertySchema>) -> BTreeMap<String, Map<String, Value>> {
    properties.iter().map(|(name, schema)| (name.clone(), schema.shown())).collect()
}
