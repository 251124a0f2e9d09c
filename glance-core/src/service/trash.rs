//! Removing data that no image has any more.

use super::Glance;
use crate::error::Result;
use crate::image::{ImageId, is_open_location};
use crate::repo::Trash;
use crate::store::{StoreEntry, StoreError};

impl Glance {
    /// Removes the data that an image does not have any more, in a task of its own: when the caller leaves, it goes on.
    pub(super) async fn empty_trash_of(&self, image: ImageId) {
        let service = self.clone();
        let task = self.background.spawn(async move { service.empty_trash(Some(image)).await });
        if let Err(error) = task.await {
            tracing::error!(%error, "removing data that no image has broke off; it is tried again later");
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
        let (mut removed, mut homeless) = (Vec::new(), 0);
        for trash in &waiting {
            match self.parts.stores.find(&trash.location.url, &trash.location.metadata) {
                Some(entry) if self.remove_data(trash, entry).await => removed.extend(trash.location.row),
                Some(_) => {}
                None => homeless += 1,
            }
        }
        if homeless > 0 {
            tracing::warn!(locations = homeless, "data of deleted images waits for stores that are not known here");
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
    async fn remove_data(&self, trash: &Trash, entry: &StoreEntry) -> bool {
        // What cannot be removed need not be looked for among all other locations.
        let is_named =
            if entry.store.capabilities().writable { self.is_named_elsewhere(trash).await } else { Ok(false) };
        match is_named {
            Ok(false) => {}
            Ok(true) => {
                tracing::info!(image.id = %trash.image, "data stays where it is, for another image names it");
                return true;
            }
            Err(error) => {
                tracing::warn!(image.id = %trash.image, %error, "cannot tell who has this data; it is removed later");
                return false;
            }
        }
        match entry.store.delete(&trash.location.url).await {
            Ok(()) | Err(StoreError::NotFound(_) | StoreError::Unsupported(_)) => true,
            Err(error) => {
                tracing::error!(image.id = %trash.image, store = entry.name.as_str(), %error,
                    "the data of a deleted image cannot be removed now; it is tried again later");
                false
            }
        }
    }

    /// Whether a living image has a location with the same URL: clients may name data, and so name it twice.
    async fn is_named_elsewhere(&self, trash: &Trash) -> Result<bool> {
        let url = &trash.location.url;
        Ok(is_open_location(url) && !self.parts.images.located_at(url).await?.is_empty())
    }
}
