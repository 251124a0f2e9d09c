//! `/v2/images` and `/v2/images/{image_id}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use glance_core::image::Draft;
use glance_core::query::ListQuery;
use glance_core::service::Glance;
use glance_core::store::StoreName;
use glance_core::{Error, context, image, wire};
use serde_json::Value;

use crate::ApiError;
use crate::error::ApiResult;
use crate::extract::{BaseUrl, Caller, ImageIdPath, JsonBody, JsonPatch, NoBody, Query};

/// `GET /v2/images`
pub(crate) async fn list(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    query: Query,
) -> ApiResult<Json<wire::Images>> {
    let page = glance.list_images(&caller, &ListQuery::read(query.pairs())?).await?;
    Ok(Json(wire::Images {
        images: page.images.into_iter().map(|image| shown(&glance, image, &caller)).collect(),
        first: query.link("/v2/images", None),
        schema: "/v2/schemas/images".to_owned(),
        next: page.next.map(|marker| query.link("/v2/images", Some(marker.as_str()))),
    }))
}

/// `POST /v2/images`
pub(crate) async fn create(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    base: BaseUrl,
    JsonBody(document): JsonBody,
) -> ApiResult<impl IntoResponse> {
    let Value::Object(document) = document else {
        return Err(ApiError::bad_request("Request body must be a JSON object."));
    };
    let draft = Draft::read(&document, &glance.settings().schema).map_err(ApiError::on_create)?;
    let image = glance.create_image(&caller, draft).await?;
    let headers = creation_headers(&glance, &base, &image)?;
    Ok((StatusCode::CREATED, headers, Json(shown(&glance, image, &caller))))
}

/// `GET /v2/images/{image_id}`
pub(crate) async fn show(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<Json<wire::Image>> {
    let image = glance.show_image(&caller, id).await?;
    Ok(Json(shown(&glance, image, &caller)))
}

/// `PATCH /v2/images/{image_id}`
pub(crate) async fn change(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    JsonPatch(changes): JsonPatch,
) -> ApiResult<Json<wire::Image>> {
    let image = glance.change_image(&caller, id, changes).await?;
    Ok(Json(shown(&glance, image, &caller)))
}

/// `DELETE /v2/images/{image_id}`
pub(crate) async fn delete(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<StatusCode> {
    glance.delete_image(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(glance: &Glance, image: image::Image, caller: &context::Caller) -> wire::Image {
    let mut shown = wire::Image::new(image, glance.settings().view, caller.is_admin);
    for (name, value) in &mut shown.properties {
        if value.as_str() == Some("") {
            *value = glance.settings().schema.custom.show(name, "");
        }
    }
    shown
}

/// Where the new image is, and into which stores its data may go, where there is a choice.
fn creation_headers(glance: &Glance, base: &BaseUrl, image: &image::Image) -> Result<HeaderMap, ApiError> {
    let value = |text: String| {
        HeaderValue::try_from(text).map_err(|error| Error::Internal(format!("writing a header: {error}")))
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, value(format!("{}/v2/images/{}", base.0, image.id))?);
    if glance.stores().is_multi() {
        let names: Vec<&str> = glance.stores().names().map(StoreName::as_str).collect();
        headers.insert(HeaderName::from_static("openstack-image-store-ids"), value(names.join(","))?);
    }
    Ok(headers)
}
