use axum::extract::{FromRequest, Request};
use axum::http::HeaderName;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use glance_core::image::{Change, PatchMedia};

use super::JsonBody;
use crate::ApiError;

const V20: &str = "application/openstack-images-v2.0-json-patch";
const V21: &str = "application/openstack-images-v2.1-json-patch";
const BOTH: &str = "application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch";

/// Changes of an image, in one of the two forms that the API has had.
pub(crate) struct JsonPatch(pub(crate) Vec<Change>);

impl<S: Send + Sync> FromRequest<S> for JsonPatch {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let media = media(request.headers())?;
        let JsonBody(document) = JsonBody::from_request(request, state).await?;
        Ok(Self(Change::read_all(&document, media)?))
    }
}

fn media(headers: &HeaderMap) -> Result<PatchMedia, ApiError> {
    match media_type(headers) {
        Some(V20) => Ok(PatchMedia::V20),
        Some(V21) => Ok(PatchMedia::V21),
        other => {
            let detail = format!("Image PATCH expects Content-Type one of: {BOTH}");
            let refusal = ApiError::media_type(other.unwrap_or("None"), detail);
            Err(refusal.with_header(HeaderName::from_static("accept-patch"), BOTH))
        }
    }
}

/// The media type of the body, without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}
