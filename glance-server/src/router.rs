//! The table of routes, and what lies around it.

mod route;

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::routing::MethodFilter;
use axum::{Extension, Router};
use serde_json::Value;

use crate::api::metadefs::{self, namespaces, objects, properties, resource_types};
use crate::api::{actions, file, images, info, locations, members, openapi, schemas, tags, tasks, unknown};
use crate::openapi::Document;
use crate::{State, layer};
pub(crate) use route::Route;
use route::routes;

/// The table: a path, its methods, and who answers them.
fn table() -> Vec<Route> {
    let mut table = routes! {
        "/v2/images" => GET images::list, POST images::create;
        "/v2/images/{image_id}" => GET images::show, PATCH images::change, DELETE images::delete;
        "/v2/images/{image_id}/actions/deactivate" => POST actions::deactivate;
        "/v2/images/{image_id}/actions/reactivate" => POST actions::reactivate;
        "/v2/images/{image_id}/file" => GET file::download, PUT file::upload;
        "/v2/images/{image_id}/members" => GET members::list, POST members::add;
        "/v2/images/{image_id}/members/{member}" => GET members::show, PUT members::set_status, DELETE members::remove;
        "/v2/images/{image_id}/tags/{tag}" => PUT tags::add, DELETE tags::remove;
        "/v2/info/import" => GET info::import;
        "/v2/info/stores" => GET info::stores;
        "/v2/info/stores/detail" => GET info::stores_detail;
        "/v2/info/usage" => GET info::usage;
        "/v2/openapi.json" => GET openapi::show;
        "/v2/schemas/image" => GET schemas::image;
        "/v2/schemas/images" => GET schemas::images;
        "/v2/schemas/member" => GET schemas::member;
        "/v2/schemas/members" => GET schemas::members;
        "/v2/schemas/task" => GET schemas::task;
        "/v2/schemas/tasks" => GET schemas::tasks;
        "/v2/tasks" => GET tasks::list;
    };
    table.extend(odd());
    table.extend(metadefs());
    table
}

/// Paths that tell of their methods in another way than all others, as they do in Glance.
fn odd() -> Vec<Route> {
    let locations = routes! {
        "/v2/images/{image_id}/locations" => GET locations::list, POST locations::add;
    };
    let of_image = routes! {
        "/v2/images/{image_id}/tasks" => GET tasks::of_image;
    };
    let task = routes! {
        "/v2/tasks/{task_id}" => GET tasks::show;
    };
    let locations = locations.into_iter().map(|route| route.telling("POST"));
    let of_image = of_image.into_iter().map(Route::alone);
    let task = task.into_iter().map(|route| route.telling("GET, DELETE").refusing(MethodFilter::DELETE, tasks::delete));
    locations.chain(of_image).chain(task).collect()
}

/// The same for metadata definitions.
fn metadefs() -> Vec<Route> {
    use metadefs::{schemas, tags};
    routes! {
        "/v2/metadefs/namespaces" => GET namespaces::list, POST namespaces::create;
        "/v2/metadefs/namespaces/{namespace_name}" =>
            GET namespaces::show, PUT namespaces::change, DELETE namespaces::delete;
        "/v2/metadefs/namespaces/{namespace_name}/objects" =>
            GET objects::list, POST objects::add, DELETE objects::clear;
        "/v2/metadefs/namespaces/{namespace_name}/objects/{object_name}" =>
            GET objects::show, PUT objects::change, DELETE objects::remove;
        "/v2/metadefs/namespaces/{namespace_name}/properties" =>
            GET properties::list, POST properties::add, DELETE properties::clear;
        "/v2/metadefs/namespaces/{namespace_name}/properties/{property_name}" =>
            GET properties::show, PUT properties::change, DELETE properties::remove;
        "/v2/metadefs/namespaces/{namespace_name}/resource_types" =>
            GET resource_types::associations, POST resource_types::associate;
        "/v2/metadefs/namespaces/{namespace_name}/resource_types/{resource_type}" => DELETE resource_types::dissociate;
        "/v2/metadefs/namespaces/{namespace_name}/tags" => GET tags::list, POST tags::add_all, DELETE tags::clear;
        "/v2/metadefs/namespaces/{namespace_name}/tags/{tag_name}" =>
            GET tags::show, POST tags::add, PUT tags::rename, DELETE tags::remove;
        "/v2/metadefs/resource_types" => GET resource_types::list;
        "/v2/schemas/metadefs/namespace" => GET schemas::namespace;
        "/v2/schemas/metadefs/namespaces" => GET schemas::namespaces;
        "/v2/schemas/metadefs/object" => GET schemas::object;
        "/v2/schemas/metadefs/objects" => GET schemas::objects;
        "/v2/schemas/metadefs/properties" => GET schemas::properties;
        "/v2/schemas/metadefs/property" => GET schemas::property;
        "/v2/schemas/metadefs/resource_type" => GET schemas::resource_type;
        "/v2/schemas/metadefs/resource_types" => GET schemas::resource_types;
        "/v2/schemas/metadefs/tag" => GET schemas::tag;
        "/v2/schemas/metadefs/tags" => GET schemas::tags;
    }
}

/// Describes what [`router`] answers, as `OpenAPI` 3.1, for clients that know the server by `url`.
pub fn describe(state: &State, url: &str) -> Value {
    Document::new(&table(), state).at(url)
}

/// Answers the Images API and the requests around it: versions and health.
///
/// It may be served as it is, or be mounted in another program's router with [`Router::nest_service`].
pub fn router(state: State) -> Router {
    let table = table();
    let document = Document::new(&table, &state);
    let api = table
        .into_iter()
        .fold(Router::new(), |router, route| route.mount(router))
        .fallback(unknown)
        .layer(Extension(Arc::new(document)))
        .layer(from_fn_with_state(state.clone(), layer::identify))
        .with_state(state.clone());
    // The version is found out before the route, hence two routers.
    let service = Router::new().fallback_service(api).layer(from_fn_with_state(state.clone(), layer::before_routes));
    let service = if state.options.gzip { service.layer(layer::compress()) } else { service };
    service.layer(from_fn_with_state(state, layer::at_the_door))
}
