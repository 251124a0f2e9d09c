use axum::extract::Request;

use crate::extract::Forwarded;

/// Keeps what a proxy says of a request.
pub(super) fn hear_proxy(request: &mut Request) {
    let forwarded = Forwarded::read(request.headers());
    request.extensions_mut().insert(forwarded);
}
