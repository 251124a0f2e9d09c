//! What a database must keep of tasks.

use std::fmt;

use async_trait::async_trait;

use super::Viewer;
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::Result;
use crate::task::{Status, Task, TaskId, TaskQuery};

/// Keeps tasks. Admins see all of them, projects their own, and nobody else sees any.
#[async_trait]
pub trait TaskRepo: fmt::Debug + Send + Sync {
    /// Writes a new task.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when its id was ever used before, even by a task that has expired.
    async fn create(&self, task: &Task) -> Result<()>;

    /// Reads one task, unless it has expired or the viewer may not see it.
    ///
    /// # Errors
    /// Those of the database.
    async fn get(&self, viewer: &Viewer, id: TaskId) -> Result<Option<Task>>;

    /// Reads the tasks that match, in the order of the query, from the one behind `after` on, `limit` of them at most.
    ///
    /// Whether one has expired is for [`TaskRepo::expire`] to find out.
    ///
    /// # Errors
    /// Those of the database.
    async fn list(&self, viewer: &Viewer, query: &TaskQuery, after: Option<&Task>, limit: u32) -> Result<Vec<Task>>;

    /// Writes a task as it is now, as long as the stored status is `was`.
    ///
    /// What it does, for whom, and when it was created stays as it was.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when the status is another one or the task has expired.
    async fn save(&self, task: &Task, was: Status) -> Result<()>;

    /// Marks a project's tasks, or those that no project owns, as deleted if they may be forgotten by now. Returns how
    /// many there were.
    ///
    /// # Errors
    /// Those of the database.
    async fn expire(&self, owner: Option<&ProjectId>, now: Moment) -> Result<usize>;
}
