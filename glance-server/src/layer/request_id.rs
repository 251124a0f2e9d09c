use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

use crate::ApiError;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-openstack-request-id");

/// The id of a request, among its extensions.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Gives each request an id, or keeps the one that it came with, and opens the span that everything about it is logged in.
pub(super) async fn identify_request(
    state: &crate::State,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let id = match sent(request.headers()) {
        Some(id) if is_too_long(id, state) => new(),
        Some(id) if id.starts_with("req-") => id.to_owned(),
        Some(id) => format!("req-{id}"),
        None => new(),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!(
        "request",
        "request.id" = id,
        "http.route" = tracing::field::Empty,
        "project.id" = tracing::field::Empty
    );
    let mut response = next(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Refuses a request id that is longer than the operator likes.
pub(super) fn check(headers: &HeaderMap, state: &crate::State) -> Result<(), ApiError> {
    match sent(headers) {
        Some(id) if is_too_long(id, state) => Err(ApiError::standard(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)),
        _ => Ok(()),
    }
}

fn sent(headers: &HeaderMap) -> Option<&str> {
    headers.get(REQUEST_ID)?.to_str().ok().filter(|id| !id.is_empty())
}

fn is_too_long(id: &str, state: &crate::State) -> bool {
    let longest = state.options.max_request_id_length;
    longest != 0 && id.len() > longest
}

fn new() -> String {
    format!("req-{}", Uuid::new_v4())
}
