//! `/healthcheck`

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::State;

/// `GET /healthcheck`: for load balancers, which may be told by a file to send nobody here any more.
pub(crate) async fn show(method: &Method, state: &State) -> Response {
    let disabled = match &state.options.disabled_by_file {
        Some(file) => tokio::fs::try_exists(file).await.unwrap_or(false),
        None => false,
    };
    match disabled {
        true => (StatusCode::SERVICE_UNAVAILABLE, "DISABLED BY FILE").into_response(),
        false if method == Method::HEAD => StatusCode::NO_CONTENT.into_response(),
        false => (StatusCode::OK, "OK").into_response(),
    }
}
