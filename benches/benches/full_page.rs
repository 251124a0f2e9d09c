//! Does a page of images cost more by the byte when they have much of everything?
//!
//! A page of 25 images, as the service returns them and written to JSON: images with 5 properties, and images with as many
//! properties and tags as the default quotas allow. The throughput is in bytes of the document; that of full images is not
//! to be below two thirds of that of usual ones.
//!
//! Two cores of an AMD EPYC (Zen 5, 2.6 GHz), busy with other builds, 2026-11-27, with `--quick`: 0.75 ms and 25 MiB/s for
//! usual images, 19 ms and 10 MiB/s for full ones. That is missed: each property and tag costs a row, however short it is.

#![expect(clippy::unwrap_used, reason = "a benchmark has nobody to report to but its reader")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use glance_benches::House;
use glance_core::image::Draft;
use glance_core::query::ListQuery;
use glance_core::wire;
use tokio::runtime::Runtime;

const PAGE: u32 = 25;

/// A service with a page of images that have so many properties and tags.
async fn house(properties: u32, tags: u32) -> House {
    let house = House::build().await;
    for _ in 0..PAGE {
        let draft = Draft {
            properties: (0..properties)
                .map(|n| (format!("a_property_of_usual_length_{n}"), "x86_64 or so".into()))
                .collect(),
            tags: (0..tags).map(|n| format!("a-tag-{n}")).collect(),
            ..Draft::default()
        };
        house.in_memory.create_image(&house.caller, draft).await.unwrap();
    }
    house
}

/// The document of the whole page.
fn page(runtime: &Runtime, house: &House) -> Vec<u8> {
    let query = ListQuery::default();
    let page = runtime.block_on(house.in_memory.list_images(&house.caller, &query)).unwrap();
    let view = house.in_memory.settings().view;
    let images: Vec<_> = page.images.into_iter().map(|image| wire::Image::new(image, view, false)).collect();
    serde_json::to_vec(&images).unwrap()
}

fn measure(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let mut group = criterion.benchmark_group("page of 25");
    for (name, properties, tags) in [("usual images", 5, 2), ("full images", 128, 128)] {
        let house = runtime.block_on(house(properties, tags));
        group.throughput(Throughput::Bytes(page(&runtime, &house).len() as u64));
        group.bench_function(name, |b| b.iter(|| black_box(page(&runtime, &house))));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    targets = measure
}

criterion_main!(benches);
