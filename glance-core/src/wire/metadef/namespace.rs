//! Namespaces.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Association, Object, Properties, TagName, Tags};
use crate::metadef::{self, Content, NamespaceDraft};
use crate::wire::format_time;

/// A namespace as the API shows it. It has each kind of what it holds only where it is shown with it, and only if there is
/// some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Namespace {
    /// What programs call it.
    pub namespace: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub display_name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// Who may see it.
    pub visibility: String,
    /// Whether it, and what it holds, must not be deleted.
    pub protected: bool,
    /// The project that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<String>,
    /// When it was created, to the second.
    pub created_at: String,
    /// When it was last changed, if it ever was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated_at: Option<String>,
    /// The types of resources that it is for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resource_type_associations: Option<Vec<Association>>,
    /// Properties on their own, by their names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub properties: Option<BTreeMap<String, Map<String, Value>>>,
    /// Groups of properties.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub objects: Option<Vec<Object>>,
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tags: Option<Vec<TagName>>,
    /// The path of this document.
    #[serde(rename = "self")]
    pub self_path: String,
    /// The path of the schema document.
    pub schema: String,
}

impl Namespace {
    /// Shows a namespace without what it holds.
    pub fn new(namespace: &metadef::Namespace) -> Self {
        Self {
            namespace: namespace.name.to_string(),
            display_name: namespace.display_name.clone(),
            description: namespace.description.clone(),
            visibility: namespace.visibility.to_string(),
            protected: namespace.protected,
            owner: namespace.owner.as_ref().map(ToString::to_string),
            created_at: format_time(namespace.created_at),
            updated_at: namespace.updated_at.map(format_time),
            resource_type_associations: None,
            properties: None,
            objects: None,
            tags: None,
            self_path: format!("/v2/metadefs/namespaces/{}", namespace.name),
            schema: "/v2/schemas/metadefs/namespace".to_owned(),
        }
    }

    /// Shows a namespace in a list, with what it is for.
    pub fn listed(namespace: &metadef::Namespace, associations: &[metadef::Association]) -> Self {
        let associations = some(associations.iter().map(Association::new).collect());
        Self { resource_type_associations: associations, ..Self::new(namespace) }
    }

    /// Shows a namespace with all that it holds.
    pub fn whole(namespace: &metadef::Namespace, content: &Content) -> Self {
        let name = namespace.name.as_str();
        Self {
            properties: Some(Properties::new(&content.properties).properties).filter(|all| !all.is_empty()),
            objects: some(content.objects.iter().map(|object| Object::new(name, object)).collect()),
            tags: some(Tags::new(content.tags.iter().map(|tag| &tag.name)).tags),
            ..Self::listed(namespace, &content.associations)
        }
    }

    /// Shows a namespace to who just made it: what it holds is what was asked for.
    pub fn written(namespace: &metadef::Namespace, draft: &NamespaceDraft) -> Self {
        let properties = draft.properties.as_ref();
        let associations = draft.associations.as_ref();
        Self {
            resource_type_associations: associations.map(|all| all.iter().map(Association::repeat).collect()),
            properties: properties.map(|all| all.iter().map(|(name, one)| (name.to_string(), one.shown())).collect()),
            objects: draft.objects.as_ref().map(|all| all.iter().map(Object::repeat).collect()),
            tags: draft.tags.as_ref().map(|all| Tags::new(all).tags),
            ..Self::new(namespace)
        }
    }
}

/// A page of namespaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Namespaces {
    /// The namespaces.
    pub namespaces: Vec<Namespace>,
    /// The path of the next page, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<String>,
    /// The path of the schema document.
    pub schema: String,
    /// The path of the first page.
    pub first: String,
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    Some(all).filter(|all| !all.is_empty())
}
