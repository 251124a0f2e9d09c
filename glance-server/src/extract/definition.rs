use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::segment::{last_segment, segment};
use crate::ApiError;

/// The namespace of definitions that the path names.
pub(crate) struct NamespacePath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for NamespacePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        segment(parts, state, "namespace_name").await.map(Self)
    }
}

/// What the path names within a namespace: an object, a property, a tag, a type of resources.
pub(crate) struct ItemPath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for ItemPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        last_segment(parts, state).await.map(Self)
    }
}
