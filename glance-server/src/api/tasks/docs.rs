//! What is done with tasks, for the description of the API.

use glance_core::query::PageLimits;
use glance_core::task::{Kind, SortKey, Status, TaskField};
use serde_json::{Value, json};

use crate::openapi::{Answer, Operation, Parameter, named};

pub(crate) fn list() -> Operation {
    let limit = json!({"type": "integer", "minimum": 0, "default": PageLimits::default().default});
    let keys: Vec<&str> = SortKey::NAMES.iter().map(|(name, _)| *name).collect();
    let fields = TaskField::NAMES.into_iter().map(|(name, field)| {
        let schema = match field {
            TaskField::Kind => json!({"type": "string", "enum": [Kind::Import.as_str()]}),
            TaskField::Status => json!({"type": "string", "enum": Status::ALL.map(Status::as_str)}),
            _ => json!({"type": "string"}),
        };
        Parameter::query(name, schema, "Only tasks in which this is so")
    });
    Operation::new("listTasks", "List tasks")
        .with(fields)
        .with([
            Parameter::query("limit", limit, "How many tasks at most"),
            Parameter::query("marker", json!({"type": "string", "format": "uuid"}), "The last task of the page before"),
            Parameter::query("sort_key", json!({"type": "string", "enum": keys}), "What to sort by"),
            Parameter::query("sort_dir", json!({"type": "string", "enum": ["asc", "desc"]}), "In which direction"),
        ])
        .answers(200, Answer::document("A page of tasks.", named("Tasks")))
        .refuses([403])
}

pub(crate) fn show() -> Operation {
    Operation::new("showTask", "Show a task")
        .answers(200, Answer::document("The task.", named("Task")))
        .refuses([403, 404])
}

pub(crate) fn of_image() -> Operation {
    let tasks = json!({
        "title": "ImageTasks",
        "type": "object",
        "properties": {"tasks": {"type": "array", "items": task()}},
        "required": ["tasks"],
    });
    Operation::new("listImageTasks", "List the tasks that work or worked on an image")
        .answers(200, Answer::document("The tasks, the oldest first.", tasks))
        .refuses([403, 404])
}

fn task() -> Value {
    let text = json!({"type": "string"});
    let optional = json!({"type": ["string", "null"]});
    json!({
        "title": "ImageTask",
        "type": "object",
        "properties": {
            "id": text, "type": text, "status": text, "owner": optional, "expires_at": optional, "created_at": text,
            "updated_at": text, "deleted_at": optional, "deleted": {"type": "boolean"}, "image_id": optional,
            "request_id": optional, "user_id": optional, "input": {"type": ["object", "null"]},
            "result": {"type": ["object", "null"]}, "message": text,
        },
        "required": ["id", "type", "status", "message"],
    })
}
