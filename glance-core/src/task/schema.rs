//! The schema documents of tasks.

use serde_json::{Value, json};

use super::{Kind, Status};

const ID_PATTERN: &str = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

/// The members that lists leave out.
const LARGE: [&str; 3] = ["input", "result", "message"];

/// The schema of a task.
pub fn task_schema() -> Value {
    json!({
        "name": "task",
        "properties": {
            "id": {"type": "string", "description": "Identifies the task.", "pattern": ID_PATTERN},
            "type": {"type": "string", "description": "What the task does.", "enum": Kind::ALL.map(Kind::as_str)},
            "status": {"type": "string", "description": "Where the task is.", "enum": Status::ALL.map(Status::as_str)},
            "input": {"type": ["null", "object"], "description": "What the task was asked to do."},
            "result": {"type": ["null", "object"], "description": "What came of the task."},
            "owner": {"type": "string", "description": "The project that the task belongs to."},
            "message": {"type": "string", "description": "How far the task came, or why it failed."},
            "image_id": {"type": "string", "description": "The image that the task works on."},
            "request_id": {"type": "string", "description": "The request that asked for the task."},
            "user_id": {"type": "string", "description": "The user who asked for the task."},
            "expires_at": {"type": ["null", "string"], "description": "When the task may be forgotten."},
            "created_at": {"type": "string", "description": "When the task was created."},
            "updated_at": {"type": "string", "description": "When the task was last changed."},
            "self": {"readOnly": true, "type": "string"},
            "schema": {"readOnly": true, "type": "string"},
        },
    })
}

/// The schema of a list of tasks.
pub fn tasks_schema() -> Value {
    let mut task = task_schema();
    if let Some(properties) = task["properties"].as_object_mut() {
        properties.retain(|name, _| !LARGE.contains(&name.as_str()));
    }
    json!({
        "name": "tasks",
        "properties": {"tasks": {"type": "array", "items": task}, "schema": {"type": "string"}},
        "links": [{"rel": "describedby", "href": "{schema}"}],
    })
}
