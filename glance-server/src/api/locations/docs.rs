//! What is done with locations, for the description of the API.

use serde_json::json;

use crate::openapi::{Answer, Operation};

pub(crate) fn list() -> Operation {
    let location = json!({
        "title": "ImageLocation",
        "type": "object",
        "properties": {"url": {"type": "string"}, "metadata": {"type": "object"}},
        "required": ["url", "metadata"],
    });
    Operation::new("listLocations", "Tell where the data of an image is")
        .answers(200, Answer::document("Where it is.", json!({"type": "array", "items": location})))
        .refuses([403, 404])
}

pub(crate) fn add() -> Operation {
    let claim = json!({
        "type": "object",
        "description": "The digest that the data is said to have",
        "additionalProperties": false,
        "properties": {
            "os_hash_algo": {"type": "string", "enum": ["sha1", "sha256", "sha512", "md5"]},
            "os_hash_value": {"type": "string", "maxLength": 128},
        },
        "dependentRequired": {"os_hash_algo": ["os_hash_value"], "os_hash_value": ["os_hash_algo"]},
    });
    let request = json!({
        "title": "NewLocation",
        "type": "object",
        "properties": {"url": {"type": "string", "maxLength": 8192}, "validation_data": claim},
        "required": ["url"],
    });
    Operation::new("addLocation", "Tell a new image where its data is")
        .details("The data is looked through by a task, which is listed among those of the image.")
        .takes(request)
        .answers(202, Answer::empty("A task looks at it."))
        .refuses([403, 404, 409])
}
