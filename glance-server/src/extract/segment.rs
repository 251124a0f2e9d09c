//! Parts of the path.

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use glance_core::Error;

use crate::ApiError;

/// Reads the decoded part of the path that the route calls `name`.
pub(super) async fn segment<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<String, ApiError> {
    let segments = segments(parts, state).await?;
    let value = segments.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    value.ok_or_else(|| Error::Internal(format!("the route has no {name}")).into())
}

/// Reads the last decoded part of the path for which the route has a name.
pub(super) async fn last_segment<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<String, ApiError> {
    let segments = segments(parts, state).await?;
    let value = segments.iter().last().map(|(_, value)| value.to_owned());
    value.ok_or_else(|| Error::Internal("the route has no names".to_owned()).into())
}

async fn segments<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, ApiError> {
    RawPathParams::from_request_parts(parts, state).await.map_err(|rejection| match rejection {
        RawPathParamsRejection::InvalidUtf8InPathParam(_) => ApiError::undecodable(),
        other => Error::Internal(other.body_text()).into(),
    })
}
