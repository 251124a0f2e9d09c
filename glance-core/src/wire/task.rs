//! Tasks.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::image::format_time;
use crate::clock::Moment;
use crate::task;

/// A task as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedTask {
    /// Which task this is.
    pub id: String,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is.
    pub status: String,
    /// The project that it belongs to; empty if that is none.
    pub owner: String,
    /// When it was created, to the second.
    pub created_at: String,
    /// When it was last changed, to the second.
    pub updated_at: String,
    /// The path of the task.
    #[serde(rename = "self")]
    pub self_path: String,
    /// The path of the schema document.
    pub schema: String,
    /// When it may be forgotten, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<String>,
}

/// One task as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What lists show too.
    #[serde(flatten)]
    pub listed: ListedTask,
    /// What it was asked to do.
    pub input: Option<Value>,
    /// What came of it.
    pub result: Option<Value>,
    /// How far it came, or why it failed.
    pub message: String,
    /// The image that it works on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image_id: Option<String>,
    /// The request that asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request_id: Option<String>,
    /// The user who asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub user_id: Option<String>,
}

/// A page of tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tasks {
    /// The tasks.
    pub tasks: Vec<ListedTask>,
    /// The path of the first page.
    pub first: String,
    /// The path of the schema document.
    pub schema: String,
    /// The path of the next page, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<String>,
}

/// A task as its image shows it: with everything, and with times to the microsecond.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageTask {
    /// Which task this is.
    pub id: String,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is.
    pub status: String,
    /// The project that it belongs to; empty if that is none.
    pub owner: String,
    /// When it may be forgotten.
    pub expires_at: Option<String>,
    /// When it was created.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// When it was forgotten, which no task that is shown is.
    pub deleted_at: Option<String>,
    /// Whether it is forgotten.
    pub deleted: bool,
    /// The image that it works on.
    pub image_id: Option<String>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// The user who asked for it.
    pub user_id: Option<String>,
    /// What it was asked to do.
    pub input: Option<Value>,
    /// What came of it.
    pub result: Option<Value>,
    /// How far it came, or why it failed.
    pub message: String,
}

/// The tasks of an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageTasks {
    /// The oldest first.
    pub tasks: Vec<ImageTask>,
}

impl ListedTask {
    /// Shows a task in a list.
    pub fn new(task: &task::Task) -> Self {
        Self {
            id: task.id.to_string(),
            kind: task.kind.to_string(),
            status: task.status.to_string(),
            owner: task.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            created_at: format_time(task.created_at),
            updated_at: format_time(task.updated_at),
            self_path: format!("/v2/tasks/{}", task.id),
            schema: "/v2/schemas/task".to_owned(),
            expires_at: task.expires_at.map(format_time),
        }
    }
}

impl Task {
    /// Shows a task.
    pub fn new(task: &task::Task) -> Self {
        Self {
            listed: ListedTask::new(task),
            input: task.input.clone(),
            result: task.result.clone(),
            message: task.message.clone().unwrap_or_default(),
            image_id: task.image.as_ref().map(ToString::to_string),
            request_id: task.request_id.clone(),
            user_id: task.user_id.clone(),
        }
    }
}

impl ImageTask {
    /// Shows a task of an image.
    pub fn new(task: &task::Task) -> Self {
        Self {
            id: task.id.to_string(),
            kind: task.kind.to_string(),
            status: task.status.to_string(),
            owner: task.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            expires_at: task.expires_at.map(format_fine_time),
            created_at: format_fine_time(task.created_at),
            updated_at: format_fine_time(task.updated_at),
            deleted_at: None,
            deleted: false,
            image_id: task.image.as_ref().map(ToString::to_string),
            request_id: task.request_id.clone(),
            user_id: task.user_id.clone(),
            input: task.input.clone(),
            result: task.result.clone(),
            message: task.message.clone().unwrap_or_default(),
        }
    }
}

/// Writes a moment as Glance's database has it: `2026-11-22T19:45:34.000000`.
fn format_fine_time(moment: Moment) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}
