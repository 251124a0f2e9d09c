//! The table of routes, and what lies around it.

use axum::Router;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{MethodRouter, get, post, put};

use crate::api::{actions, file, images, info, members, schemas, tags, unknown};
use crate::{ApiError, State, layer};

/// Path, methods, and who answers them.
fn routes() -> [(&'static str, &'static str, MethodRouter<State>); 15] {
    [
        ("/v2/images", "GET, POST", get(images::list).post(images::create)),
        ("/v2/images/{image_id}", "GET, PATCH, DELETE", get(images::show).patch(images::change).delete(images::delete)),
        ("/v2/images/{image_id}/actions/deactivate", "POST", post(actions::deactivate)),
        ("/v2/images/{image_id}/actions/reactivate", "POST", post(actions::reactivate)),
        ("/v2/images/{image_id}/file", "GET, PUT", get(file::download).put(file::upload)),
        ("/v2/images/{image_id}/members", "GET, POST", get(members::list).post(members::add)),
        (
            "/v2/images/{image_id}/members/{member}",
            "GET, PUT, DELETE",
            get(members::show).put(members::set_status).delete(members::remove),
        ),
        ("/v2/images/{image_id}/tags/{tag}", "PUT, DELETE", put(tags::add).delete(tags::remove)),
        ("/v2/info/import", "GET", get(info::import)),
        ("/v2/info/stores", "GET", get(info::stores)),
        ("/v2/info/stores/detail", "GET", get(info::stores_detail)),
        ("/v2/schemas/image", "GET", get(schemas::image)),
        ("/v2/schemas/images", "GET", get(schemas::images)),
        ("/v2/schemas/member", "GET", get(schemas::member)),
        ("/v2/schemas/members", "GET", get(schemas::members)),
    ]
}

/// Answers the Images API and the requests around it: versions and health.
///
/// It may be served as it is, or be mounted in another program's router with [`Router::nest_service`].
pub fn router(state: State) -> Router {
    let table = routes().into_iter();
    let api = table
        .fold(Router::new(), |router, (path, allow, methods)| router.route(path, only(allow, methods)))
        .fallback(unknown)
        .layer(from_fn_with_state(state.clone(), layer::identify))
        .with_state(state.clone());
    // The version is found out before the route, hence two routers; the first of these layers is the innermost.
    let service = Router::new()
        .fallback_service(api)
        .layer(from_fn_with_state(state.clone(), layer::negotiate))
        .layer(from_fn(layer::catch_panic))
        .layer(from_fn_with_state(state.clone(), layer::share_with_pages))
        .layer(from_fn_with_state(state.clone(), layer::tell_health))
        .layer(from_fn(layer::format_errors));
    let service = if state.options.gzip { service.layer(layer::compress()) } else { service };
    service
        .layer(map_response(layer::forbid_sniffing))
        .layer(from_fn(layer::log_access))
        .layer(from_fn_with_state(state.clone(), layer::hear_proxy))
        .layer(from_fn_with_state(state, layer::identify_request))
        .layer(from_fn(layer::hide_secrets))
}

/// Refuses the methods that are not in the list. `HEAD` is one of them: the Images API has it nowhere, axum wherever there
/// is `GET`.
fn only(allow: &'static str, methods: MethodRouter<State>) -> MethodRouter<State> {
    let refuse = move |method: Method| async move { ApiError::method_not_allowed(&method, allow) };
    methods.head(refuse).fallback(refuse)
}
