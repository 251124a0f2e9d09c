use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use tokio::time::timeout;

use super::no_body::has_body;
use crate::ApiError;

/// The most bytes that a document may have. The largest sensible one, an image with all the properties and tags that the
/// quotas allow, is far smaller.
const MAX_BYTES: usize = 1024 * 1024;

/// How deep a document may be nested. None of the API's own goes further than a schema within a namespace does.
const MAX_DEPTH: usize = 32;

/// How long a client may take for it.
const MAX_TIME: Duration = Duration::from_secs(60);

/// The document in the body: an object or an array. Its media type is not looked at, as clients have never had to tell it.
pub(crate) struct JsonBody(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !has_body(request.method(), request.headers()) {
            return Err(ApiError::bad_request("Body expected in request."));
        }
        read(request.into_body()).await.map(Self)
    }
}

async fn read(body: Body) -> Result<Value, ApiError> {
    let collected = timeout(MAX_TIME, Limited::new(body, MAX_BYTES).collect()).await;
    let collected =
        collected.map_err(|_| ApiError::new(StatusCode::REQUEST_TIMEOUT, "The request body took too long."))?;
    let bytes = collected.map_err(|error| {
        if error.is::<LengthLimitError>() {
            ApiError::standard(StatusCode::PAYLOAD_TOO_LARGE)
        } else {
            ApiError::bad_request("The request body ended before its end.")
        }
    })?;
    // The parser itself refuses documents that are nested deeper than 128 levels.
    match serde_json::from_slice(&bytes.to_bytes()) {
        Ok(document) if is_deeper(&document, MAX_DEPTH) => {
            Err(ApiError::bad_request("The document in the request body is nested too deep."))
        }
        Ok(document @ (Value::Object(_) | Value::Array(_))) => Ok(document),
        Ok(_) => Err(ApiError::bad_request("Unexpected body type. Expected list/dict.")),
        Err(_) => Err(ApiError::bad_request("Malformed JSON in request body.")),
    }
}

fn is_deeper(document: &Value, levels: usize) -> bool {
    match document {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(members) => levels == 0 || members.values().any(|member| is_deeper(member, levels - 1)),
        _ => false,
    }
}
