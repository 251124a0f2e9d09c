//! What becomes of an image's data when things go well, and when they do not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use glance_core::clock::{Clock, Moment};
use glance_core::context::Caller;
use glance_core::image::{ContainerFormat, DiskFormat, Draft, Image, ImageId, Status};
use glance_core::repo::{UPLOAD_LEASE, Viewer};
use glance_core::service::{Download, Glance, Part, Parts, Quotas, Settings, Upload};
use glance_core::store::{
    ByteRange, Capabilities, DataStream, FileStore, FileStoreOptions, ImageStore, Reading, StoreError, Stored, Stores,
    StreamError,
};
use glance_core::{Error, Result};
use serde_json::json;
use support::{Backend, Db};
use tokio::sync::mpsc;

/// A file store that can be told to fail.
#[derive(Debug)]
struct Fragile {
    files: FileStore,
    full: AtomicBool,
    stuck: AtomicBool,
}

#[async_trait]
impl ImageStore for Fragile {
    fn capabilities(&self) -> Capabilities {
        self.files.capabilities()
    }
    fn schemes(&self) -> &'static [&'static str] {
        self.files.schemes()
    }
    async fn put(&self, id: ImageId, mut data: DataStream, size: Option<u64>) -> Result<Stored, StoreError> {
        if self.full.load(Ordering::SeqCst) {
            data.next().await;
            return Err(StoreError::Full("no room".into()));
        }
        self.files.put(id, data, size).await
    }
    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        self.files.get(url, range).await
    }
    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        self.files.size(url).await
    }
    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        if self.stuck.load(Ordering::SeqCst) {
            return Err(StoreError::Denied("stuck".into()));
        }
        self.files.delete(url).await
    }
    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        self.files.discard(id).await
    }
    async fn sweep(&self) -> Result<usize, StoreError> {
        self.files.sweep().await
    }
}

/// A clock that a test can put forward.
#[derive(Debug, Default)]
struct TestClock(std::sync::Mutex<TimeDelta>);

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Utc::now() + *self.0.lock().unwrap()
    }
}

struct House {
    glance: Glance,
    store: Arc<Fragile>,
    clock: Arc<TestClock>,
    folder: tempfile::TempDir,
    db: Db,
}

impl House {
    async fn open() -> Self {
        let db = Db::synced(Backend::Sqlite).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::open(FileStoreOptions::new(folder.path())).unwrap();
        let store = Arc::new(Fragile { files, full: AtomicBool::new(false), stuck: AtomicBool::new(false) });
        let clock = Arc::new(TestClock::default());
        let quotas = Quotas { image_size_bytes: 10_000_000, ..Quotas::default() };
        let settings = Settings { worker: "node-1".into(), quotas, ..Settings::default() };
        let glance = Glance::new(Parts {
            clock: clock.clone(),
            settings,
            ..Parts::new(db.database.repositories(), Stores::single(store.clone()))
        });
        Self { glance, store, clock, folder, db }
    }

    async fn queued(&self) -> ImageId {
        let draft = Draft {
            disk_format: Some(DiskFormat::new("raw")),
            container_format: Some(ContainerFormat::new("bare")),
            ..Draft::default()
        };
        self.glance.create_image(&owner(), draft).await.unwrap().id
    }

    async fn upload(&self, id: ImageId, data: DataStream, size_bytes: Option<u64>) -> Result<()> {
        self.glance.upload(&owner(), id, Upload { data, size_bytes, store: None }).await
    }

    async fn image(&self, id: ImageId) -> Image {
        self.glance.show_image(&owner(), id).await.unwrap()
    }

    /// The names in the data folder.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    async fn assert_untouched(&self, id: ImageId) {
        let image = self.image(id).await;
        assert_eq!((image.status, image.size_bytes, &image.checksum), (Status::Queued, None, &None));
        assert_eq!((image.locations.len(), image.properties.len()), (0, 0));
        assert_eq!(self.files(), Vec::<String>::new());
    }
}

fn owner() -> Caller {
    Caller::in_project("p", &["member", "reader"])
}

fn bytes(length: usize) -> Bytes {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn chunks(data: &Bytes) -> DataStream {
    let chunks: Vec<_> = data.chunks(64 * 1024).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks).boxed()
}

