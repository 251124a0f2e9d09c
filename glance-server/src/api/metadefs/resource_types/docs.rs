//! What is done with types of resources, for the description of the API.

use serde_json::json;

use crate::openapi::{Answer, Operation, named};

pub(crate) fn list() -> Operation {
    let text = || json!({"type": "string"});
    let kind = json!({
        "type": "object",
        "properties": {"name": text(), "created_at": text(), "updated_at": text()},
        "required": ["name", "created_at"],
    });
    let schema = json!({
        "title": "ResourceTypes",
        "type": "object",
        "properties": {"resource_types": {"type": "array", "items": kind}},
        "required": ["resource_types"],
    });
    Operation::new("listMetadefResourceTypes", "List types of resources")
        .answers(200, Answer::document("All types that any namespace is for.", schema))
        .refuses([403, 404])
}

pub(crate) fn associations() -> Operation {
    Operation::new("listMetadefAssociations", "List the types of resources that a namespace is for")
        .answers(200, Answer::document("The types.", named("MetadefResourceTypes")))
        .refuses([403, 404])
}

pub(crate) fn associate() -> Operation {
    Operation::new("addMetadefAssociation", "Tell that a namespace is for a type of resources")
        .takes(named("MetadefResourceType"))
        .answers(201, Answer::document("The type, and what is said of it.", named("MetadefResourceType")))
        .refuses([403, 404, 409])
}

pub(crate) fn dissociate() -> Operation {
    Operation::new("removeMetadefAssociation", "Tell that a namespace is no more for a type of resources")
        .answers(204, Answer::empty("The namespace is not for it."))
        .refuses([403, 404])
}
