//! What becomes of data that is not what its image says, or not safe.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use glance_core::context::Caller;
use glance_core::image::{ContainerFormat, DiskFormat, Draft, Image, ImageId, Status};
use glance_core::service::{Glance, Parts, Upload};
use glance_core::store::{DataStream, FileStore, FileStoreOptions, Stores, StreamError};
use glance_core::{Error, Result};
use support::{Backend, Db};
use tokio::sync::mpsc;

struct House {
    glance: Glance,
    folder: tempfile::TempDir,
    _db: Db,
}

impl House {
    async fn open() -> Self {
        let db = Db::synced(Backend::Sqlite).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let glance = Glance::new(Parts::new(
            db.database.repositories(),
            Stores::single(std::sync::Arc::new(FileStore::open(FileStoreOptions::new(folder.path())).unwrap())),
        ));
        Self { glance, folder, _db: db }
    }

    async fn queued(&self, disk_format: &str) -> ImageId {
        let draft = Draft {
            disk_format: Some(DiskFormat::new(disk_format)),
            container_format: Some(ContainerFormat::new("bare")),
            ..Draft::default()
        };
        self.glance.create_image(&owner(), draft).await.unwrap().id
    }

    async fn upload(&self, id: ImageId, data: DataStream) -> Result<()> {
        self.glance.upload(&owner(), id, Upload { data, size_bytes: None, store: None }).await
    }

    async fn image(&self, id: ImageId) -> Image {
        self.glance.show_image(&owner(), id).await.unwrap()
    }

    fn stored_files(&self) -> usize {
        std::fs::read_dir(self.folder.path()).unwrap().count()
    }
}

fn owner() -> Caller {
    Caller::in_project("p", &["member", "reader"])
}

/// A qcow2 with a disk of 1 GiB in it, that names a backing file if `backing` is not zero.
fn qcow2(backing: u64) -> Bytes {
    let mut header = [b"QFI\xfb".as_slice(), &2_u32.to_be_bytes(), &backing.to_be_bytes()].concat();
    header.extend([0_u32.to_be_bytes(), 16_u32.to_be_bytes()].concat());
    header.extend((1_u64 << 30).to_be_bytes());
    header.resize(100_000, 0);
    header.into()
}

fn chunks(data: &Bytes) -> DataStream {
    stream::iter(data.chunks(4000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect::<Vec<_>>()).boxed()
}

#[tokio::test]
async fn data_that_is_what_its_image_says_tells_the_size_of_the_disk() {
    let house = House::open().await;
    let id = house.queued("qcow2").await;

    house.upload(id, chunks(&qcow2(0))).await.unwrap();

    let image = house.image(id).await;
    assert_eq!(
        (image.status, image.virtual_size_bytes, image.size_bytes),
        (Status::Active, Some(1 << 30), Some(100_000))
    );
}

#[tokio::test]
async fn s21_refused_data_leaves_a_queued_image_and_nothing_else() {
    let house = House::open().await;
    let id = house.queued("qcow2").await;
    let short = Bytes::from_static(b"neither a header nor long enough for one");

    for (data, reason) in [
        (qcow2(4096), "Image failed safety checks"),
        (Bytes::from(vec![7; 100_000]), "Image disk_format qcow2 does not match stream data raw"),
        (short, "Image disk_format qcow2 does not match stream data raw"),
    ] {
        let refused = house.upload(id, chunks(&data)).await.unwrap_err();

        assert!(matches!(&refused, Error::UnfitData(text) if text == reason), "{refused:?}");
        let image = house.image(id).await;
        assert_eq!((image.status, image.size_bytes, image.virtual_size_bytes), (Status::Queued, None, None));
        assert_eq!((image.checksum, image.locations.len(), image.properties.len()), (None, 0, 0));
        assert_eq!(house.stored_files(), 0);
    }

    house.upload(id, chunks(&qcow2(0))).await.unwrap();
    assert_eq!(house.image(id).await.status, Status::Active);
}

#[tokio::test]
async fn what_is_certain_to_be_refused_is_not_stored_to_its_end_but_heard_to_its_end() {
    let house = House::open().await;
    let id = house.queued("vmdk").await;
    let (sender, receiver) = mpsc::channel::<Result<Bytes, StreamError>>(1);
    let data = stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) });
    let glance = house.glance.clone();
    let upload = tokio::spawn(async move {
        glance.upload(&owner(), id, Upload { data: data.boxed(), size_bytes: None, store: None }).await
    });

    sender.send(Ok(qcow2(0))).await.unwrap();
    // The image is open to another upload while this sender goes on.
    let queued = async {
        while house.image(id).await.status != Status::Queued || house.stored_files() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    sender.send(Ok(qcow2(0))).await.unwrap();
    tokio::time::timeout(Duration::from_secs(20), queued).await.expect("it was stored on");
    for _ in 0..50 {
        sender.send(Ok(qcow2(0))).await.unwrap();
    }
    assert!(!upload.is_finished());
    drop(sender);

    let refused = upload.await.unwrap().unwrap_err();
    assert_eq!(refused.to_string(), "Image disk_format vmdk does not match stream data qcow2");
}

#[tokio::test]
async fn data_of_an_image_with_a_signature_that_nobody_verifies_is_refused() {
    let house = House::open().await;
    let signature =
        ["img_signature", "img_signature_hash_method", "img_signature_key_type", "img_signature_certificate_uuid"];
    let with = |names: &[&str]| Draft {
        disk_format: Some(DiskFormat::new("raw")),
        container_format: Some(ContainerFormat::new("bare")),
        properties: names.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect(),
        ..Draft::default()
    };
    let signed = house.glance.create_image(&owner(), with(&signature)).await.unwrap().id;
    let partly = house.glance.create_image(&owner(), with(&signature[..3])).await.unwrap().id;
    let data = Bytes::from_static(b"data");

    let refused = house.upload(signed, chunks(&data)).await.unwrap_err();
    assert!(matches!(&refused, Error::Invalid(text) if text.contains("signature")), "{refused:?}");
    assert_eq!((house.image(signed).await.status, house.stored_files()), (Status::Queued, 0));
    house.upload(partly, chunks(&data)).await.unwrap();
    assert_eq!(house.image(partly).await.status, Status::Active);
}
