//! Removing the data of deleted images.

use super::Glance;
use crate::image::{Image, ImageId};
use crate::repo::Trash;
use crate::store::StoreError;

impl Glance {
    /// Removes the data of an image that was just deleted, in a task of its own: when the caller leaves, it goes on.
    pub(super) async fn empty_trash_of(&self, image: Image) {
        if image.locations.is_empty() {
            return;
        }
        let service = self.clone();
        let task = self.background.spawn(async move { service.empty_trash(Some(image.id)).await });
        if let Err(error) = task.await {
            tracing::error!(%error, "removing the data of a deleted image broke off; it is tried again later");
        }
    }

    /// Removes what waits for it, of one image or of all, and tells how much that was. What cannot be removed waits on.
    pub(super) async fn empty_trash(&self, image: Option<ImageId>) -> usize {
        let waiting = match self.parts.trash.waiting(image).await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "cannot tell which data to remove; it is tried again later");
                return 0;
            }
        };
        let mut removed = Vec::new();
        for trash in &waiting {
            if self.remove_data(trash).await {
                removed.extend(trash.location.row);
            }
        }
        if removed.is_empty() {
            return 0;
        }
        if let Err(error) = self.parts.trash.removed(&removed, self.now()).await {
            tracing::warn!(%error, "cannot note that data was removed; it is looked for again later");
        }
        removed.len()
    }

    /// Whether there is nothing left to do: the data is gone, or is none of ours to remove.
    async fn remove_data(&self, trash: &Trash) -> bool {
        let Some(entry) = self.parts.stores.find(&trash.location.url, &trash.location.metadata) else {
            tracing::warn!(image.id = %trash.image, "the data of a deleted image is in a store that is not known here");
            return true;
        };
        match entry.store.delete(&trash.location.url).await {
            Ok(()) | Err(StoreError::NotFound(_) | StoreError::Unsupported(_)) => true,
            Err(error) => {
                tracing::error!(image.id = %trash.image, store = entry.name.as_str(), %error,
                    "the data of a deleted image cannot be removed now; it is tried again later");
                false
            }
        }
    }
}
