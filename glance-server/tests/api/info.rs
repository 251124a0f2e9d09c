//! `/v2/info/…`

use std::sync::Arc;

use glance_core::store::{FileStore, FileStoreOptions, MemoryStore, StoreEntry, Stores};
use glance_server::Options;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{Glance, table};

/// A store in `folder` called `fast`, which is described and the default, and one in memory called `spare`.
async fn two_stores(folder: &TempDir) -> Glance {
    let file = FileStore::open(FileStoreOptions::new(folder.path())).unwrap();
    let fast = StoreEntry {
        weight: 100,
        description: Some("Fast".to_owned()),
        ..StoreEntry::new("fast".parse().unwrap(), Arc::new(file))
    };
    let spare = StoreEntry::new("spare".parse().unwrap(), Arc::new(MemoryStore::default()));
    let stores = Stores::several(vec![fast, spare], &"fast".parse().unwrap()).unwrap();
    Glance::with(stores, Options::default()).await
}

#[tokio::test]
async fn everybody_may_know_the_stores() {
    let folder = TempDir::new().unwrap();
    let glance = two_stores(&folder).await;

    let answer = glance.reader().get("/v2/info/stores").await;

    let fast = json!({"id": "fast", "description": "Fast", "default": "true"});
    assert_eq!(answer.json(), json!({"stores": [fast, {"id": "spare"}]}));
}

#[tokio::test]
async fn admins_may_know_how_stores_are_set_up() {
    let folder = TempDir::new().unwrap();
    let glance = two_stores(&folder).await;

    let answer = glance.admin().get("/v2/info/stores/detail").await;
    let refusal = glance.reader().get("/v2/info/stores/detail").await;

    let properties = json!({"data_dir": folder.path(), "chunk_size": 524_288, "thin_provisioning": false});
    let document: Value = answer.json();
    assert_eq!(document["stores"][0]["properties"], properties);
    assert_eq!((&document["stores"][0]["type"], &document["stores"][0]["weight"]), (&json!("file"), &json!(100)));
    assert_eq!((&document["stores"][1]["properties"], &document["stores"][1]["weight"]), (&json!({}), &json!(0)));
    assert_eq!(refusal.summary(), "403: You are not authorized to complete stores_info_detail action.");
}

#[tokio::test]
async fn one_store_is_nothing_to_know_about() {
    let glance = Glance::start().await;

    let stores = glance.admin().get("/v2/info/stores").await;
    let detail = glance.reader().get("/v2/info/stores/detail").await;

    insta::assert_snapshot!(table([("stores", stores), ("detail", detail)]), @"
    stores => 404: Multi backend is not supported at this site.
    detail => 404: Multi backend is not supported at this site.
    ");
}

#[tokio::test]
async fn no_way_to_import_is_offered() {
    let glance = Glance::start().await;

    let answer = glance.reader().get("/v2/info/import").await;

    let methods = json!({"description": "Import methods available.", "type": "array", "value": []});
    assert_eq!(answer.json(), json!({"import-methods": methods}));
}
