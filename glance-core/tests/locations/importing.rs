//! Locations of new images, looked through in the background.

use std::time::Duration;

use glance_core::Error;
use glance_core::context::Caller;
use glance_core::image::{Image, Status};
use glance_core::service::{Download, Upload};
use glance_core::task::Status as TaskStatus;
use serde_json::json;

use crate::fixture::{Bucket, House, owner, service};

const DATA: &str = "data";
const MD5: &str = "8d777f385d3dfec8815d20f7496026dc";
const SHA256: &str = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";

/// Checksum, algorithm and digest.
fn digests(image: &Image) -> (Option<&str>, Option<&str>, Option<&str>) {
    let hash = image.multihash.as_ref();
    let value = hash.and_then(|hash| hash.value.as_deref());
    (image.checksum.as_deref(), hash.map(|hash| hash.algorithm.as_str()), value)
}

async fn read(house: &House, image: &Image) -> Option<String> {
    use futures::TryStreamExt;

    match house.glance.download(&owner(), image.id, None).await.unwrap() {
        Download::Nothing => None,
        Download::Data { data, .. } => {
            Some(String::from_utf8(data.try_collect::<Vec<_>>().await.unwrap().concat()).unwrap())
        }
    }
}

#[tokio::test]
async fn an_image_becomes_active_with_the_digests_that_were_found_out_or_were_told() {
    let false_claim = "f".repeat(64);
    for (hashes, claim, expected) in [
        (true, Some(SHA256), (Some(MD5), Some("sha256"), Some(SHA256))),
        (true, None, (Some(MD5), Some("sha512"), None)),
        (false, Some(false_claim.as_str()), (None, Some("sha256"), Some(false_claim.as_str()))),
        (false, None, (None, None, None)),
    ] {
        let house = House::with(|settings| settings.tasks.hash_locations = hashes).await;
        house.web.put("disk", DATA);
        let id = house.queued().await.id;

        house.tell(id, &house.web.url("/data/disk"), claim.map(|value| ("sha256", value))).await.unwrap();
        let (image, task) = house.settled(id).await;

        assert_eq!((image.status, image.size_bytes, image.locations.len()), (Status::Active, Some(4), 1));
        let (checksum, algorithm, value) = digests(&image);
        assert_eq!((checksum, algorithm), (expected.0, expected.1));
        assert!(expected.2.is_none_or(|expected| value == Some(expected)));
        assert_eq!(
            value.map(str::len),
            image.multihash.as_ref().map(|hash| if hash.algorithm == "sha512" { 128 } else { 64 })
        );
        assert_eq!((task.status, task.message.as_deref()), (TaskStatus::Success, Some("")));
        assert_eq!(task.result, Some(json!({"image_id": id.as_str()})));
        assert_eq!(task.expires_at, Some(task.updated_at + chrono::TimeDelta::hours(48)));
        assert_eq!(read(&house, &image).await.as_deref(), Some(DATA));
    }
}

#[tokio::test]
async fn s29_cve_2022_4134_data_that_is_not_what_was_said_is_nobodys_image() {
    let house = House::open().await;
    house.web.put("disk", "evil");
    let id = house.queued().await.id;

    house.tell(id, &house.web.url("/data/disk"), Some(("sha256", SHA256))).await.unwrap();
    let (image, task) = house.settled(id).await;

    assert_eq!((image.status, image.size_bytes, digests(&image)), (Status::Queued, None, (None, None, None)));
    assert_eq!(task.status, TaskStatus::Failure);
    assert!(task.message.as_deref().unwrap().contains(SHA256), "{task:?}");
    assert_eq!(image.locations.len(), 1, "Glance leaves it there for people to see");
    assert_eq!(read(&house, &image).await, None);

    let data = Box::pin(futures::stream::iter([Ok(DATA.into())]));
    house.glance.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await.unwrap();
    let image = house.image(id).await;
    assert_eq!((image.locations.len(), image.locations[0].url.clone()), (1, Bucket::url(id)));
    assert_eq!(read(&house, &image).await.as_deref(), Some(DATA));
}

#[tokio::test]
async fn a_location_that_was_refused_can_be_told_again() {
    let house = House::open().await;
    house.web.put("disk", "evil");
    let (id, url) = (house.queued().await.id, house.web.url("/data/disk"));
    house.tell(id, &url, Some(("sha256", SHA256))).await.unwrap();
    house.settled(id).await;

    house.web.put("disk", DATA);
    house.tell(id, &url, Some(("sha256", SHA256))).await.unwrap();
    house.glance.drain().await;

    let image = house.image(id).await;
    assert_eq!((image.status, image.locations.len()), (Status::Active, 1));
    let tasks = house.glance.image_tasks(&owner(), id).await.unwrap();
    assert_eq!(tasks.iter().map(|task| task.status).collect::<Vec<_>>(), [TaskStatus::Failure, TaskStatus::Success]);
}

#[tokio::test]
async fn refused_data_in_a_store_goes_away_unless_another_image_names_it() {
    let house = House::open().await;
    let wrong = Some(("md5", "00000000000000000000000000000000"));
    for (is_shared, left) in [(false, 0), (true, 1)] {
        let (id, url) = (house.queued().await.id, house.foreign_data().await);
        if is_shared {
            house.force(&house.queued().await, &url).await;
        }

        house.tell_as(&service(), id, &url, wrong).await.unwrap();
        let (image, task) = house.settled(id).await;

        assert_eq!((image.status, image.locations.len(), task.status), (Status::Queued, 0, TaskStatus::Failure));
        assert_eq!(house.bucket.0.len(), left);
    }
}

