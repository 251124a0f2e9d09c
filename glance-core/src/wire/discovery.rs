//! What a service is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The stores among which users may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stores {
    /// The stores, in the order in which the operator lists them.
    pub stores: Vec<Store>,
}

/// One store. What is true of it is the text `true`, and what is not is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Its name.
    pub id: String,
    /// What the operator says of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// Whether data goes to it for which no store is named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub default: Option<String>,
    /// Whether it takes no data.
    #[serde(rename = "read-only", skip_serializing_if = "Option::is_none", default)]
    pub read_only: Option<String>,
    /// Its type, such as `file`; only for those who may know how stores are set up, as is what follows.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// How it is set up.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub properties: Option<Map<String, Value>>,
    /// Of an image's locations, the one in the store of the highest weight is read first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weight: Option<i64>,
}

/// How data may be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImportInfo {
    /// The methods.
    pub import_methods: ImportMethods,
}

/// The ways in which data may be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportMethods {
    /// What the list is.
    pub description: String,
    /// The type of the list, which is `array`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The names of the methods.
    pub value: Vec<String>,
}

impl ImportInfo {
    /// Lists these methods.
    pub fn new(methods: Vec<String>) -> Self {
        let (description, kind) = ("Import methods available.".to_owned(), "array".to_owned());
        Self { import_methods: ImportMethods { description, kind, value: methods } }
    }
}

/// How much a project has of what is limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectUsage {
    /// What is limited, by its name.
    pub usage: BTreeMap<String, ResourceUsage>,
}

/// How much there is of something, and may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceUsage {
    /// How much there is.
    pub usage: u64,
    /// How much there may be; any amount if it is negative.
    pub limit: i64,
}
