//! `/v2/metadefs/…` and `/v2/schemas/metadefs/…`: one file for each resource.

pub(crate) mod namespaces;
pub(crate) mod objects;
pub(crate) mod properties;
pub(crate) mod resource_types;
pub(crate) mod schemas;
pub(crate) mod tags;
