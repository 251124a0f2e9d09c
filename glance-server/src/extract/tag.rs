use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::segment::segment;
use crate::ApiError;

/// The tag that the path names.
pub(crate) struct TagPath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for TagPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        segment(parts, state, "tag").await.map(Self)
    }
}
