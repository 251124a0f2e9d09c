use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use glance_core::Error;

use crate::ApiError;

/// Turns a panic of a handler into the answer that every other failure gets.
pub(super) async fn catch_panic(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let outcome = AssertUnwindSafe(next(request)).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        ApiError::from(Error::Internal(format!("a handler panicked: {said}"))).into_response()
    })
}
