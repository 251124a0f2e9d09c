use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use crate::ApiError;

/// A request that has no body, because this one takes none.
pub(crate) struct NoBody;

impl<S: Send + Sync> FromRequestParts<S> for NoBody {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        if has_body(&parts.method, &parts.headers) {
            return Err(ApiError::bad_request("A body is not expected with this request."));
        }
        Ok(Self)
    }
}

/// Whether there is a body, as far as the headers tell.
pub(super) fn has_body(method: &Method, headers: &HeaderMap) -> bool {
    let is_chunked = headers.contains_key(header::TRANSFER_ENCODING);
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    (is_chunked && matches!(*method, Method::POST | Method::PUT | Method::PATCH)) || length.unwrap_or(0_u64) > 0
}
