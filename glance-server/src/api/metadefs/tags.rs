//! `/v2/metadefs/namespaces/{namespace_name}/tags` and `…/tags/{tag_name}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use glance_core::metadef::{Tag, TagList};
use glance_core::service::metadef::Metadefs;
use glance_core::wire::metadef as wire;

use crate::error::ApiResult;
use crate::extract::{Caller, ItemPath, JsonBody, NamespacePath, NoBody, Query};

/// `GET /v2/metadefs/namespaces/{namespace_name}/tags`
pub(crate) async fn list(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    query: Query,
) -> ApiResult<Json<wire::Tags>> {
    let tags = metadefs.list_tags(&caller, &namespace, &TagList::read(query.pairs())?).await?;
    Ok(Json(wire::Tags::new(tags.iter().map(|tag| &tag.name))))
}

/// `POST /v2/metadefs/namespaces/{namespace_name}/tags`
pub(crate) async fn add_all(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    headers: HeaderMap,
    JsonBody(document): JsonBody,
) -> ApiResult<(StatusCode, Json<wire::Tags>)> {
    let names = Tag::read_names(&document)?;
    metadefs.add_tags(&caller, &namespace, &names, is_appending(&headers)).await?;
    Ok((StatusCode::CREATED, Json(wire::Tags::new(&names))))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/tags`
pub(crate) async fn clear(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
) -> ApiResult<StatusCode> {
    metadefs.remove_tags(&caller, &namespace).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}`
pub(crate) async fn show(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<Json<wire::Tag>> {
    let tag = metadefs.show_tag(&caller, &namespace, &name).await?;
    Ok(Json(wire::Tag::new(&tag)))
}

/// `POST /v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}`
pub(crate) async fn add(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<(StatusCode, Json<wire::Tag>)> {
    let tag = metadefs.add_tag(&caller, &namespace, &Tag::check_name(&name)?).await?;
    Ok((StatusCode::CREATED, Json(wire::Tag::new(&tag))))
}

/// `PUT /v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}`
pub(crate) async fn rename(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Tag>> {
    let tag = metadefs.rename_tag(&caller, &namespace, &name, &Tag::read_name(&document)?).await?;
    Ok(Json(wire::Tag::new(&tag)))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}`
pub(crate) async fn remove(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<StatusCode> {
    metadefs.remove_tag(&caller, &namespace, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the tags are to come to those that are there. What does not say yes says no.
fn is_appending(headers: &HeaderMap) -> bool {
    let value = headers.get("x-openstack-append").and_then(|value| value.to_str().ok()).unwrap_or_default();
    matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "t" | "true" | "on" | "y" | "yes")
}
