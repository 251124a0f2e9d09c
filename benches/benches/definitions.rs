//! How fast are metadata definitions loaded, and shown?
//!
//! 1000 files of a namespace with 50 properties each, through `NamespaceRepo::load` to SQLite: 50 at a time as
//! `load_metadefs` does, and one at a time; beside reading the files alone, which is no work of the database. Then one of
//! these namespaces, shown with all that it holds. The aim for loading is 2 s.

#![expect(clippy::unwrap_used, reason = "a benchmark has nobody to report to but its reader")]

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use glance_core::clock::Moment;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::metadef::{Name, NamespaceFile};
use glance_core::repo::{Existing, MetadefRepo, Viewer};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const FILES: usize = 1000;
const PROPERTIES: usize = 50;

fn text(file: usize) -> String {
    let words = json!({"title": "Property", "description": "What it is for.", "type": "string", "enum": ["a", "b"]});
    let properties: Map<String, Value> =
        (0..PROPERTIES).map(|number| (format!("property_{number}"), words.clone())).collect();
    let document = json!({
        "namespace": format!("OS::Many::{file}"),
        "display_name": format!("Many {file}"),
        "visibility": "public",
        "resource_type_associations": [{"name": "OS::Glance::Image"}],
        "properties": properties,
    });
    document.to_string()
}

fn parse(texts: &[String]) -> Vec<NamespaceFile> {
    texts.iter().map(|text| NamespaceFile::parse(text.as_bytes(), Moment::default()).unwrap()).collect()
}

/// An empty database, and the folder that it is in.
async fn database() -> (MetadefRepo, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
    let database = Database::connect(&url, PoolOptions::default()).await.unwrap();
    migrate::sync(&database).await.unwrap();
    (database.metadefs(), folder)
}

async fn load(repo: &MetadefRepo, texts: &[String], at_once: usize) {
    for texts in texts.chunks(at_once) {
        repo.namespaces.load(&parse(texts), Existing::Keep).await.unwrap();
    }
}

fn definitions(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let texts: Vec<String> = (0..FILES).map(text).collect();

    let mut group = c.benchmark_group("load");
    group.throughput(Throughput::Elements(FILES as u64)).sample_size(10).sampling_mode(SamplingMode::Flat);
    for at_once in [50, 1] {
        group.bench_function(BenchmarkId::new("files at once", at_once), |b| {
            b.iter_batched(
                || runtime.block_on(database()),
                |(repo, folder)| {
                    runtime.block_on(load(&repo, &texts, at_once));
                    (repo, folder)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.bench_function("reading alone", |b| b.iter(|| parse(black_box(&texts))));
    group.finish();

    let (repo, _folder) = runtime.block_on(database());
    runtime.block_on(load(&repo, &texts, 50));
    let (viewer, name) = (Viewer::Anyone, Name::known("OS::Many::500"));
    c.bench_function("show a namespace with 50 properties", |b| {
        b.iter(|| runtime.block_on(repo.namespaces.whole(&viewer, &name)).unwrap().unwrap());
    });
}

criterion_group!(benches, definitions);
criterion_main!(benches);
