//! `/v2/info/…`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use glance_core::service::{Glance, ResourceUsage};
use glance_core::store::StoreEntry;
use glance_core::wire;

use crate::error::ApiResult;
use crate::extract::{Caller, NoBody};

/// `GET /v2/info/import`: no method of importing data is built.
pub(crate) async fn import(_: NoBody) -> Json<wire::ImportInfo> {
    Json(wire::ImportInfo::new(Vec::new()))
}

/// `GET /v2/info/stores`
pub(crate) async fn stores(_: NoBody, State(glance): State<Glance>) -> ApiResult<Json<wire::Stores>> {
    let stores = glance.list_stores()?.iter().map(|entry| described(&glance, entry)).collect();
    Ok(Json(wire::Stores { stores }))
}

/// `GET /v2/info/stores/detail`
pub(crate) async fn stores_detail(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
) -> ApiResult<Json<wire::Stores>> {
    let detailed = |entry: &StoreEntry| wire::Store {
        kind: entry.store.schemes().first().map(|scheme| (*scheme).to_owned()),
        properties: Some(entry.store.properties()),
        weight: Some(entry.weight),
        ..described(&glance, entry)
    };
    let stores = glance.inspect_stores(&caller).await?.iter().map(detailed).collect();
    Ok(Json(wire::Stores { stores }))
}

fn described(glance: &Glance, entry: &StoreEntry) -> wire::Store {
    let claim = |is_true: bool| is_true.then(|| "true".to_owned());
    wire::Store {
        id: entry.name.to_string(),
        description: entry.description.clone(),
        default: claim(entry.name == glance.stores().default_store().name),
        read_only: claim(!entry.store.capabilities().writable),
        ..wire::Store::default()
    }
}

/// `GET /v2/info/usage`
pub(crate) async fn usage(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
) -> ApiResult<Json<wire::ProjectUsage>> {
    let usage = glance.usage(&caller).await?;
    let shown = |used: &ResourceUsage| wire::ResourceUsage { usage: used.usage, limit: used.limit };
    let usage = usage.iter().map(|used| (used.resource.name().to_owned(), shown(used))).collect();
    Ok(Json(wire::ProjectUsage { usage }))
}
