//! Uploads that are cut off from the database, and others that go on in their place.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use glance_core::clock::{Clock, Moment};
use glance_core::context::Caller;
use glance_core::image::{ContainerFormat, DiskFormat, Draft, Image, ImageId, Status};
use glance_core::repo::{HeldLease, LeaseRepo};
use glance_core::service::{Download, Glance, Parts, Settings, Upload};
use glance_core::store::{FileStore, FileStoreOptions, Stores, StreamError};
use glance_core::{Error, Result};
use support::{Backend, Db};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Leases on the other side of a network that fails.
#[derive(Debug)]
struct FarLeases {
    leases: Arc<dyn LeaseRepo>,
    /// Nothing arrives.
    is_away: AtomicBool,
    /// The next change arrives, but its answer does not.
    loses_answer: AtomicBool,
}

/// What is not worth waiting for.
fn away() -> Error {
    Error::Db("the network is down for long".into())
}

#[async_trait]
impl LeaseRepo for FarLeases {
    async fn held(&self) -> Result<Vec<HeldLease>> {
        self.leases.held().await
    }
    async fn exchange(&self, image: ImageId, old: &str, new: &str) -> Result<bool> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(away());
        }
        let done = self.leases.exchange(image, old, new).await;
        let lost = || Err(Error::DbUnavailable("the connection broke".into()));
        if self.loses_answer.swap(false, Ordering::SeqCst) { lost() } else { done }
    }
    async fn end(&self, image: ImageId, lease: &str, at: Moment) -> Result<bool> {
        if self.is_away.load(Ordering::SeqCst) { Err(away()) } else { self.leases.end(image, lease, at).await }
    }
}

/// A clock that a test can put forward.
#[derive(Debug, Default)]
struct TestClock(Mutex<TimeDelta>);

impl TestClock {
    fn put_forward(&self, minutes: i64) {
        *self.0.lock().unwrap() += TimeDelta::minutes(minutes);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Utc::now() + *self.0.lock().unwrap()
    }
}

/// Two nodes on one database and one folder; the network of one of them may fail.
struct House {
    far: Glance,
    near: Glance,
    network: Arc<FarLeases>,
    clock: Arc<TestClock>,
    folder: tempfile::TempDir,
    db: Db,
}

impl House {
    async fn open() -> Self {
        let db = Db::synced(Backend::Sqlite).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::default());
        let network = FarLeases {
            leases: db.database.leases(),
            is_away: AtomicBool::new(false),
            loses_answer: AtomicBool::new(false),
        };
        let network = Arc::new(network);
        let node = |worker: &str, leases: Arc<dyn LeaseRepo>| {
            let files = FileStore::open(FileStoreOptions::new(folder.path())).unwrap();
            Glance::new(Parts {
                leases,
                clock: clock.clone(),
                settings: Settings { worker: worker.to_owned(), ..Settings::default() },
                ..Parts::new(db.database.repositories(), Stores::single(Arc::new(files)))
            })
        };
        let (far, near) = (node("far", network.clone()), node("near", db.database.leases()));
        Self { far, near, network, clock, folder, db }
    }

    /// Begins an upload of a new image through the far node. Its data ends when the sender is dropped.
    async fn begin(&self) -> (ImageId, mpsc::Sender<Result<Bytes, StreamError>>, JoinHandle<Result<()>>) {
        let draft = Draft {
            disk_format: Some(DiskFormat::new("raw")),
            container_format: Some(ContainerFormat::new("bare")),
            ..Draft::default()
        };
        let id = self.far.create_image(&owner(), draft).await.unwrap().id;
        let (sender, receiver) = mpsc::channel(1);
        let data =
            stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) });
        let upload = Upload { data: data.boxed(), size_bytes: None, store: None };
        let glance = self.far.clone();
        let upload = tokio::spawn(async move { glance.upload(&owner(), id, upload).await });
        sender.send(Ok(Bytes::from_static(b"far"))).await.unwrap();
        // The second chunk is only taken when the first one is, and that is when the upload is under way.
        sender.send(Ok(Bytes::from_static(b"far"))).await.unwrap();
        (id, sender, upload)
    }

    /// Gives an upload up whose lease has run out.
    async fn give_up(&self) {
        self.clock.put_forward(6);
        assert_eq!(self.near.recover().await.unwrap().uploads, 1);
    }

    async fn upload_near(&self, id: ImageId) {
        let data = stream::iter([Ok(Bytes::from_static(b"near"))]).boxed();
        self.near.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await.unwrap();
    }

    async fn image(&self, id: ImageId) -> Image {
        self.near.show_image(&owner(), id).await.unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn owner() -> Caller {
    Caller::in_project("p", &["member", "reader"])
}

#[tokio::test]
async fn an_upload_that_lost_its_lease_removes_nothing() {
    let house = House::open().await;
    let (id, sender, upload) = house.begin().await;
    house.network.is_away.store(true, Ordering::SeqCst);
    house.give_up().await;
    house.upload_near(id).await;

    sender.send(Err(StreamError::Aborted("the client left".into()))).await.unwrap();
    assert!(matches!(upload.await.unwrap(), Err(Error::SenderGone(_))));

    assert_eq!(house.image(id).await.status, Status::Active);
    let Download::Data { data, .. } = house.near.download(&owner(), id, None).await.unwrap() else { panic!("no data") };
    assert_eq!(data.try_collect::<Vec<_>>().await.unwrap().concat(), b"near");
}

#[tokio::test]
async fn data_of_an_upload_that_was_given_up_never_gets_its_name() {
    let house = House::open().await;
    let (id, sender, upload) = house.begin().await;
    house.give_up().await;

    drop(sender);
    let outcome = upload.await.unwrap().unwrap_err();

    assert!(matches!(outcome, Error::Gone(_)), "{outcome:?}");
    assert_eq!(house.image(id).await.status, Status::Queued);
    assert!(!house.files().contains(&id.to_string()), "{:?}", house.files());
    house.upload_near(id).await;
    assert_eq!(house.image(id).await.size_bytes, Some(4));
}

#[tokio::test]
async fn a_renewal_whose_answer_was_lost_is_a_renewal() {
    let house = House::open().await;
    let (id, sender, upload) = house.begin().await;
    house.clock.put_forward(3);
    house.network.loses_answer.store(true, Ordering::SeqCst);

    drop(sender);
    upload.await.unwrap().unwrap();

    assert!(!house.network.loses_answer.load(Ordering::SeqCst), "nothing was renewed");
    assert_eq!((house.image(id).await.status, house.image(id).await.size_bytes), (Status::Active, Some(6)));
    assert_eq!(house.db.database.leases().held().await.unwrap(), []);
}
