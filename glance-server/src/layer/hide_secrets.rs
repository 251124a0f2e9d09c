use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// The headers by which callers prove who they are.
const SECRETS: [&str; 4] = ["x-auth-token", "x-service-token", "x-storage-token", "authorization"];

/// Marks the values that must not be seen, so that they do not print themselves wherever headers are printed.
pub(crate) async fn hide_secrets(mut request: Request, next: Next) -> Response {
    for name in SECRETS {
        if let axum::http::header::Entry::Occupied(mut values) = request.headers_mut().entry(name) {
            values.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
    next.run(request).await
}
