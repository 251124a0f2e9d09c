use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use futures::TryStreamExt;
use glance_core::service::Upload;
use glance_core::store::StreamError;

use super::json_patch::media_type;
use crate::ApiError;

/// The data of an image, on its way in.
///
/// The body is not read here. A client that waits to be asked for it (`Expect: 100-continue`) is asked when the service
/// wants the first byte, and so never sends what is refused before.
pub(crate) struct IncomingData(pub(crate) Upload);

impl<S: Send + Sync> FromRequest<S> for IncomingData {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let media_type = media_type(request.headers()).unwrap_or("None");
        if media_type != "application/octet-stream" {
            return Err(ApiError::media_type(media_type, format!("Invalid content type {media_type}")));
        }
        let size_bytes = announced_size(request.headers())?;
        let store =
            request.headers().get("x-image-meta-store").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let data = request.into_body().into_data_stream().map_err(|error| StreamError::Aborted(error.to_string()));
        Ok(Self(Upload { data: Box::pin(data), size_bytes, store }))
    }
}

/// How many bytes there will be, if the client knows: what it says of the image goes before what it says of the body.
fn announced_size(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let number = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim().parse::<u64>());
    match (number("x-openstack-image-size"), number(CONTENT_LENGTH.as_str())) {
        (Some(Ok(size)), _) => Ok(Some(size)),
        (Some(Err(_)), _) => Err(ApiError::bad_request("Invalid or missing image size in request headers.")),
        (None, length) => Ok(length.and_then(Result::ok)),
    }
}