/// A sender that a test feeds; the upload sees what is sent, and the end when the sender is dropped.
fn sender() -> (mpsc::Sender<Result<Bytes, StreamError>>, DataStream) {
    let (sender, receiver) = mpsc::channel(1);
    let data = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) });
    (sender, data.boxed())
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it never became so");
}

#[tokio::test]
async fn data_comes_back_as_it_was_brought_in_whole_and_in_parts() {
    let house = House::open().await;
    let (id, data) = (house.queued().await, bytes(1_000_000));

    house.upload(id, chunks(&data), Some(1_000_000)).await.unwrap();

    let image = house.image(id).await;
    assert_eq!((image.status, image.size_bytes), (Status::Active, Some(1_000_000)));
    assert_eq!(image.checksum.as_deref().map(str::len), Some(32));
    assert_eq!(
        image.multihash.as_ref().map(|hash| (hash.algorithm.as_str(), hash.value.as_deref().map(str::len))),
        Some(("sha512", Some(128)))
    );
    assert!(!image.properties.contains_key(UPLOAD_LEASE));
    assert_eq!(house.files(), [id.to_string()]);
    for (part, expected) in [(None, &data[..]), (Some(Part::Between(70_000, 140_000)), &data[70_000..=140_000])] {
        let read = house.glance.download(&owner(), id, part).await.unwrap();
        let Download::Data { data, .. } = read else { panic!("no data") };
        assert_eq!(data.try_collect::<Vec<_>>().await.unwrap().concat(), expected);
    }
    let refused = house.glance.download(&owner(), id, Some(Part::From(1_000_000))).await.unwrap_err();
    assert!(matches!(refused, Error::BadRange(_)), "{refused:?}");
}

#[tokio::test]
async fn whatever_breaks_leaves_a_queued_image_and_nothing_else() {
    let house = House::open().await;
    let id = house.queued().await;
    let broken = || stream::iter([Ok(bytes(100_000)), Err(StreamError::Aborted("gone".into()))]).boxed();

    let gone = house.upload(id, broken(), None).await.unwrap_err();
    assert!(matches!(gone, Error::SenderGone(_)), "{gone:?}");
    house.assert_untouched(id).await;

    let long = house.upload(id, chunks(&bytes(10_000_001)), None).await.unwrap_err();
    assert!(matches!(long, Error::LimitExceeded(_)), "{long:?}");
    house.assert_untouched(id).await;

    let short = house.upload(id, chunks(&bytes(99)), Some(100)).await.unwrap_err();
    assert_eq!(short.to_string(), "Size mismatch: expected 100 bytes, got 99 bytes");
    house.assert_untouched(id).await;

    house.store.full.store(true, Ordering::SeqCst);
    let full = house.upload(id, chunks(&bytes(99)), None).await.unwrap_err();
    assert!(matches!(full, Error::StoreFull), "{full:?}");
    house.assert_untouched(id).await;

    house.store.full.store(false, Ordering::SeqCst);
    house.upload(id, chunks(&bytes(99)), None).await.unwrap();
    assert_eq!(house.image(id).await.status, Status::Active);
}

#[tokio::test]
async fn a_caller_who_leaves_does_not_leave_the_image_behind() {
    let house = House::open().await;
    let id = house.queued().await;
    let (sender, data) = sender();
    let upload = tokio::spawn({
        let glance = house.glance.clone();
        async move { glance.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await }
    });
    sender.send(Ok(bytes(100_000))).await.unwrap();
    until(async || house.image(id).await.status == Status::Saving).await;

    upload.abort();
    sender.send(Err(StreamError::Aborted("the connection is gone".into()))).await.unwrap();
    house.glance.drain().await;

    house.assert_untouched(id).await;
}

