//! `/v2/metadefs/namespaces/{namespace_name}/properties` and `…/properties/{property_name}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use glance_core::metadef::{PropertyDraft, Purpose};
use glance_core::service::metadef::Metadefs;
use glance_core::wire::metadef as wire;

use crate::error::ApiResult;
use crate::extract::{Caller, ItemPath, JsonBody, NamespacePath, NoBody, Query};

/// `GET /v2/metadefs/namespaces/{namespace_name}/properties`
pub(crate) async fn list(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
) -> ApiResult<Json<wire::Properties>> {
    let properties = metadefs.list_properties(&caller, &namespace).await?;
    Ok(Json(wire::Properties::new(&properties)))
}

/// `POST /v2/metadefs/namespaces/{namespace_name}/properties`
pub(crate) async fn add(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    JsonBody(document): JsonBody,
) -> ApiResult<(StatusCode, Json<wire::Property>)> {
    let draft = PropertyDraft::read(&document, Purpose::Create)?;
    let property = metadefs.add_property(&caller, &namespace, &draft).await?;
    Ok((StatusCode::CREATED, Json(wire::Property::new(&property))))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/properties`
pub(crate) async fn clear(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
) -> ApiResult<StatusCode> {
    metadefs.remove_properties(&caller, &namespace).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v2/metadefs/namespaces/{namespace_name}/properties/{property_name}`
pub(crate) async fn show(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
    query: Query,
) -> ApiResult<Json<wire::Property>> {
    let property = metadefs.show_property(&caller, &namespace, &name, query.last("resource_type")).await?;
    Ok(Json(wire::Property::new(&property)))
}

/// `PUT /v2/metadefs/namespaces/{namespace_name}/properties/{property_name}`
pub(crate) async fn change(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Property>> {
    let draft = PropertyDraft::read(&document, Purpose::Update)?;
    let property = metadefs.change_property(&caller, &namespace, &name, &draft).await?;
    Ok(Json(wire::Property::new(&property)))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/properties/{property_name}`
pub(crate) async fn remove(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(name): ItemPath,
) -> ApiResult<StatusCode> {
    metadefs.remove_property(&caller, &namespace, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
