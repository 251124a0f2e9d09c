//! How much memory a page of a list takes. It is alone in this program, for all that is allocated is counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use chrono::Utc;
use glance_core::context::{Caller, ProjectId};
use glance_core::image::{Draft, Image, ImageView, Location, Status};
use glance_core::query::ListQuery;
use glance_core::repo::Viewer;
use glance_core::service::Quotas;
use glance_core::wire;
use peak_alloc::PeakAlloc;
use serde_json::Map;
use support::{Backend, Db};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const PAGE: u32 = 25;
const MIB: usize = 1 << 20;

/// Fills a page with images that have as much of everything as they may, and names and values of usual lengths.
async fn fill(db: &Db) {
    let quotas = Quotas::default();
    let names =
        |what: &str, count: Option<u32>| (0..count.unwrap()).map(|n| format!("{what}-{n:060}")).collect::<Vec<_>>();
    for _ in 0..PAGE {
        let draft = Draft {
            properties: names("property", quotas.properties).into_iter().map(|name| (name, "v".repeat(255))).collect(),
            tags: names("tag", quotas.tags).into_iter().collect(),
            ..Draft::default()
        };
        let queued = draft.into_image(Some(&ProjectId::new("p")), Utc::now());
        db.database.images().create(&queued).await.unwrap();
        let urls = names("http://mirror", quotas.locations);
        let locations = urls.iter().map(|url| Location::new(url, Map::new())).collect();
        let active = Image { status: Status::Active, locations, ..queued.clone() };
        db.database.images().save(&queued, &active).await.unwrap();
    }
}

#[tokio::test]
async fn h05_a_page_of_images_with_all_that_they_may_have_takes_little_more_memory_than_its_bytes() {
    for backend in [Backend::Sqlite, Backend::Mysql, Backend::Postgres] {
        let Some(db) = Db::synced(backend).await else { continue };
        fill(&db).await;
        let viewer = Viewer::from(&Caller::in_project("p", &["reader"]));
        let view = ImageView { locations: true, ..ImageView::default() };
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();

        let images = db.database.images().list(&viewer, &ListQuery::default(), None, PAGE).await.unwrap();
        assert!(images.iter().all(|image| image.properties.len() == 128 && image.tags.len() == 128));
        assert!(images.iter().all(|image| image.locations.len() == 10));
        let shown: Vec<_> = images.into_iter().map(|image| wire::Image::new(image, view, false)).collect();
        let bytes = serde_json::to_vec(&shown).unwrap().len();

        let taken = MEMORY.peak_usage() - before;
        assert!((MIB..2 * MIB).contains(&bytes), "{bytes} bytes");
        println!("{backend:?}: {taken} bytes for a document of {bytes}");
        assert!(taken <= 32 * MIB, "{backend:?} took {taken} bytes for a document of {bytes}");
    }
}
