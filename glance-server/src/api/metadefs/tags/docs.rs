//! What is done with tags of namespaces, for the description of the API.

use glance_core::metadef::TagSortKey;
use serde_json::json;

use crate::openapi::{Answer, Operation, Parameter, named};

pub(crate) fn list() -> Operation {
    let one_of = |values: &[&str]| json!({"type": "string", "enum": values});
    let keys = TagSortKey::NAMES.map(|(name, _)| name);
    Operation::new("listMetadefTags", "List the tags of a namespace")
        .with([
            Parameter::query(
                "limit",
                json!({"type": "integer", "minimum": 0}),
                "How many tags the page has at most; all of them if it is not told.",
            ),
            Parameter::query("marker", json!({"type": "string"}), "The last tag of the page before this one."),
            Parameter::query("sort_key", one_of(&keys), "What to order by; `created_at` if it is not told."),
            Parameter::query("sort_dir", one_of(&["asc", "desc"]), "Up or down; down if it is not told."),
        ])
        .answers(200, Answer::document("The tags.", named("MetadefTags")))
        .refuses([403, 404])
}

pub(crate) fn add_all() -> Operation {
    let name = json!({
        "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 80}},
        "required": ["name"],
        "additionalProperties": false,
    });
    let request = json!({
        "title": "TagNames",
        "type": "object",
        "properties": {"tags": {"type": "array", "items": name}},
        "required": ["tags"],
    });
    Operation::new("setMetadefTags", "Give a namespace these tags")
        .with([Parameter::header(
            "X-Openstack-Append",
            json!({"type": "boolean"}),
            "Whether the tags come to those that are there, or replace them.",
        )])
        .takes(request)
        .answers(201, Answer::document("The tags of the request.", named("MetadefTags")))
        .refuses([403, 404, 409])
}

pub(crate) fn clear() -> Operation {
    Operation::new("removeMetadefTags", "Remove all tags from a namespace")
        .answers(204, Answer::empty("The namespace has no tags."))
        .refuses([403, 404])
}

pub(crate) fn show() -> Operation {
    Operation::new("showMetadefTag", "Show a tag")
        .answers(200, Answer::document("The tag.", named("MetadefTag")))
        .refuses([403, 404])
}

pub(crate) fn add() -> Operation {
    Operation::new("addMetadefTag", "Give a namespace a tag")
        .answers(201, Answer::document("The new tag.", named("MetadefTag")))
        .refuses([403, 404, 409, 413])
}

pub(crate) fn rename() -> Operation {
    Operation::new("renameMetadefTag", "Rename a tag")
        .takes(named("MetadefTag"))
        .answers(200, Answer::document("The tag as it is now.", named("MetadefTag")))
        .refuses([403, 404, 409])
}

pub(crate) fn remove() -> Operation {
    Operation::new("removeMetadefTag", "Remove a tag from its namespace")
        .answers(204, Answer::empty("The tag is gone."))
        .refuses([403, 404])
}
