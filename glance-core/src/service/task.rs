//! Tasks: what goes on in the background, and what came of it.

use serde_json::Value;

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::ImageId;
use crate::policy::{Action, Target};
use crate::query::Direction;
use crate::repo::Viewer;
use crate::task::{Kind, Task, TaskField, TaskId, TaskList, TaskQuery};

/// The most characters that a database keeps of a user and of a request.
const MAX_CHARACTERS: usize = 64;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskPage {
    /// The tasks, in order.
    pub tasks: Vec<Task>,
    /// The marker of the next page, if there may be one.
    pub next: Option<TaskId>,
}

impl Glance {
    /// Lists tasks, one page of them.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`] for who may not use tasks, and [`Error::Invalid`] when the marker is no task.
    pub async fn list_tasks(&self, caller: &Caller, list: &TaskList) -> Result<TaskPage> {
        self.may_use_tasks(caller).await?;
        self.parts.tasks.expire(caller.project.as_ref(), self.now()).await?;
        let viewer = Viewer::from(caller);
        let limit = self.parts.settings.pages.length(list.limit);
        let unknown = |marker: &TaskId| Error::Invalid(format!("Task with the given id {marker} was not found"));
        let after = match &list.marker {
            Some(marker) => Some(self.parts.tasks.get(&viewer, *marker).await?.ok_or_else(|| unknown(marker))?),
            None => None,
        };
        let tasks = self.parts.tasks.list(&viewer, &list.query, after.as_ref(), limit).await?;
        let next = tasks.last().map(|task| task.id).filter(|_| tasks.len() == limit as usize);
        Ok(TaskPage { tasks, next })
    }

    /// Shows one task.
    ///
    /// # Errors
    /// [`Error::NotFound`]; for who may not use tasks, [`Error::NotAuthorized`].
    pub async fn show_task(&self, caller: &Caller, id: &str) -> Result<Task> {
        self.may_use_tasks(caller).await?;
        let unknown = || Error::NotFound(format!("Could not find task {id}"));
        let parsed: TaskId = id.parse().map_err(|_| unknown())?;
        self.parts.tasks.get(&Viewer::from(caller), parsed).await?.ok_or_else(unknown)
    }

    /// Checks that a caller may use tasks at all, which is asked before anything else about them is looked at.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`].
    pub async fn may_use_tasks(&self, caller: &Caller) -> Result<()> {
        self.require(caller, Action::TasksApiAccess, Target::Nothing).await
    }

    /// Lists the tasks that work or worked on an image, the oldest first; of very many, the newest.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such image, or the caller may not see it.
    pub async fn image_tasks(&self, caller: &Caller, id: ImageId) -> Result<Vec<Task>> {
        let hidden = |_| Error::NotFound("The resource could not be found.".to_owned());
        let image = self.find(caller, id).await.map_err(|error| match error {
            Error::ImageNotFound(_) => hidden(error),
            other => other,
        })?;
        self.authorize(caller, Action::GetImage, &image).await?;
        self.parts.tasks.expire(caller.project.as_ref(), self.now()).await?;
        let matches = vec![(TaskField::Image, id.to_string())];
        let query = TaskQuery { matches, direction: Direction::Descending, ..TaskQuery::default() };
        let limit = self.parts.settings.pages.max;
        let mut tasks = self.parts.tasks.list(&Viewer::from(caller), &query, None, limit).await?;
        tasks.retain(|task| task.expires_at.is_none_or(|end| end >= self.now()));
        tasks.reverse();
        Ok(tasks)
    }

    /// Makes a task for a caller, not stored yet.
    pub(super) fn new_task(&self, caller: &Caller, kind: Kind, image: ImageId, input: Value) -> Task {
        let short = |text: &Option<String>| Some(text.as_ref()?.chars().take(MAX_CHARACTERS).collect());
        let (request_id, user_id) = (short(&caller.request_id), short(&caller.user));
        Task { image: Some(image), request_id, user_id, ..Task::new(kind, caller.project.clone(), input, self.now()) }
    }

    /// Reads a task, whoever it belongs to.
    pub(super) async fn stored_task(&self, id: TaskId) -> Result<Option<Task>> {
        self.parts.tasks.get(&Viewer::Admin { project: None }, id).await
    }
}
