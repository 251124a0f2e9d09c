//! Tasks whose process died: the next life of it, or another process in time, goes on.

use chrono::{TimeDelta, Utc};
use glance_core::image::{Image, Location, Multihash, Status};
use glance_core::repo::{UPLOAD_LEASE, Viewer};
use glance_core::task::{Kind, Status as TaskStatus, Task};
use serde_json::{Map, json};

use crate::fixture::{House, owner};

const SHA256: &str = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";

/// How far a process came before it was killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    BeforeTheTask,
    WithTheTask,
    WithTheLocation,
    Active,
    Hashed,
    Refused,
    Ended,
    Deleted,
}

/// Leaves an image as such a process leaves it.
async fn killed(house: &House, at: Moment, worker: &str, until: chrono::DateTime<Utc>) -> Image {
    let url = house.web.url("/data/disk");
    let before = house.queued().await;
    let claims = !matches!(at, Moment::Active | Moment::Hashed);
    let validation = if claims { json!({"os_hash_algo": "sha256", "os_hash_value": SHA256}) } else { json!({}) };
    let input = json!({"image_id": before.id.as_str(), "loc_url": url, "validation_data": validation});
    let mut task = Task::new(Kind::LocationImport, before.owner.clone(), input, Utc::now());
    task.image = Some(before.id);
    task.status = match at {
        Moment::BeforeTheTask | Moment::WithTheTask => TaskStatus::Pending,
        Moment::Ended => TaskStatus::Success,
        _ => TaskStatus::Processing,
    };
    if !matches!(at, Moment::BeforeTheTask) {
        house.db.database.tasks().create(&task).await.unwrap();
    }
    let lease = json!({"worker": worker, "task": task.id.to_string(), "until": until.to_rfc3339()}).to_string();
    let images = house.db.database.images();
    let mut after = before.clone();
    after.enter(Status::Importing).unwrap();
    after.properties.insert(UPLOAD_LEASE.into(), lease);
    let importing = images.save(&before, &after).await.unwrap();
    let mut after = importing.clone();
    if !matches!(at, Moment::BeforeTheTask | Moment::WithTheTask) {
        after.locations.push(Location::new(&url, Map::from_iter([("store".into(), "web".into())])));
        after.size_bytes = Some(4);
    }
    let value = matches!(at, Moment::Hashed | Moment::Ended).then(|| "f".repeat(128));
    match at {
        Moment::Active | Moment::Hashed | Moment::Ended => {
            after.enter(Status::Active).unwrap();
            after.multihash = Some(Multihash { algorithm: "sha512".into(), value });
        }
        Moment::Refused => after.enter(Status::Queued).unwrap(),
        _ => {}
    }
    images.save(&importing, &after).await.unwrap();
    if matches!(at, Moment::Deleted) {
        images.delete(before.id, Status::Importing, Utc::now()).await.unwrap();
    }
    before
}

#[tokio::test]
async fn s20_ossa_2015_013_whenever_a_server_is_killed_its_next_life_goes_on_with_the_task() {
    let house = House::open().await;
    house.web.put("disk", "data");
    for (at, status, task) in [
        (Moment::BeforeTheTask, Some(Status::Queued), None),
        (Moment::WithTheTask, Some(Status::Active), Some(TaskStatus::Success)),
        (Moment::WithTheLocation, Some(Status::Active), Some(TaskStatus::Success)),
        (Moment::Active, Some(Status::Active), Some(TaskStatus::Success)),
        (Moment::Hashed, Some(Status::Active), Some(TaskStatus::Success)),
        (Moment::Refused, Some(Status::Queued), Some(TaskStatus::Failure)),
        (Moment::Ended, Some(Status::Active), Some(TaskStatus::Success)),
        (Moment::Deleted, None, Some(TaskStatus::Failure)),
    ] {
        let image = killed(&house, at, "node-1", Utc::now() + TimeDelta::minutes(5)).await;

        house.glance.recover().await.unwrap();
        house.glance.drain().await;

        assert_eq!(house.db.database.leases().held().await.unwrap(), [], "{at:?}");
        let found = house.glance.show_image(&owner(), image.id).await.ok();
        assert_eq!(found.as_ref().map(|image| image.status), status, "{at:?}");
        let query = glance_core::task::TaskQuery {
            matches: vec![(glance_core::task::TaskField::Image, image.id.to_string())],
            ..Default::default()
        };
        let tasks = house.db.database.tasks().list(&Viewer::Admin { project: None }, &query, None, 9).await.unwrap();
        assert_eq!(tasks.first().map(|task| task.status), task, "{at:?}");
        let hash = found.and_then(|image| image.multihash);
        assert_eq!(hash.is_some_and(|hash| hash.value.is_some()), status == Some(Status::Active), "{at:?}");
    }
}

#[tokio::test]
async fn a_task_of_another_server_is_left_alone_until_its_lease_has_run_out() {
    let house = House::open().await;
    house.web.put("disk", "data");
    let now = Utc::now();
    let alive = killed(&house, Moment::WithTheTask, "node-2", now + TimeDelta::minutes(5)).await;
    let dead = killed(&house, Moment::WithTheTask, "node-3", now - TimeDelta::minutes(1)).await;

    let recovered = house.glance.recover().await.unwrap();
    house.glance.drain().await;

    assert_eq!((recovered.tasks, recovered.uploads), (1, 0));
    assert_eq!(house.image(alive.id).await.status, Status::Importing);
    assert_eq!(house.image(dead.id).await.status, Status::Active);
}

#[tokio::test]
async fn an_upload_lease_that_outlived_its_upload_takes_no_data_along() {
    let house = House::open().await;
    let image = house.queued().await;
    let url = house.foreign_data().await;
    house.add(image.id, &url).await.unwrap();
    let images = house.db.database.images();
    let before = images.get(&Viewer::Admin { project: None }, image.id).await.unwrap().unwrap();
    let mut after = before.clone();
    let lease = json!({"worker": "x", "upload": uuid::Uuid::new_v4().to_string(), "until": "2001-01-01T00:00:00Z"});
    after.properties.insert(UPLOAD_LEASE.into(), lease.to_string());
    images.save(&before, &after).await.unwrap();

    assert_eq!(house.glance.recover().await.unwrap().uploads, 1);

    assert_eq!((house.bucket.0.len(), house.image(image.id).await.status), (1, Status::Active));
}
