use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::response::Response;

/// Tells browsers to believe what an answer says that it is: data of images and texts of users are not to be run as pages.
pub(super) fn forbid_sniffing(response: &mut Response) {
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
