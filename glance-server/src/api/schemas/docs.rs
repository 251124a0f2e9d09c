//! What the schema documents are, for the description of the API.

use serde_json::json;

use crate::openapi::{Answer, Operation};

pub(crate) fn image() -> Operation {
    document("showImageSchema", "Show the schema of an image")
}

pub(crate) fn images() -> Operation {
    document("showImagesSchema", "Show the schema of a list of images")
}

pub(crate) fn member() -> Operation {
    document("showMemberSchema", "Show the schema of a member")
}

pub(crate) fn members() -> Operation {
    document("showMembersSchema", "Show the schema of a list of members")
}

pub(crate) fn task() -> Operation {
    document("showTaskSchema", "Show the schema of a task")
}

pub(crate) fn tasks() -> Operation {
    document("showTasksSchema", "Show the schema of a list of tasks")
}

/// A request for a schema document.
pub(crate) fn document(id: &'static str, summary: &'static str) -> Operation {
    let schema = json!({
        "title": "SchemaDocument",
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "What it is the schema of"},
            "properties": {"type": "object", "description": "The schema of each member"},
        },
        "required": ["name", "properties"],
    });
    Operation::new(id, summary).answers(200, Answer::document("The schema.", schema))
}
