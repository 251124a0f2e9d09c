//! `/v2/images/{image_id}/actions/…`

pub(crate) mod docs;

use axum::extract::State;
use axum::http::StatusCode;
use glance_core::service::Glance;

use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, NoBody};

/// `POST /v2/images/{image_id}/actions/deactivate`
pub(crate) async fn deactivate(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<StatusCode> {
    glance.deactivate(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v2/images/{image_id}/actions/reactivate`
pub(crate) async fn reactivate(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<StatusCode> {
    glance.reactivate(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
