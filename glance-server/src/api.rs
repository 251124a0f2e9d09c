//! What answers requests: one file for each resource, named as its path.

pub(crate) mod actions;
pub(crate) mod file;
pub(crate) mod healthcheck;
pub(crate) mod images;
pub(crate) mod info;
pub(crate) mod locations;
pub(crate) mod members;
pub(crate) mod metadefs;
pub(crate) mod openapi;
pub(crate) mod schemas;
pub(crate) mod tags;
pub(crate) mod tasks;
pub(crate) mod versions;

use axum::http::{Method, StatusCode};

use crate::ApiError;

/// Any path that is not in the table.
pub(crate) async fn unknown(method: Method) -> ApiError {
    match method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE => {
            ApiError::standard(StatusCode::NOT_FOUND)
        }
        other => ApiError::method_unknown(&other),
    }
}
