//! `/v2/images/{image_id}/locations`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use glance_core::image::LocationRequest;
use glance_core::service::Glance;
use glance_core::wire;

use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, JsonBody};

/// `GET /v2/images/{image_id}/locations`
pub(crate) async fn list(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<Json<Vec<wire::Location>>> {
    let locations = glance.image_locations(&caller, id).await?;
    Ok(Json(locations.into_iter().map(wire::Location::from).collect()))
}

/// `POST /v2/images/{image_id}/locations`
pub(crate) async fn add(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    JsonBody(document): JsonBody,
) -> ApiResult<StatusCode> {
    glance.add_location(&caller, id, LocationRequest::read(&document)?).await?;
    Ok(StatusCode::ACCEPTED)
}
