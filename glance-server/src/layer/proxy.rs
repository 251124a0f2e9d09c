use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::extract::Forwarded;

/// Keeps what a proxy says of a request, if proxies are believed.
pub(crate) async fn hear_proxy(State(state): State<crate::State>, mut request: Request, next: Next) -> Response {
    if state.options.proxy_headers {
        let forwarded = Forwarded::read(request.headers());
        request.extensions_mut().insert(forwarded);
    }
    next.run(request).await
}
