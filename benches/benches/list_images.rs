//! What does a list of images cost, and does it matter where in the list a page is?
//!
//! The groups are the databases: SQLite always, the others with `--features full` where there is a server. Pages of 20
//! and of 1000, the first and the last, out of 100, 10,000 and 100,000 images with 5 properties, 2 tags and a location
//! each, as the service returns them and written to JSON. Lines `ratio` compare the last page with the first; the aim
//! is 1.3.
//!
//! Two cores of an AMD EPYC (Zen 5, 2.6 GHz), 24 GiB, virtual machine, Linux 6.18, Rust 1.95, 2026-11-22, with
//! `--quick`. A page behind a marker takes one query more than the first, which looks the marker up: that is what 20
//! images cost more.
//!
//! | milliseconds  | first 20 of 100 | of 10,000 | of 100,000 | first 1000 of 100,000 | last 1000 |
//! | ------------- | --------------: | --------: | ---------: | --------------------: | --------: |
//! | SQLite        |            0.33 |      0.47 |       0.41 |                  16.5 |      16.2 |
//! | MariaDB 10.11 |             1.5 |       1.7 |        2.2 |                    47 |        48 |
//! | PostgreSQL 15 |             0.9 |       1.0 |        0.8 |                    26 |        25 |
//!
//! | last page to first, of 100,000 |    20 images | 1000 images |
//! | ------------------------------ | -----------: | ----------: |
//! | SQLite                         |         1.25 |        1.02 |
//! | MariaDB 10.11                  | 1.17 to 1.31 |        0.97 |
//! | PostgreSQL 15                  | 1.13 to 1.16 |        0.97 |

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark has nobody to report to but its reader")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use glance_benches::{Backend, Catalog};
use glance_core::context::Caller;
use glance_core::query::ListQuery;
use glance_core::repo::Viewer;
use glance_core::service::{Glance, ImagePage};
use glance_core::wire;
use tokio::runtime::Runtime;

const SIZES: [u32; 3] = [100, 10_000, 100_000];
const LIMITS: [u32; 2] = [20, 1000];

/// The first and the last page of a list, both full.
struct Ends {
    first: ListQuery,
    last: ListQuery,
    length: u32,
}

impl Ends {
    /// Finds the marker of the last page from behind: the list the other way round.
    async fn of(catalog: &Catalog, images: u32, limit: u32) -> Self {
        let length = limit.min(images);
        let text = length.to_string();
        let first = ListQuery::read([("limit", text.as_str())]).unwrap();
        let backwards = ListQuery::read([("sort", "created_at:asc,id:asc")]).unwrap();
        let viewer = Viewer::from(&caller());
        let end = catalog.database.images().list(&viewer, &backwards, None, length + 1).await.unwrap();
        let marker = end.get(length as usize).map(|image| image.id.to_string());
        Self { last: ListQuery { marker, ..first.clone() }, first, length }
    }
}

fn caller() -> Caller {
    Caller::in_project("demo", &["member", "reader"])
}

fn list(runtime: &Runtime, glance: &Glance, caller: &Caller, query: &ListQuery) -> ImagePage {
    runtime.block_on(glance.list_images(caller, query)).unwrap()
}

/// Writes a page as the server does.
fn render(glance: &Glance, caller: &Caller, page: ImagePage) -> Vec<u8> {
    let view = glance.settings().view;
    let images = page.images.into_iter().map(|image| wire::Image::new(image, view, caller.is_admin)).collect();
    let document = wire::Images {
        images,
        first: "/v2/images".to_owned(),
        schema: "/v2/schemas/images".to_owned(),
        next: page.next.map(|marker| format!("/v2/images?marker={marker}")),
    };
    serde_json::to_vec(&document).unwrap()
}

fn measure(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    for backend in Backend::ALL {
        for images in SIZES {
            let Some(catalog) = runtime.block_on(Catalog::of(backend, images)) else { continue };
            for limit in LIMITS {
                let ends = runtime.block_on(Ends::of(&catalog, images, limit));
                measure_ends(criterion, &runtime, &catalog, &ends, images);
                if images == 100_000 {
                    compare(&runtime, &catalog, &ends);
                }
            }
        }
    }
}

fn measure_ends(criterion: &mut Criterion, runtime: &Runtime, catalog: &Catalog, ends: &Ends, images: u32) {
    let (glance, caller) = (&catalog.glance, caller());
    let mut group = criterion.benchmark_group(catalog.backend.name());
    group.throughput(Throughput::Elements(ends.length.into()));
    let length = ends.length;
    for (name, query) in [("first", &ends.first), ("last", &ends.last)] {
        group.bench_function(BenchmarkId::new(format!("{name} {length}"), images), |b| {
            b.iter(|| black_box(list(runtime, glance, &caller, query)));
        });
        group.bench_function(BenchmarkId::new(format!("{name} {length} to JSON"), images), |b| {
            b.iter(|| black_box(render(glance, &caller, list(runtime, glance, &caller, query))));
        });
    }
    group.finish();
}

/// Compares the medians of many turns, which take place one after the other: what else the machine does hits both
/// alike.
fn compare(runtime: &Runtime, catalog: &Catalog, ends: &Ends) {
    let caller = caller();
    let mut turns: [Vec<Duration>; 2] = Default::default();
    for _ in 0..51 {
        for (turns, query) in turns.iter_mut().zip([&ends.first, &ends.last]) {
            let start = Instant::now();
            assert_eq!(list(runtime, &catalog.glance, &caller, query).images.len(), ends.length as usize);
            turns.push(start.elapsed());
        }
    }
    let [first, last] = turns.map(|mut turns| {
        turns.sort();
        turns[turns.len() / 2]
    });
    let (backend, ratio) = (catalog.backend.name(), last.as_secs_f64() / first.as_secs_f64());
    eprintln!(
        "ratio: {backend}, {} of 100,000: the last page costs {ratio:.2} of the first ({last:.2?}, {first:.2?})",
        ends.length
    );
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    targets = measure
}

criterion_main!(benches);
