//! How many queries it takes to show a namespace. This file has one test, because what counts them is one for the process.

#![allow(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::metadef::{Name, NamespaceFile};
use glance_core::repo::{Existing, Viewer};

static QUERIES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Counter;

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            QUERIES.lock().unwrap().push(query.to_string());
        }
    }
}

#[tokio::test]
async fn a_namespace_is_shown_with_one_query_for_each_kind_of_what_it_holds() {
    set_default_instrumentation(|| Some(Box::new(Counter))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
    let database = Database::connect(&url, PoolOptions { connections: 1, ..PoolOptions::default() }).await.unwrap();
    migrate::sync(&database).await.unwrap();
    let word = |n| format!(r#""p{n}": {{"title": "P", "type": "string"}}"#);
    let tag = |n| format!(r#"{{"name": "i{n}"}}"#);
    let text = format!(
        r#"{{"namespace": "n", "properties": {{{}}}, "tags": [{tags}], "objects": [{tags}],
            "resource_type_associations": [{tags}]}}"#,
        (0..50).map(word).collect::<Vec<_>>().join(", "),
        tags = (0..50).map(tag).collect::<Vec<_>>().join(", "),
    );
    let file = NamespaceFile::parse(text.as_bytes(), chrono::DateTime::UNIX_EPOCH).unwrap();
    let repo = database.metadefs();
    repo.namespaces.load(&[file], Existing::Keep).await.unwrap();
    QUERIES.lock().unwrap().clear();

    let (_, content) =
        repo.namespaces.whole(&Viewer::Admin { project: None }, &Name::known("n")).await.unwrap().unwrap();

    assert_eq!((content.properties.len(), content.objects.len(), content.tags.len()), (50, 50, 50));
    let queries: Vec<String> =
        QUERIES.lock().unwrap().iter().filter(|query| query.contains("metadef_")).cloned().collect();
    let tables = [
        "metadef_namespaces",
        "metadef_objects",
        "metadef_properties",
        "metadef_tags",
        "metadef_namespace_resource_types",
    ];
    let first = |query: &String| query.split(" FROM ").nth(1).unwrap().trim_start_matches(['(', '`', '"']).to_owned();
    let read: Vec<String> = queries.iter().map(first).collect();
    assert_eq!(queries.len(), tables.len(), "{queries:#?}");
    assert!(tables.iter().all(|table| read.iter().any(|from| from.starts_with(table))), "{read:#?}");
}
