//! `/v2/images/{image_id}/tags/{tag}`

pub(crate) mod docs;

use axum::extract::State;
use axum::http::StatusCode;
use glance_core::service::Glance;

use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, NoBody, TagPath};

/// `PUT /v2/images/{image_id}/tags/{tag}`
pub(crate) async fn add(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    TagPath(tag): TagPath,
) -> ApiResult<StatusCode> {
    glance.add_tag(&caller, id, &tag).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /v2/images/{image_id}/tags/{tag}`
pub(crate) async fn remove(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    TagPath(tag): TagPath,
) -> ApiResult<StatusCode> {
    glance.remove_tag(&caller, id, &tag).await?;
    Ok(StatusCode::NO_CONTENT)
}
