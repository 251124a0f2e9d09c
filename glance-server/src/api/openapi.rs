//! `/v2/openapi.json`

pub(crate) mod docs;

use std::sync::Arc;

use axum::{Extension, Json};
use serde_json::Value;

use crate::extract::{BaseUrl, NoBody};
use crate::openapi::Document;

/// `GET /v2/openapi.json`
pub(crate) async fn show(_: NoBody, base: BaseUrl, Extension(document): Extension<Arc<Document>>) -> Json<Value> {
    Json(document.at(&base.0))
}
