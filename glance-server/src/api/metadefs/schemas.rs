//! `/v2/schemas/metadefs/…`

pub(crate) mod docs;

use axum::Json;
use glance_core::metadef;
use serde_json::Value;

use crate::extract::NoBody;

/// `GET /v2/schemas/metadefs/namespace`
pub(crate) async fn namespace(_: NoBody) -> Json<Value> {
    Json(metadef::namespace_schema())
}

/// `GET /v2/schemas/metadefs/namespaces`
pub(crate) async fn namespaces(_: NoBody) -> Json<Value> {
    Json(metadef::namespaces_schema())
}

/// `GET /v2/schemas/metadefs/object`
pub(crate) async fn object(_: NoBody) -> Json<Value> {
    Json(metadef::object_schema())
}

/// `GET /v2/schemas/metadefs/objects`
pub(crate) async fn objects(_: NoBody) -> Json<Value> {
    Json(metadef::objects_schema())
}

/// `GET /v2/schemas/metadefs/properties`
pub(crate) async fn properties(_: NoBody) -> Json<Value> {
    Json(metadef::properties_schema())
}

/// `GET /v2/schemas/metadefs/property`
pub(crate) async fn property(_: NoBody) -> Json<Value> {
    Json(metadef::property_schema())
}

/// `GET /v2/schemas/metadefs/resource_type`
pub(crate) async fn resource_type(_: NoBody) -> Json<Value> {
    Json(metadef::resource_type_schema())
}

/// `GET /v2/schemas/metadefs/resource_types`
pub(crate) async fn resource_types(_: NoBody) -> Json<Value> {
    Json(metadef::resource_types_schema())
}

/// `GET /v2/schemas/metadefs/tag`
pub(crate) async fn tag(_: NoBody) -> Json<Value> {
    Json(metadef::tag_schema())
}

/// `GET /v2/schemas/metadefs/tags`
pub(crate) async fn tags(_: NoBody) -> Json<Value> {
    Json(metadef::tags_schema())
}
