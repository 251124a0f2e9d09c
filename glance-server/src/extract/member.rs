use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use glance_core::context::ProjectId;

use super::segment::segment;
use crate::ApiError;

/// The member project that the path names.
pub(crate) struct MemberPath(pub(crate) ProjectId);

impl<S: Send + Sync> FromRequestParts<S> for MemberPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        segment(parts, state, "member").await.map(|project| Self(ProjectId::new(project)))
    }
}
