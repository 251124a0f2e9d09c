//! The library without HTTP: opens a service on SQLite and a folder, brings an image in, lists it, and reads it back.

use std::sync::Arc;

use anyhow::{Context, ensure};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use glance_core::context::Caller;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::image::{ContainerFormat, DiskFormat, Draft};
use glance_core::query::ListQuery;
use glance_core::service::{Download, Glance, Parts, Upload};
use glance_core::store::{FileStore, FileStoreOptions, Stores};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let url = format!("sqlite:///{}/glance.sqlite", home.path().display());
    let database = Database::connect(&url, PoolOptions::default()).await?;
    migrate::sync(&database).await?;
    let store = FileStore::open(FileStoreOptions::new(home.path().join("images")))?;
    let glance = Glance::new(Parts::new(database.repositories(), Stores::single(Arc::new(store))));
    glance.recover().await?;

    let caller = Caller::in_project("demo", &["member", "reader"]);
    let draft = Draft {
        name: Some("cirros".to_owned()),
        disk_format: Some(DiskFormat::new("raw")),
        container_format: Some(ContainerFormat::new("bare")),
        ..Draft::default()
    };
    let image = glance.create_image(&caller, draft).await?;
    let chunks = stream::iter(std::iter::repeat_n(Bytes::from_static(b"glance"), 1000)).map(Ok).boxed();
    glance.upload(&caller, image.id, Upload { data: chunks, size_bytes: None, store: None }).await?;

    let listed = glance.list_images(&caller, &ListQuery::default()).await?.images.pop().context("the list is empty")?;
    eprintln!("{} {} {:?} bytes, md5 {:?}", listed.id, listed.status, listed.size_bytes, listed.checksum);

    let Download::Data { data, .. } = glance.download(&caller, image.id, None).await? else { anyhow::bail!("no data") };
    let read = data.try_collect::<Vec<_>>().await?.concat();
    ensure!(read == b"glance".repeat(1000), "the data that came back is other data");
    glance.drain().await;
    Ok(())
}
