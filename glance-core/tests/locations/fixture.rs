//! A service with a bucket and a web server.

use std::sync::Arc;

use async_trait::async_trait;
use glance_core::Result;
use glance_core::context::Caller;
use glance_core::fetch::{FetchRules, Filter};
use glance_core::image::{
    Change, ContainerFormat, DiskFormat, Draft, Image, ImageId, LocationRequest, PatchMedia, Status,
};
use glance_core::repo::{ImageRepo, Viewer};
use glance_core::service::{Glance, Parts, Settings};
use glance_core::store::{
    ByteRange, Capabilities, DataStream, HttpStore, HttpStoreOptions, ImageStore, MemoryStore, Reading, StoreEntry,
    StoreError, Stored, Stores,
};
use glance_core::task::Task;
use serde_json::json;

use crate::support::{Backend, Db};
use crate::web::Web;

/// A store of the service's own whose locations clients may name, unlike those of files and memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bucket(pub(crate) MemoryStore);

impl Bucket {
    pub(crate) fn url(id: ImageId) -> String {
        format!("s3://bucket/{id}")
    }

    fn inner(url: &str) -> String {
        url.replace("s3://bucket/", "memory://")
    }
}

#[async_trait]
impl ImageStore for Bucket {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }
    fn schemes(&self) -> &'static [&'static str] {
        &["s3"]
    }
    async fn put(&self, id: ImageId, data: DataStream, size: Option<u64>) -> Result<Stored, StoreError> {
        Ok(Stored { url: Self::url(id), ..self.0.put(id, data, size).await? })
    }
    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        self.0.get(&Self::inner(url), range).await
    }
    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        self.0.size(&Self::inner(url)).await
    }
    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        self.0.delete(&Self::inner(url)).await
    }
    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        self.0.discard(id).await
    }
    async fn sweep(&self) -> Result<usize, StoreError> {
        self.0.sweep().await
    }
}

pub(crate) struct House {
    pub(crate) glance: Glance,
    pub(crate) bucket: Bucket,
    pub(crate) web: Web,
    pub(crate) db: Db,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::with(|_| ()).await
    }

    /// With what an operator chose. Nothing is tried again, unless that is chosen.
    pub(crate) async fn with(choose: impl FnOnce(&mut Settings)) -> Self {
        Self::on(|images| images, choose).await
    }

    /// On images that something stands before.
    pub(crate) async fn on(
        images: impl FnOnce(Arc<dyn ImageRepo>) -> Arc<dyn ImageRepo>,
        choose: impl FnOnce(&mut Settings),
    ) -> Self {
        let (db, web, bucket) = (Db::synced(Backend::Sqlite).await.unwrap(), Web::start().await, Bucket::default());
        let hosts = Filter { allowed: vec!["127.0.0.1".to_owned()], disallowed: Vec::new() };
        let rules = FetchRules { hosts, ports: Filter::default(), ..FetchRules::default() };
        let http = HttpStore::open(&HttpStoreOptions::default(), rules).unwrap();
        let entry = |name: &str, store: Arc<dyn ImageStore>| StoreEntry::new(name.parse().unwrap(), store);
        let entries = vec![entry("bucket", Arc::new(bucket.clone())), entry("web", Arc::new(http))];
        let mut settings = Settings { worker: "node-1".into(), ..Settings::default() };
        settings.view.locations = true;
        settings.tasks.retries = 0;
        choose(&mut settings);
        let glance = Glance::new(Parts {
            images: images(db.database.images()),
            settings,
            ..Parts::new(db.database.repositories(), Stores::several(entries, &"bucket".parse().unwrap()).unwrap())
        });
        Self { glance, bucket, web, db }
    }

    pub(crate) async fn queued(&self) -> Image {
        let draft = Draft {
            disk_format: Some(DiskFormat::new("raw")),
            container_format: Some(ContainerFormat::new("bare")),
            ..Draft::default()
        };
        self.glance.create_image(&owner(), draft).await.unwrap()
    }

    /// Puts data into the bucket past the service, and tells where it is.
    pub(crate) async fn foreign_data(&self) -> String {
        let id = ImageId::random();
        let data = Box::pin(futures::stream::iter([Ok(b"foreign".as_slice().into())]));
        self.bucket.put(id, data, None).await.unwrap().url
    }

    pub(crate) async fn add(&self, id: ImageId, url: &str) -> Result<Image> {
        let patch = json!([{"op": "add", "path": "/locations/-", "value": {"url": url, "metadata": {}}}]);
        self.glance.change_image(&owner(), id, Change::read_all(&patch, PatchMedia::V21).unwrap()).await
    }

    /// Tells a queued image where its data is, as a user.
    pub(crate) async fn tell(&self, id: ImageId, url: &str, claim: Option<(&str, &str)>) -> Result<()> {
        self.tell_as(&owner(), id, url, claim).await
    }

    pub(crate) async fn tell_as(
        &self,
        caller: &Caller,
        id: ImageId,
        url: &str,
        claim: Option<(&str, &str)>,
    ) -> Result<()> {
        let claim =
            claim.map_or(json!({}), |(algorithm, value)| json!({"os_hash_algo": algorithm, "os_hash_value": value}));
        let request = LocationRequest::read(&json!({"url": url, "validation_data": claim})).unwrap();
        self.glance.add_location(caller, id, request).await
    }

    pub(crate) async fn image(&self, id: ImageId) -> Image {
        self.glance.show_image(&owner(), id).await.unwrap()
    }

    /// Waits for all that goes on in the background, and tells how the image is then, and its only task.
    pub(crate) async fn settled(&self, id: ImageId) -> (Image, Task) {
        self.glance.drain().await;
        assert_eq!(self.db.database.leases().held().await.unwrap(), []);
        let [task] = self.glance.image_tasks(&owner(), id).await.unwrap().try_into().unwrap();
        (self.image(id).await, task)
    }

    /// Gives a location to an image past the service, as an older Glance may have done.
    pub(crate) async fn force(&self, image: &Image, url: &str) {
        let images = self.db.database.images();
        let before = images.get(&Viewer::Admin { project: None }, image.id).await.unwrap().unwrap();
        let mut after = before.clone();
        after.status = Status::Active;
        after.size_bytes = Some(7);
        after.locations.push(glance_core::image::Location::new(url, serde_json::Map::new()));
        images.save(&before, &after).await.unwrap();
    }
}

/// Another service, which acts in the owner's project.
pub(crate) fn service() -> Caller {
    Caller::in_project("p", &["service", "member", "reader"])
}

pub(crate) fn owner() -> Caller {
    Caller::in_project("p", &["member", "reader"])
}
