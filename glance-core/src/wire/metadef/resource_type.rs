//! Types of resources, and the namespaces that are for them.

use serde::{Deserialize, Serialize};

use crate::metadef;
use crate::wire::format_time;

/// A type of resources as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceType {
    /// What it is called.
    pub name: String,
    /// When it was created, to the second.
    pub created_at: String,
    /// When it was last changed, if it ever was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated_at: Option<String>,
}

impl ResourceType {
    /// Shows a type of resources.
    pub fn new(kind: &metadef::ResourceType) -> Self {
        Self {
            name: kind.name.to_string(),
            created_at: format_time(kind.created_at),
            updated_at: kind.updated_at.map(format_time),
        }
    }
}

/// All types of resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceTypes {
    /// The types.
    pub resource_types: Vec<ResourceType>,
}

/// An association as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Association {
    /// The type of resources.
    pub name: String,
    /// What the names of the namespace's properties begin with on such resources.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub prefix: Option<String>,
    /// Which of several sets of properties of such a resource is meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub properties_target: Option<String>,
    /// When it was created, to the second; not in the answer to what created it along with its namespace.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created_at: Option<String>,
    /// When it was last changed, if it ever was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated_at: Option<String>,
}

impl Association {
    /// Shows an association.
    pub fn new(association: &metadef::Association) -> Self {
        Self {
            name: association.resource_type.to_string(),
            prefix: association.prefix.clone(),
            properties_target: association.properties_target.clone(),
            created_at: Some(format_time(association.created_at)),
            updated_at: association.updated_at.map(format_time),
        }
    }

    /// Repeats what was asked for.
    pub(super) fn repeat(draft: &metadef::AssociationDraft) -> Self {
        Self {
            name: draft.resource_type.to_string(),
            prefix: draft.prefix.clone(),
            properties_target: draft.properties_target.clone(),
            created_at: None,
            updated_at: None,
        }
    }
}

/// All associations of a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Associations {
    /// The associations.
    pub resource_type_associations: Vec<Association>,
}
