use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::segment::segment;
use crate::ApiError;

/// The task that the path names, as it stands there.
pub(crate) struct TaskPath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        segment(parts, state, "task_id").await.map(Self)
    }
}
