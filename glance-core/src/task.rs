//! Tasks: work that goes on after the request that asked for it was answered.

mod id;
mod kind;
mod list;
mod query;
mod schema;
mod status;

use serde_json::Value;

pub use id::{InvalidTaskId, TaskId};
pub use kind::Kind;
pub use list::TaskList;
pub use query::{SortKey, TaskField, TaskQuery};
pub use schema::{task_schema, tasks_schema};
pub use status::{BadTransition, Status};

use crate::clock::Moment;
use crate::context::ProjectId;
use crate::image::ImageId;

/// One task: what is to be done, for whom, and how far it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Which task this is.
    pub id: TaskId,
    /// What it does.
    pub kind: Kind,
    /// Where in its life it is.
    pub status: Status,
    /// The project that it belongs to; a task without one belongs to the cloud.
    pub owner: Option<ProjectId>,
    /// The image that it works on, if it is known yet.
    pub image: Option<ImageId>,
    /// The request that asked for it, at most 64 characters.
    pub request_id: Option<String>,
    /// The user who asked for it, at most 64 characters.
    pub user_id: Option<String>,
    /// What it was asked to do.
    pub input: Option<Value>,
    /// What came of it.
    pub result: Option<Value>,
    /// How far it came, or why it failed, for people.
    pub message: Option<String>,
    /// When it may be forgotten; a task that has not ended never may.
    pub expires_at: Option<Moment>,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl Task {
    /// Makes a task that nobody has begun.
    pub fn new(kind: Kind, owner: Option<ProjectId>, input: Value, now: Moment) -> Self {
        Self {
            id: TaskId::random(),
            kind,
            status: Status::Pending,
            owner,
            image: None,
            request_id: None,
            user_id: None,
            input: Some(input),
            result: None,
            message: None,
            expires_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Moves the task to another status.
    ///
    /// # Errors
    /// [`BadTransition`] when the life cycle has no such step.
    pub fn enter(&mut self, next: Status) -> Result<(), BadTransition> {
        self.status = self.status.to(next)?;
        Ok(())
    }
}
