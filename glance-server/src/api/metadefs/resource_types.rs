//! `/v2/metadefs/resource_types`, `/v2/metadefs/namespaces/{namespace_name}/resource_types` and
//! `…/resource_types/{resource_type}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use glance_core::metadef::AssociationDraft;
use glance_core::service::metadef::Metadefs;
use glance_core::wire::metadef as wire;

use crate::error::ApiResult;
use crate::extract::{Caller, ItemPath, JsonBody, NamespacePath, NoBody};

/// `GET /v2/metadefs/resource_types`
pub(crate) async fn list(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
) -> ApiResult<Json<wire::ResourceTypes>> {
    let types = metadefs.list_resource_types(&caller).await?;
    Ok(Json(wire::ResourceTypes { resource_types: types.iter().map(wire::ResourceType::new).collect() }))
}

/// `GET /v2/metadefs/namespaces/{namespace_name}/resource_types`
pub(crate) async fn associations(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
) -> ApiResult<Json<wire::Associations>> {
    let associations = metadefs.list_associations(&caller, &namespace).await?;
    let resource_type_associations = associations.iter().map(wire::Association::new).collect();
    Ok(Json(wire::Associations { resource_type_associations }))
}

/// `POST /v2/metadefs/namespaces/{namespace_name}/resource_types`
pub(crate) async fn associate(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    JsonBody(document): JsonBody,
) -> ApiResult<(StatusCode, Json<wire::Association>)> {
    let association = metadefs.associate(&caller, &namespace, &AssociationDraft::read(&document)?).await?;
    Ok((StatusCode::CREATED, Json(wire::Association::new(&association))))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}/resource_types/{resource_type}`
pub(crate) async fn dissociate(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(namespace): NamespacePath,
    ItemPath(resource_type): ItemPath,
) -> ApiResult<StatusCode> {
    metadefs.dissociate(&caller, &namespace, &resource_type).await?;
    Ok(StatusCode::NO_CONTENT)
}
