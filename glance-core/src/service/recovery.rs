//! Cleaning up after processes that died.

use uuid::Uuid;

use super::Glance;
use super::lease::Lease;
use crate::error::Result;
use crate::repo::HeldLease;

/// What was cleaned up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Uploads that nobody was at work on any more; their images are queued again.
    pub uploads: usize,
    /// Locations of deleted images whose data is removed now.
    pub removals: usize,
    /// Half-written pieces of data in the stores.
    pub pieces: usize,
}

impl Glance {
    /// Cleans up what processes that died left behind: images in `saving`, and data that belongs to no image.
    ///
    /// To be called once before anything else, which cleans up after an earlier life of this worker at once, and then
    /// every [`super::Settings::sweep_interval`], which cleans up after others. Uploads under way are not disturbed.
    ///
    /// # Errors
    /// Those of the database. A store that cannot be searched is logged and passed over.
    pub async fn recover(&self) -> Result<Recovered> {
        let mut done = Recovered::default();
        for held in self.parts.leases.held().await? {
            if self.is_abandoned(&held) && self.take_over(&held).await? {
                done.uploads += 1;
            }
        }
        done.removals = self.empty_trash(None).await;
        for entry in &self.parts.stores {
            match entry.store.sweep().await {
                Ok(pieces) => done.pieces += pieces,
                Err(error) => {
                    tracing::warn!(store = entry.name.as_str(), %error, "cannot search a store for leftovers");
                }
            }
        }
        Ok(done)
    }

    fn is_abandoned(&self, held: &HeldLease) -> bool {
        match Lease::read(&held.lease) {
            // Nobody can renew what is no lease.
            None => true,
            Some(lease) if lease.worker == self.parts.settings.worker => {
                !self.with_uploads(|uploads| uploads.contains(&lease.upload))
            }
            Some(lease) => lease.is_over(self.now()),
        }
    }

    /// Ends an upload in the place of whoever began it. Whoever that was can do nothing more once the lease is another
    /// one, so that the data can go before the image is open to the next upload.
    async fn take_over(&self, held: &HeldLease) -> Result<bool> {
        let ours = Lease::new(&self.parts.settings.worker, Uuid::new_v4(), self.now()).to_text();
        if !self.parts.leases.exchange(held.image, &held.lease, &ours).await? {
            return Ok(false);
        }
        if !self.discard(held.image).await {
            return Ok(false);
        }
        let ended = self.parts.leases.end(held.image, &ours, self.now()).await?;
        if ended {
            tracing::info!(image.id = %held.image, "cleaned up after an upload that nobody was at work on any more");
        }
        Ok(ended)
    }
}
