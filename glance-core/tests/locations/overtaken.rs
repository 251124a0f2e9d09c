//! Images whose lease others end at the same moment.

use std::sync::Arc;

use async_trait::async_trait;
use glance_core::Result;
use glance_core::clock::Moment;
use glance_core::image::{Image, ImageId, Status};
use glance_core::query::ListQuery;
use glance_core::repo::{ImageRepo, UPLOAD_LEASE, Viewer};
use glance_core::service::Upload;

use crate::fixture::{House, owner};

/// What a task that has ended holds an image with.
const ENDED: &str = "the lease of an ended task";

/// Images that an ended task lets go just before the next change is written.
#[derive(Debug)]
struct Overtaken(Arc<dyn ImageRepo>);

#[async_trait]
impl ImageRepo for Overtaken {
    async fn create(&self, image: &Image) -> Result<()> {
        self.0.create(image).await
    }
    async fn get(&self, viewer: &Viewer, id: ImageId) -> Result<Option<Image>> {
        self.0.get(viewer, id).await
    }
    async fn list(&self, viewer: &Viewer, query: &ListQuery, after: Option<&Image>, limit: u32) -> Result<Vec<Image>> {
        self.0.list(viewer, query, after, limit).await
    }
    async fn list_behind(
        &self,
        viewer: &Viewer,
        query: &ListQuery,
        after: ImageId,
        limit: u32,
    ) -> Result<Option<Vec<Image>>> {
        self.0.list_behind(viewer, query, after, limit).await
    }
    async fn save(&self, before: &Image, after: &Image) -> Result<Image> {
        let stored = self.0.get(&Viewer::Admin { project: None }, before.id).await?.unwrap();
        if stored.properties.get(UPLOAD_LEASE).is_some_and(|lease| lease == ENDED) {
            let mut free = stored.clone();
            free.properties.remove(UPLOAD_LEASE);
            self.0.save(&stored, &free).await?;
        }
        self.0.save(before, after).await
    }
    async fn located_at(&self, url: &str) -> Result<Vec<ImageId>> {
        self.0.located_at(url).await
    }
    async fn delete(&self, id: ImageId, was: Status, at: Moment) -> Result<()> {
        self.0.delete(id, was, at).await
    }
}

#[tokio::test]
async fn data_comes_in_though_the_last_task_of_the_image_lets_it_go_at_that_moment() {
    let house = House::on(|images| Arc::new(Overtaken(images)), |_| ()).await;
    house.web.put("disk", "data");
    let (uploaded, told) = (house.queued().await, house.queued().await);
    for image in [&uploaded, &told] {
        let mut held = image.clone();
        held.properties.insert(UPLOAD_LEASE.to_owned(), ENDED.to_owned());
        house.db.database.images().save(image, &held).await.unwrap();
    }

    let data = Box::pin(futures::stream::iter([Ok(b"data".as_slice().into())]));
    house.glance.upload(&owner(), uploaded.id, Upload { data, size_bytes: None, store: None }).await.unwrap();
    house.tell(told.id, &house.web.url("/data/disk"), None).await.unwrap();
    house.glance.drain().await;

    for id in [uploaded.id, told.id] {
        let image = house.image(id).await;
        assert_eq!((image.status, image.size_bytes), (Status::Active, Some(4)));
    }
    assert_eq!(house.db.database.leases().held().await.unwrap(), []);
}
