//! What every database must know of how much projects have.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use chrono::{DateTime, Utc};
use glance_core::context::ProjectId;
use glance_core::image::{Draft, Image, Location, Status};
use glance_core::repo::{DataUsage, ImageUsage, UPLOAD_LEASE};
use serde_json::Map;
use support::Db;

repo_contract!(
    images_are_counted_by_what_becomes_of_them,
    data_counts_as_often_as_it_is_stored,
    the_lease_of_a_deleted_image_still_counts,
    what_belongs_to_nobody_counts_by_itself,
);

fn project(name: &str) -> ProjectId {
    ProjectId::new(name)
}

/// Writes an image with a status, a size and some locations.
async fn image(db: &Db, owner: Option<&str>, status: Status, size: u64, locations: usize) -> Image {
    let images = db.database.images();
    let now = DateTime::<Utc>::from_timestamp(1_700_000_000, 0).unwrap();
    let before = Draft::default().into_image(owner.map(project).as_ref(), now);
    images.create(&before).await.unwrap();
    let mut after = before.clone();
    (after.status, after.size_bytes) = (status, Some(size));
    for number in 0..locations {
        after.locations.push(Location::new(format!("file:///{}/{number}", after.id), Map::new()));
    }
    images.save(&before, &after).await.unwrap()
}

async fn set(db: &Db, before: Image, name: &str, value: &str) -> Image {
    let mut after = before.clone();
    after.properties.insert(name.to_owned(), value.to_owned());
    db.database.images().save(&before, &after).await.unwrap()
}

async fn images_are_counted_by_what_becomes_of_them(db: Db) {
    for (status, size) in [
        (Status::Queued, 0),
        (Status::Saving, 1),
        (Status::Uploading, 10),
        (Status::Importing, 100),
        (Status::Active, 1000),
        (Status::Deactivated, 1000),
        (Status::Killed, 10_000),
        (Status::PendingDelete, 10_000),
    ] {
        image(&db, Some("p"), status, size, 0).await;
        image(&db, Some("other"), status, size, 0).await;
    }
    let copied = image(&db, Some("p"), Status::Active, 5000, 1).await;
    set(&db, copied, "os_glance_importing_to_stores", "fast,cheap").await;
    let done = image(&db, Some("p"), Status::Active, 7000, 1).await;
    set(&db, done, "os_glance_importing_to_stores", "").await;

    let usage = db.database.usage().images(Some(&project("p"))).await.unwrap();

    assert_eq!(usage, ImageUsage { images: 8, uploading: 4, staged_bytes: 5110 });
    assert_eq!(db.database.usage().images(Some(&project("q"))).await.unwrap(), ImageUsage::default());
}

async fn data_counts_as_often_as_it_is_stored(db: Db) {
    let huge = 1 << 45;
    image(&db, Some("p"), Status::Active, huge, 2).await;
    image(&db, Some("p"), Status::Deactivated, 30, 1).await;
    image(&db, Some("p"), Status::Active, 500, 0).await;
    image(&db, Some("p"), Status::PendingDelete, 7000, 1).await;
    image(&db, Some("other"), Status::Active, 9, 1).await;
    let deleted = image(&db, Some("p"), Status::Active, 9, 1).await;
    db.database.images().delete(deleted.id, Status::Active, deleted.updated_at).await.unwrap();

    let usage = db.database.usage().data(Some(&project("p"))).await.unwrap();

    assert_eq!(usage, DataUsage { stored_bytes: 2 * huge + 30, leases: Vec::new() });
    assert_eq!(db.database.usage().data(Some(&project("q"))).await.unwrap(), DataUsage::default());
}

async fn the_lease_of_a_deleted_image_still_counts(db: Db) {
    let saving = image(&db, Some("p"), Status::Saving, 0, 0).await;
    let saving = set(&db, saving, UPLOAD_LEASE, "somebody").await;
    db.database.images().delete(saving.id, Status::Saving, saving.updated_at).await.unwrap();

    let usage = db.database.usage().data(Some(&project("p"))).await.unwrap();

    assert_eq!(usage, DataUsage { stored_bytes: 0, leases: vec!["somebody".to_owned()] });
    db.database.leases().end(saving.id, "somebody", saving.updated_at).await.unwrap();
    assert_eq!(db.database.usage().data(Some(&project("p"))).await.unwrap(), DataUsage::default());
}

async fn what_belongs_to_nobody_counts_by_itself(db: Db) {
    image(&db, None, Status::Active, 8, 1).await;
    image(&db, Some("p"), Status::Active, 16, 1).await;

    assert_eq!(db.database.usage().data(None).await.unwrap().stored_bytes, 8);
    assert_eq!(db.database.usage().images(None).await.unwrap().images, 1);
}
