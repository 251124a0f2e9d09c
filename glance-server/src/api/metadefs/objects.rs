//! `/v2/metadefs/namespaces/{namespace_name}/objects` and `…/objects/{object_name}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use glance_core::metadef::{ObjectDraft, Purpose, check_object_list};
use glance_core::service::metadef::Metadefs;
use glance_core::wire::metadef as wire;

use crate::error::ApiResult;
use crate::extract::{Caller, ItemPath, JsonBody, NamespacePath, NoBody, Query};

/// `GET /v2/metadefs/namespaces/{namespace_name}/objects`
pub(crate) async fn list(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    query: Query,
) -> ApiResult<Json<wire::Objects>> {
    check_object_list(query.pairs())?;
    let objects = metadefs.list_objects(&caller, &namespace).await?;
    Ok(Json(wire::Objects::new(&namespace, &objects)))
}

/// `POST /v2/metadefs/namespaces/{namespace_name}/objects`
pub(crate) async fn add(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    JsonBody(document): JsonBody,
) -> ApiResult<(StatusCode, Json<wire::Object>)> {
    let draft = ObjectDraft::read(&document, Purpose::Create)?;
    let object = metadefs.add_object(&caller, &namespace, &draft).await?;
    Ok((StatusCode::CREATED, Json(wire::Object::written(&namespace, &object, &draft))))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/objects`
pub(crate) async fn clear(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
) -> ApiResult<StatusCode> {
    metadefs.remove_objects(&caller, &namespace).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v2/metadefs/namespaces/{namespace_name}/objects/{object_name}`
pub(crate) async fn show(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<Json<wire::Object>> {
    let object = metadefs.show_object(&caller, &namespace, &name).await?;
    Ok(Json(wire::Object::new(&namespace, &object)))
}

/// `PUT /v2/metadefs/namespaces/{namespace_name}/objects/{object_name}`
pub(crate) async fn change(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Object>> {
    let draft = ObjectDraft::read(&document, Purpose::Update)?;
    let object = metadefs.change_object(&caller, &namespace, &name, &draft).await?;
    Ok(Json(wire::Object::written(&namespace, &object, &draft)))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/objects/{object_name}`
pub(crate) async fn remove(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<StatusCode> {
    metadefs.remove_object(&caller, &namespace, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
