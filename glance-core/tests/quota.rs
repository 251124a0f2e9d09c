//! How much a project may have, whoever brings it and however many at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::join_all;
use futures::{StreamExt, stream};
use glance_core::context::{Caller, ProjectId};
use glance_core::image::{ContainerFormat, DiskFormat, Draft, ImageId, Status};
use glance_core::service::{Glance, LimitTable, Parts, Quotas, Resource, Settings, UnifiedLimits, Upload};
use glance_core::store::{DataStream, FileStore, FileStoreOptions, Stores, StreamError};
use glance_core::{Error, Result};
use support::{Backend, Db};
use tokio::sync::mpsc;

const MIB: u64 = 1 << 20;

/// Limits that a test can change.
#[derive(Debug, Default)]
struct TestLimits(Mutex<BTreeMap<Resource, i64>>);

#[async_trait]
impl UnifiedLimits for TestLimits {
    async fn of(&self, _: Option<&ProjectId>) -> Result<LimitTable> {
        Ok(self.0.lock().unwrap().iter().map(|(resource, limit)| (*resource, *limit)).collect())
    }
}

/// A place that some servers share.
struct Site {
    db: Db,
    folder: tempfile::TempDir,
}

impl Site {
    async fn open() -> Self {
        Self { db: Db::synced(Backend::Sqlite).await.unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    /// A server of this name.
    fn server(&self, worker: &str, project_bytes: Option<u64>, limits: Option<Arc<TestLimits>>) -> Glance {
        let files = FileStore::open(FileStoreOptions::new(self.folder.path())).unwrap();
        let quotas = Quotas { project_bytes, ..Quotas::default() };
        Glance::new(Parts {
            limits: limits.map(|limits| limits as Arc<dyn UnifiedLimits>),
            settings: Settings { worker: worker.to_owned(), quotas, ..Settings::default() },
            ..Parts::new(self.db.database.repositories(), Stores::single(Arc::new(files)))
        })
    }

    /// Bytes in the store, those of half-written files too.
    fn on_disk(&self) -> u64 {
        fn bytes(folder: &Path) -> u64 {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
            entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
        }
        bytes(self.folder.path())
    }
}

fn member() -> Caller {
    Caller::in_project("p", &["member", "reader"])
}

async fn queued(glance: &Glance, caller: &Caller) -> ImageId {
    let draft = Draft {
        disk_format: Some(DiskFormat::new("raw")),
        container_format: Some(ContainerFormat::new("bare")),
        ..Draft::default()
    };
    glance.create_image(caller, draft).await.unwrap().id
}

/// Data of so many bytes, in chunks of 64 KiB.
fn data(bytes: u64) -> DataStream {
    let chunk = move |at: u64| Ok(Bytes::from(vec![7; usize::try_from((bytes - at).min(64 << 10)).unwrap()]));
    Box::pin(stream::iter((0..bytes).step_by(64 << 10).map(chunk)))
}

async fn upload(glance: &Glance, id: ImageId, bytes: u64, announced: bool) -> Result<()> {
    let upload = Upload { data: data(bytes), size_bytes: announced.then_some(bytes), store: None };
    glance.upload(&member(), id, upload).await
}

async fn bring(glance: &Glance, bytes: u64, announced: bool) -> Result<ImageId> {
    let id = queued(glance, &member()).await;
    upload(glance, id, bytes, announced).await.map(|()| id)
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::LimitExceeded(text)) => text,
        other => panic!("{other:?} is no refusal for a limit"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_may_store_just_as_much_as_its_quota() {
    let site = Site::open().await;
    let glance = site.server("node", Some(1000), None);

    bring(&glance, 600, true).await.unwrap();
    let announced = refusal(bring(&glance, 401, true).await);
    let unannounced = refusal(bring(&glance, 401, false).await);
    let last = bring(&glance, 400, false).await.unwrap();

    let quota = "Image exceeds the storage quota: The size of the data";
    assert_eq!(announced, format!("{quota} 401 will exceed the limit. 400 bytes remaining."));
    assert_eq!(unannounced, announced);
    assert_eq!(
        refusal(bring(&glance, 1, false).await),
        format!("{quota} None will exceed the limit. 0 bytes remaining.")
    );
    assert!(bring(&glance, 0, true).await.is_ok(), "nothing fits always");
    assert_eq!(site.on_disk(), 1000);
    glance.delete_image(&member(), last).await.unwrap();
    bring(&glance, 400, true).await.unwrap();
    let elsewhere = Caller::in_project("q", &["member", "reader"]);
    let id = queued(&glance, &elsewhere).await;
    let upload = Upload { data: data(1000), size_bytes: None, store: None };
    glance.upload(&elsewhere, id, upload).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_upload_leaves_the_image_as_it_was() {
    let site = Site::open().await;
    let glance = site.server("node", Some(MIB), None);
    let id = queued(&glance, &member()).await;

    for announced in [true, false] {
        refusal(upload(&glance, id, 3 * MIB, announced).await);
        let image = glance.show_image(&member(), id).await.unwrap();
        assert_eq!((image.status, image.size_bytes, image.properties.len()), (Status::Queued, None, 0));
        assert_eq!(site.on_disk(), 0);
    }
    upload(&glance, id, MIB, false).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_uploads_at_once_never_have_more_than_the_quota() {
    let site = Site::open().await;
    // Two servers, which know of each other only by the database.
    let servers = [site.server("one", Some(10 * MIB), None), site.server("two", Some(10 * MIB), None)];
    let done = join_all((0..12).map(|number| bring(&servers[number % 2], MIB, number % 3 == 0))).await;

    let stored = done.iter().filter(|outcome| outcome.is_ok()).count() as u64;
    for outcome in done.into_iter().filter(Result::is_err) {
        refusal(outcome);
    }
    assert!(stored * MIB <= 10 * MIB && stored >= 5, "{stored} of 12");
    assert_eq!(site.on_disk(), stored * MIB);
    for server in &servers {
        server.drain().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s18_ossa_2015_003_data_counts_until_it_is_removed_also_when_its_image_is_not_there_any_more() {
    let site = Site::open().await;
    let glance = site.server("node", Some(10 * MIB), None);
    let (mut most, mut senders, mut uploads) = (0, Vec::new(), Vec::new());
    for round in 0..6 {
        let id = queued(&glance, &member()).await;
        let (sender, receiver) = mpsc::channel::<Result<Bytes, StreamError>>(1);
        let data: DataStream =
            Box::pin(stream::unfold(receiver, |mut chunks| async { chunks.recv().await.map(|chunk| (chunk, chunks)) }));
        let size_bytes = (round % 2 == 0).then_some(8 * MIB);
        let service = glance.clone();
        uploads.push(tokio::spawn(async move {
            service.upload(&member(), id, Upload { data, size_bytes, store: None }).await
        }));
        for _ in 0..128 {
            if sender.send(Ok(Bytes::from(vec![1; 64 << 10]))).await.is_err() {
                break;
            }
            most = most.max(site.on_disk());
        }
        // The sender stays, and so the upload does not end by itself.
        senders.push(sender);
        glance.delete_image(&member(), id).await.unwrap();
    }
    for _ in 0..20 {
        most = most.max(site.on_disk());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(most <= 10 * MIB + (64 << 10), "{most} bytes on disk");
    drop(senders);
    for outcome in join_all(uploads).await {
        outcome.unwrap().unwrap_err();
    }
    assert_eq!(site.on_disk(), 0);
    bring(&glance, 10 * MIB, true).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn unified_limits_count_in_the_place_of_the_quota_and_as_they_are_now() {
    let site = Site::open().await;
    let limits = Arc::new(TestLimits::default());
    let glance = site.server("node", Some(1), Some(limits.clone()));
    let set = |resource, limit| limits.0.lock().unwrap().insert(resource, limit);
    let caller = member();
    let create = || glance.create_image(&caller, Draft::default());

    let without = refusal(create().await);
    set(Resource::ImageCountTotal, 2);
    create().await.unwrap();
    let id = queued(&glance, &member()).await;
    let full = refusal(create().await);

    let text = "The request returned a 413 Request Entity Too Large. This generally means that rate limiting or a quota \
                threshold was breached.\n\nThe response body:\nProject p is over a limit for [Resource image_count_total \
                is over limit of";
    assert_eq!(without, format!("{text} 0 due to current usage 0 and delta 1]"));
    assert_eq!(full, format!("{text} 2 due to current usage 2 and delta 1]"));
    set(Resource::ImageCountTotal, -1);
    create().await.unwrap();

    set(Resource::ImageCountUploading, 1);
    set(Resource::ImageSizeTotal, 2);
    assert!(refusal(upload(&glance, id, 3 * MIB, true).await).contains("image_size_total is over limit of 2"));
    upload(&glance, id, 2 * MIB, true).await.unwrap();
    let other = queued(&glance, &member()).await;
    upload(&glance, other, MIB, false).await.unwrap();
    let third = queued(&glance, &member()).await;
    let text = refusal(upload(&glance, third, 1, false).await);
    assert!(text.contains("image_size_total is over limit of 2 due to current usage 3 and delta 0"), "{text}");
    let usage = glance.usage(&member()).await.unwrap();
    let usage: Vec<_> = usage.iter().map(|used| (used.resource.name(), used.usage, used.limit)).collect();
    assert_eq!(
        usage,
        [
            ("image_size_total", 3, 2),
            ("image_stage_total", 0, 0),
            ("image_count_total", 5, -1),
            ("image_count_uploading", 0, 1),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_only_as_many_are_let_in_as_there_may_be() {
    let site = Site::open().await;
    let limits = Arc::new(TestLimits::default());
    let glance = site.server("node", None, Some(limits.clone()));
    let set = |resource, limit| limits.0.lock().unwrap().insert(resource, limit);
    set(Resource::ImageCountTotal, 5);
    set(Resource::ImageSizeTotal, -1);
    set(Resource::ImageCountUploading, 1);

    let caller = member();
    let created = join_all((0..20).map(|_| glance.create_image(&caller, Draft::default()))).await;
    assert_eq!(created.iter().filter(|outcome| outcome.is_ok()).count(), 5);

    set(Resource::ImageCountTotal, -1);
    let (first, second) = (queued(&glance, &member()).await, queued(&glance, &member()).await);
    let pending: DataStream = Box::pin(data(64).chain(stream::pending()));
    let service = glance.clone();
    let running = tokio::spawn(async move {
        service.upload(&member(), first, Upload { data: pending, size_bytes: None, store: None }).await
    });
    while glance.show_image(&member(), first).await.unwrap().status != Status::Saving {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let text = refusal(upload(&glance, second, 64, false).await);
    assert!(text.contains("image_count_uploading is over limit of 1 due to current usage 2 and delta 0"), "{text}");
    assert_eq!(glance.show_image(&member(), second).await.unwrap().status, Status::Queued);
    running.abort();
}