#[tokio::test]
async fn only_one_upload_at_a_time_has_an_image() {
    let house = House::open().await;
    let id = house.queued().await;
    let data = bytes(500_000);

    let uploads = (0..6).map(|_| house.upload(id, chunks(&data), None));
    let outcomes = futures::future::join_all(uploads).await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let refused = |outcome: &Result<()>| matches!(outcome, Ok(()) | Err(Error::Conflict(_) | Error::Transition(_)));
    assert!(outcomes.iter().all(refused), "{outcomes:?}");
    assert_eq!((house.image(id).await.status, house.files()), (Status::Active, vec![id.to_string()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_uploads_at_once_do_not_lock_each_other_out() {
    let house = Arc::new(House::open().await);
    let uploads = (0..8).map(|_| {
        let house = house.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                let id = house.queued().await;
                house.upload(id, chunks(&bytes(300_000)), None).await.unwrap();
            }
        })
    });

    for outcome in futures::future::join_all(uploads).await {
        outcome.unwrap();
    }
    assert_eq!(house.files().len(), 40);
}

#[tokio::test]
async fn an_image_deleted_during_its_upload_stays_deleted_and_leaves_no_data() {
    let house = House::open().await;
    let id = house.queued().await;
    let (sender, data) = sender();
    let upload = tokio::spawn({
        let glance = house.glance.clone();
        async move { glance.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await }
    });
    sender.send(Ok(bytes(100_000))).await.unwrap();
    until(async || house.image(id).await.status == Status::Saving).await;

    house.glance.delete_image(&owner(), id).await.unwrap();
    drop(sender);

    let outcome = upload.await.unwrap().unwrap_err();
    assert!(matches!(outcome, Error::Gone(_)), "{outcome:?}");
    assert_eq!(house.files(), Vec::<String>::new());
    assert_eq!(house.db.database.leases().held().await.unwrap(), []);
}

#[tokio::test]
async fn an_upload_whose_process_died_is_cleaned_up_by_its_next_life_or_by_others_in_time() {
    let house = House::open().await;
    let images = house.db.database.images();
    for (worker, waits) in [("node-1", false), ("node-2", true)] {
        let id = house.queued().await;
        let before = images.get(&Viewer::Admin { project: None }, id).await.unwrap().unwrap();
        let mut saving = before.clone();
        saving.enter(Status::Saving).unwrap();
        let until = house.clock.now() + TimeDelta::minutes(5);
        let upload = uuid::Uuid::new_v4().to_string();
        let lease = json!({"worker": worker, "upload": upload, "until": until.to_rfc3339()}).to_string();
        saving.properties.insert(UPLOAD_LEASE.into(), lease);
        images.save(&before, &saving).await.unwrap();
        std::fs::write(house.folder.path().join(id.to_string()), "what was stored before the kill").unwrap();

        house.glance.recover().await.unwrap();

        if waits {
            assert_eq!(
                (house.image(id).await.status, house.files().len()),
                (Status::Saving, 1),
                "it may still be alive"
            );
            *house.clock.0.lock().unwrap() = TimeDelta::minutes(6);
            assert_eq!(house.glance.recover().await.unwrap().uploads, 1);
        }
        house.assert_untouched(id).await;
        assert_eq!(house.db.database.leases().held().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_upload_under_way_is_not_taken_for_a_dead_one() {
    let house = House::open().await;
    let id = house.queued().await;
    let (sender, data) = sender();
    let upload = tokio::spawn({
        let glance = house.glance.clone();
        async move { glance.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await }
    });
    sender.send(Ok(bytes(100_000))).await.unwrap();
    until(async || house.image(id).await.status == Status::Saving).await;

    let recovered = house.glance.recover().await.unwrap();
    drop(sender);
    upload.await.unwrap().unwrap();

    assert_eq!((recovered.uploads, recovered.pieces), (0, 0));
    assert_eq!(house.image(id).await.status, Status::Active);
}

#[tokio::test]
async fn data_that_lay_there_before_is_neither_overwritten_nor_removed() {
    let house = House::open().await;
    let id = house.queued().await;
    let path = house.folder.path().join(id.to_string());
    std::fs::write(&path, "somebody's").unwrap();

    let refused = house.upload(id, chunks(&bytes(99)), None).await.unwrap_err();

    assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"somebody's");
    assert_eq!((house.image(id).await.status, house.files().len()), (Status::Queued, 1));
}

#[tokio::test]
async fn data_that_cannot_be_removed_now_is_removed_later() {
    let house = House::open().await;
    let id = house.queued().await;
    house.upload(id, chunks(&bytes(99)), None).await.unwrap();
    house.store.stuck.store(true, Ordering::SeqCst);

    house.glance.delete_image(&owner(), id).await.unwrap();
    assert!(matches!(house.glance.show_image(&owner(), id).await, Err(Error::ImageNotFound(_))));
    assert_eq!(house.files().len(), 1);

    house.store.stuck.store(false, Ordering::SeqCst);
    assert_eq!(house.glance.recover().await.unwrap().removals, 1);
    assert_eq!(house.files(), Vec::<String>::new());
    assert_eq!(house.glance.recover().await.unwrap().removals, 0);
}
