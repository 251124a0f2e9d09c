//! What happens to every request on its way in and to every response on its way out.

mod access_log;
mod catch_panic;
mod compress;
mod cors;
mod format_errors;
mod health;
mod hide_secrets;
mod identify;
mod negotiate;
mod proxy;
mod request_id;
mod sniffing;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub(crate) use compress::compress;
pub(crate) use identify::identify;

use access_log::log_access;
use catch_panic::catch_panic;
use cors::share_with_pages;
use format_errors::format_errors;
use health::tell_health;
use hide_secrets::hide_secrets;
use negotiate::negotiate;
use proxy::hear_proxy;
use request_id::identify_request;
use sniffing::forbid_sniffing;

/// What every request goes through before its path is looked at; the first of these closures is the innermost.
///
/// They are closures and not layers of axum's, for each of those takes memory of its own for each request, and a copy of
/// all that lie within it.
pub(crate) async fn before_routes(State(state): State<crate::State>, request: Request, next: Next) -> Response {
    let answer = async |request| next.run(request).await;
    let answer = async |request| negotiate(&state, request, answer).await.into_response();
    let answer = async |request| catch_panic(request, answer).await;
    let answer = async |request| share_with_pages(&state.options.cors, request, answer).await;
    let answer = async |request| tell_health(&state.options.health, request, answer).await;
    format_errors(request, answer).await
}

/// What every request goes through before anything else, and every answer after everything else, compressed or not.
pub(crate) async fn at_the_door(State(state): State<crate::State>, mut request: Request, next: Next) -> Response {
    let answer = async |mut request: Request| {
        if state.options.proxy_headers {
            hear_proxy(&mut request);
        }
        log_access(request, async |request| next.run(request).await).await
    };
    hide_secrets(&mut request);
    let mut response = identify_request(&state, request, answer).await;
    forbid_sniffing(&mut response);
    response
}
