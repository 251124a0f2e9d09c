//! Changes of an image, in the two forms that they may have.

use glance_core::image::MAX_CHANGES;
use serde_json::{Value, json};

/// Operation, path and value each in a member of its own.
pub(super) fn new_form() -> Value {
    json!({
        "title": "ImageChanges",
        "type": "array",
        "maxItems": MAX_CHANGES,
        "items": {
            "type": "object",
            "properties": {
                "op": {"type": "string", "enum": ["add", "remove", "replace"]},
                "path": pointer(),
                "value": {"description": "The new value; none to remove one"},
            },
            "required": ["op", "path"],
        },
    })
}

/// The operation is the member that holds the path.
pub(super) fn old_form() -> Value {
    json!({
        "title": "ImageChangesOfOldForm",
        "type": "array",
        "maxItems": MAX_CHANGES,
        "items": {
            "type": "object",
            "properties": {
                "add": pointer(),
                "remove": pointer(),
                "replace": pointer(),
                "value": {"description": "The new value; none to remove one"},
            },
            "oneOf": [{"required": ["add"]}, {"required": ["remove"]}, {"required": ["replace"]}],
        },
    })
}

fn pointer() -> Value {
    json!({
        "type": "string",
        "pattern": "^/",
        "description": "The name of an attribute or a property; of a location, its place in the list behind that",
        "examples": ["/name", "/locations/-"],
    })
}
