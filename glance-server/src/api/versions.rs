//! `/`, `/versions`, and every path that is for no version.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use glance_core::wire::{Link, Version, Versions};

use crate::State;
use crate::extract::BaseUrl;

/// Versions that come with an image cache; without one, two of them are elsewhere in the list.
const IMAGE_CACHE: &[&str] = &["v2.18", "v2.17", "v2.16", "v2.15", "v2.14"];
/// Versions that come with several stores.
const MULTI_STORE: &[&str] = &["v2.13", "v2.12", "v2.11", "v2.10", "v2.9", "v2.8"];
/// Versions that are always there.
const ALWAYS: &[&str] = &["v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0"];

/// The names of all versions, in the order in which they are told.
fn names(state: &State) -> impl Iterator<Item = &'static str> {
    let has_cache = state.options.image_cache;
    let (newest, current): (&[_], &[_]) = if has_cache { (IMAGE_CACHE, &[]) } else { (&["v2.15"], &["v2.17"]) };
    let middle = if state.glance.stores().is_multi() { MULTI_STORE } else { &["v2.9"] };
    newest.iter().chain(middle).chain(current).chain(ALWAYS).copied()
}

/// The name of the newest version.
pub(crate) fn current(state: &State) -> &'static str {
    if state.options.image_cache { "v2.18" } else { "v2.17" }
}

/// What may stand at the beginning of a path.
pub(crate) fn paths(state: &State) -> impl Iterator<Item = &'static str> {
    names(state).chain(["v2"])
}

/// `GET /versions`, and with another status whatever names no version.
pub(crate) fn list(status: StatusCode, base: &BaseUrl, state: &State) -> Response {
    let link = Link { rel: "self".to_owned(), href: format!("{}/v2/", base.0) };
    let current = current(state);
    let version = |name: &str| Version {
        id: name.to_owned(),
        status: if name == current { "CURRENT" } else { "SUPPORTED" }.to_owned(),
        links: vec![link.clone()],
    };
    (status, Json(Versions { versions: names(state).map(version).collect() })).into_response()
}

/// `GET /v2`
pub(crate) fn redirect(base: &BaseUrl) -> impl IntoResponse + use<> {
    let target = format!("{}/v2/", base.0);
    (StatusCode::FOUND, [(header::LOCATION, target), (header::CONTENT_TYPE, "text/plain; charset=UTF-8".to_owned())])
}
