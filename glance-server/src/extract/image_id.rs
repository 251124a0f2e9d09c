use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use glance_core::Error;
use glance_core::image::ImageId;

use super::segment::segment;
use crate::ApiError;

/// The image that the path names. A text that is no id is the name of no image.
pub(crate) struct ImageIdPath(pub(crate) ImageId);

impl<S: Send + Sync> FromRequestParts<S> for ImageIdPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let text = segment(parts, state, "image_id").await?;
        text.parse().map(Self).map_err(|_| Error::ImageNotFound(text).into())
    }
}
