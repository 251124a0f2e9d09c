use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Answers `OPTIONS`, whatever it asks about, before anything else looks at it: browsers ask without credentials.
pub(crate) async fn answer_options(request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS { StatusCode::OK.into_response() } else { next.run(request).await }
}
