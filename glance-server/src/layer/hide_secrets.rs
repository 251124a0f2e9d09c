use axum::extract::Request;

/// The headers by which callers prove who they are.
const SECRETS: [&str; 4] = ["x-auth-token", "x-service-token", "x-storage-token", "authorization"];

/// Marks the values that must not be seen, so that they do not print themselves wherever headers are printed.
pub(super) fn hide_secrets(request: &mut Request) {
    for name in SECRETS {
        if let axum::http::header::Entry::Occupied(mut values) = request.headers_mut().entry(name) {
            values.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
}
