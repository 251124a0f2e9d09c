//! `/v2/tasks`, `/v2/tasks/{task_id}` and `/v2/images/{image_id}/tasks`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use glance_core::service::Glance;
use glance_core::task::TaskList;
use glance_core::wire;

use crate::ApiError;
use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, NoBody, Query, TaskPath};

const PATH: &str = "/v2/tasks";

/// `GET /v2/tasks`
pub(crate) async fn list(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    query: Query,
) -> ApiResult<Json<wire::Tasks>> {
    glance.may_use_tasks(&caller).await?;
    let page = glance.list_tasks(&caller, &TaskList::read(query.pairs())?).await?;
    Ok(Json(wire::Tasks {
        tasks: page.tasks.iter().map(wire::ListedTask::new).collect(),
        first: query.link(PATH, None),
        schema: "/v2/schemas/tasks".to_owned(),
        next: page.next.map(|marker| query.link(PATH, Some(&marker.to_string()))),
    }))
}

/// `GET /v2/tasks/{task_id}`
pub(crate) async fn show(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    TaskPath(id): TaskPath,
) -> ApiResult<Json<wire::Task>> {
    Ok(Json(wire::Task::new(&glance.show_task(&caller, &id).await?)))
}

/// `DELETE /v2/tasks/{task_id}`
pub(crate) async fn delete(State(glance): State<Glance>, Caller(caller): Caller) -> ApiResult<()> {
    glance.may_use_tasks(&caller).await?;
    let explanation = "This operation is currently not permitted on Glance Tasks. They are auto deleted after reaching \
                       the time based on their expires_at property.";
    Err(ApiError::bare(StatusCode::METHOD_NOT_ALLOWED, explanation).with_header(header::ALLOW, "GET"))
}

/// `GET /v2/images/{image_id}/tasks`
pub(crate) async fn of_image(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<Json<wire::ImageTasks>> {
    let tasks = glance.image_tasks(&caller, id).await?;
    Ok(Json(wire::ImageTasks { tasks: tasks.iter().map(wire::ImageTask::new).collect() }))
}
