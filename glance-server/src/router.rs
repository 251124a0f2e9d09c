//! The table of routes, and what lies around it.

use axum::Router;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{MethodRouter, delete, get, post, put};

use crate::api::metadefs::{self, namespaces, objects, properties, resource_types};
use crate::api::{actions, file, images, info, members, schemas, tags, unknown};
use crate::{ApiError, State, layer};

/// Path, methods, and who answers them.
fn image_routes() -> [(&'static str, &'static str, MethodRouter<State>); 16] {
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
        ("/v2/info/usage", "GET", get(info::usage)),
        ("/v2/schemas/image", "GET", get(schemas::image)),
        ("/v2/schemas/images", "GET", get(schemas::images)),
        ("/v2/schemas/member", "GET", get(schemas::member)),
        ("/v2/schemas/members", "GET", get(schemas::members)),
    ]
}

/// The same for metadata definitions.
fn metadef_routes() -> [(&'static str, &'static str, MethodRouter<State>); 21] {
    use metadefs::{schemas, tags};
    [
        ("/v2/metadefs/namespaces", "GET, POST", get(namespaces::list).post(namespaces::create)),
        (
            "/v2/metadefs/namespaces/{namespace_name}",
            "GET, PUT, DELETE",
            get(namespaces::show).put(namespaces::change).delete(namespaces::delete),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/objects",
            "GET, POST, DELETE",
            get(objects::list).post(objects::add).delete(objects::clear),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/objects/{object_name}",
            "GET, PUT, DELETE",
            get(objects::show).put(objects::change).delete(objects::remove),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/properties",
            "GET, POST, DELETE",
            get(properties::list).post(properties::add).delete(properties::clear),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/properties/{property_name}",
            "GET, PUT, DELETE",
            get(properties::show).put(properties::change).delete(properties::remove),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/resource_types",
            "GET, POST",
            get(resource_types::associations).post(resource_types::associate),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/resource_types/{resource_type}",
            "DELETE",
            delete(resource_types::dissociate),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/tags",
            "GET, POST, DELETE",
            get(tags::list).post(tags::add_all).delete(tags::clear),
        ),
        (
            "/v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}",
            "GET, POST, PUT, DELETE",
            get(tags::show).post(tags::add).put(tags::rename).delete(tags::remove),
        ),
        ("/v2/metadefs/resource_types", "GET", get(resource_types::list)),
        ("/v2/schemas/metadefs/namespace", "GET", get(schemas::namespace)),
        ("/v2/schemas/metadefs/namespaces", "GET", get(schemas::namespaces)),
        ("/v2/schemas/metadefs/object", "GET", get(schemas::object)),
        ("/v2/schemas/metadefs/objects", "GET", get(schemas::objects)),
        ("/v2/schemas/metadefs/properties", "GET", get(schemas::properties)),
        ("/v2/schemas/metadefs/property", "GET", get(schemas::property)),
        ("/v2/schemas/metadefs/resource_type", "GET", get(schemas::resource_type)),
        ("/v2/schemas/metadefs/resource_types", "GET", get(schemas::resource_types)),
        ("/v2/schemas/metadefs/tag", "GET", get(schemas::tag)),
        ("/v2/schemas/metadefs/tags", "GET", get(schemas::tags)),
    ]
}

/// Answers the Images API and the requests around it: versions and health.
///
/// It may be served as it is, or be mounted in another program's router with [`Router::nest_service`].
pub fn router(state: State) -> Router {
    let table = image_routes().into_iter().chain(metadef_routes());
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