#[tokio::test]
async fn a_location_that_leads_nowhere_ends_in_a_queued_image_and_a_task_that_says_why() {
    let house = House::with(|settings| settings.quotas.image_size_bytes = 10).await;
    house.web.put("disk", DATA);
    house.web.put("long", "more than ten bytes");
    for (path, claim, left, reason) in [
        ("/data/nothing", None, 0, "Invalid location"),
        ("/hangup", None, 0, "The Store URI was malformed."),
        ("/data/long", None, 0, "The incoming image is too large: The provided image is too large."),
        ("/short/disk", Some(("sha256", SHA256)), 1, "The data at the location could not be read."),
    ] {
        let id = house.queued().await.id;

        house.tell(id, &house.web.url(path), claim).await.unwrap();
        let (image, task) = house.settled(id).await;

        assert_eq!((image.status, image.size_bytes, image.locations.len()), (Status::Queued, None, left), "{path}");
        assert_eq!((task.status, task.message.as_deref()), (TaskStatus::Failure, Some(reason)), "{path}");
    }
}

#[tokio::test]
async fn an_active_image_stays_so_when_its_digests_cannot_be_found_out() {
    let house = House::with(|settings| settings.tasks.retries = 1).await;
    house.web.put("disk", DATA);
    let id = house.queued().await.id;

    house.tell(id, &house.web.url("/short/disk"), None).await.unwrap();
    let (image, task) = house.settled(id).await;

    assert_eq!((image.status, digests(&image), task.status), (Status::Active, (None, None, None), TaskStatus::Success));
    assert_eq!(task.message.as_deref(), Some("The digests of the data could not be found out."));
    assert_eq!(house.web.hits(), 3, "one for the size, two for the data");
}

#[tokio::test]
async fn one_of_many_who_tell_an_image_its_location_at_once_wins() {
    let house = House::open().await;
    house.web.put("disk", DATA);
    let (id, url) = (house.queued().await.id, house.web.url("/data/disk"));

    let told = (0..6).map(|_| house.tell(id, &url, None));
    let outcomes = futures::future::join_all(told).await;
    let (image, _) = house.settled(id).await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(Error::Conflict(_)))), "{outcomes:?}");
    assert_eq!((image.status, image.locations.len()), (Status::Active, 1));
}

#[tokio::test]
async fn an_image_that_is_deleted_meanwhile_ends_its_task() {
    let house = House::open().await;
    house.web.put("disk", vec![7; 1_000_000]);
    let slow = house.web.url("/drip/disk");
    for claim in [None, Some(("sha256", SHA256))] {
        let id = house.queued().await.id;
        house.tell(id, &slow, claim).await.unwrap();
        let waiting = if claim.is_none() { Status::Active } else { Status::Importing };
        until(async || house.image(id).await.locations.len() == 1).await;
        assert_eq!(house.image(id).await.status, waiting);

        house.glance.delete_image(&owner(), id).await.unwrap();
        tokio::time::timeout(Duration::from_secs(20), house.glance.drain()).await.expect("it goes on and on");

        assert_eq!(house.db.database.leases().held().await.unwrap(), []);
    }
    let admin = Caller::in_project("a", &["admin"]);
    let tasks = house.glance.list_tasks(&admin, &glance_core::task::TaskList::default()).await.unwrap().tasks;
    let ends = tasks.iter().map(|task| (task.status, task.message.as_deref().unwrap()));
    assert_eq!(ends.collect::<Vec<_>>(), [(TaskStatus::Failure, "The image was deleted."); 2]);
}

#[tokio::test]
async fn what_others_change_meanwhile_stays_changed() {
    let house = House::open().await;
    house.web.put("disk", vec![7; 300]);
    let id = house.queued().await.id;
    house.tell(id, &house.web.url("/drip/disk"), None).await.unwrap();
    until(async || house.image(id).await.status == Status::Active).await;
    assert_eq!(house.image(id).await.multihash.map(|hash| (hash.algorithm, hash.value)), Some(("sha512".into(), None)));

    house.glance.deactivate(&owner(), id).await.unwrap();
    let (image, task) = house.settled(id).await;

    assert_eq!((image.status, task.status), (Status::Deactivated, TaskStatus::Success));
    assert!(image.multihash.unwrap().value.is_some());
}

#[tokio::test]
async fn room_is_counted_before_a_location_takes_it() {
    let house = House::with(|settings| settings.quotas.project_bytes = Some(6)).await;
    house.web.put("disk", DATA);
    let (one, other) = (house.queued().await.id, house.queued().await.id);

    let url = house.web.url("/data/disk");
    let told = tokio::join!(house.tell(one, &url, None), house.tell(other, &url, None));
    assert!(told.0.is_ok() && told.1.is_ok());
    house.glance.drain().await;

    let active =
        [house.image(one).await, house.image(other).await].iter().filter(|image| image.size_bytes.is_some()).count();
    assert!(active <= 1, "two of four bytes each are more than six");
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it never became so");
}
