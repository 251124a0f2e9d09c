//! `/v2/schemas/…`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use glance_core::image::{image_schema, images_schema, member_schema, members_schema};
use glance_core::service::Glance;
use glance_core::task::{task_schema, tasks_schema};
use serde_json::Value;

use crate::extract::NoBody;

/// `GET /v2/schemas/image`
pub(crate) async fn image(_: NoBody, State(glance): State<Glance>) -> Json<Value> {
    Json(image_schema(&glance.settings().schema))
}

/// `GET /v2/schemas/images`
pub(crate) async fn images(_: NoBody, State(glance): State<Glance>) -> Json<Value> {
    Json(images_schema(&glance.settings().schema))
}

/// `GET /v2/schemas/member`
pub(crate) async fn member(_: NoBody) -> Json<Value> {
    Json(member_schema())
}

/// `GET /v2/schemas/members`
pub(crate) async fn members(_: NoBody) -> Json<Value> {
    Json(members_schema())
}

/// `GET /v2/schemas/task`
pub(crate) async fn task(_: NoBody) -> Json<Value> {
    Json(task_schema())
}

/// `GET /v2/schemas/tasks`
pub(crate) async fn tasks(_: NoBody) -> Json<Value> {
    Json(tasks_schema())
}
