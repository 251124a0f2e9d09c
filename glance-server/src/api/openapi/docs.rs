//! What the description of the API says of itself.

use serde_json::json;

use crate::openapi::{Answer, Operation};

pub(crate) fn show() -> Operation {
    let schema = json!({
        "title": "OpenApi",
        "type": "object",
        "properties": {"openapi": {"type": "string"}, "info": {"type": "object"}, "paths": {"type": "object"}},
        "required": ["openapi", "info", "paths"],
    });
    Operation::new("showOpenApi", "Show this document").answers(200, Answer::document("This document.", schema))
}
