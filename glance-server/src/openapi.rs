//! The description of the API by `OpenAPI` 3.1, made of the table of routes.
//!
//! What a request does stands in `docs.rs` beside what answers it, as an [`Operation`]. What documents look like stands in
//! the schemas that `/v2/schemas/…` serve.

mod components;
mod document;
mod operation;
mod parameter;

use serde_json::{Value, json};

pub(crate) use document::Document;
pub(crate) use operation::{Answer, Operation};
pub(crate) use parameter::Parameter;

/// Refers to one of the schemas that have a name here.
pub(crate) fn named(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
