//! `/v2/images/{image_id}/members` and `/v2/images/{image_id}/members/{member}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use glance_core::context::ProjectId;
use glance_core::service::Glance;
use glance_core::wire;
use serde_json::Value;

use crate::ApiError;
use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, JsonBody, MemberPath, NoBody};

/// `GET /v2/images/{image_id}/members`
pub(crate) async fn list(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
) -> ApiResult<Json<wire::Members>> {
    let members = glance.list_members(&caller, id).await?;
    let members = members.iter().map(wire::Member::new).collect();
    Ok(Json(wire::Members { members, schema: "/v2/schemas/members".to_owned() }))
}

/// `POST /v2/images/{image_id}/members`
pub(crate) async fn add(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Member>> {
    let project = match text(&document, "member", "Expected a member in the form: {\"member\": \"image_id\"}")? {
        None => return Err(ApiError::bad_request("Member to be added not specified")),
        Some("") => return Err(ApiError::bad_request("Member can't be empty")),
        Some(project) => ProjectId::new(project),
    };
    let member = glance.add_member(&caller, id, &project).await?;
    Ok(Json(wire::Member::new(&member)))
}

/// `GET /v2/images/{image_id}/members/{member}`
pub(crate) async fn show(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    MemberPath(project): MemberPath,
) -> ApiResult<Json<wire::Member>> {
    let member = glance.show_member(&caller, id, &project).await?;
    Ok(Json(wire::Member::new(&member)))
}

/// `PUT /v2/images/{image_id}/members/{member}`
pub(crate) async fn set_status(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    MemberPath(project): MemberPath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Member>> {
    let status = text(&document, "status", "Expected a status in the form: {\"status\": \"status\"}")?;
    let status = status.ok_or_else(|| ApiError::bad_request("Status not specified"))?;
    let member = glance.set_member_status(&caller, id, &project, status).await?;
    Ok(Json(wire::Member::new(&member)))
}

/// `DELETE /v2/images/{image_id}/members/{member}`
pub(crate) async fn remove(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    MemberPath(project): MemberPath,
) -> ApiResult<StatusCode> {
    glance.remove_member(&caller, id, &project).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads the one text that a document is about; whatever is not of this form gets `expected` for an answer.
fn text<'d>(document: &'d Value, name: &str, expected: &str) -> ApiResult<Option<&'d str>> {
    match document {
        Value::Object(members) => match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::bad_request(expected)),
        },
        _ => Err(ApiError::bad_request(expected)),
    }
}
