//! Cleaning up after processes that died.

use super::Glance;
use super::lease::Lease;
use super::location::LocationImport;
use crate::error::Result;
use crate::image::Status;
use crate::repo::HeldLease;
use crate::task::TaskId;

/// What was cleaned up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Uploads that nobody was at work on any more; their images are queued again.
    pub uploads: usize,
    /// Tasks that nobody was at work on any more; they go on in the background.
    pub tasks: usize,
    /// Locations of deleted images whose data is removed now.
    pub removals: usize,
    /// Half-written pieces of data in the stores.
    pub pieces: usize,
}

impl Glance {
    /// Cleans up what processes that died left behind: images in `saving` or `importing`, and data
    /// that belongs to no image.
    ///
    /// To be called once before anything else, which cleans up after an earlier life of this worker at once, and then
    /// every [`super::Settings::sweep_interval`], which cleans up after others. Work under way is not disturbed.
    ///
    /// # Errors
    /// Those of the database. A store that cannot be searched is logged and passed over.
    pub async fn recover(&self) -> Result<Recovered> {
        let mut done = Recovered::default();
        for held in self.parts.leases.held().await? {
            let lease = Lease::read(&held.lease);
            if !self.is_abandoned(lease.as_ref()) {
                continue;
            }
            match lease.and_then(|lease| lease.task()) {
                Some(task) => done.tasks += usize::from(self.go_on(&held, task).await?),
                None => done.uploads += usize::from(self.take_over(&held).await?),
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

    fn is_abandoned(&self, lease: Option<&Lease>) -> bool {
        match lease {
            // Nobody can renew what is no lease.
            None => true,
            Some(lease) if lease.worker == self.parts.settings.worker => !self.works.has(lease.id),
            Some(lease) => lease.is_over(self.now()),
        }
    }

    /// Goes on with a task in the place of whoever began it.
    async fn go_on(&self, held: &HeldLease, task: TaskId) -> Result<bool> {
        let Some(import) = LocationImport::take_over(self.clone(), held, task).await? else { return Ok(false) };
        tracing::info!(image.id = %held.image, task.id = %task, "goes on with a task that nobody was at work on any more");
        self.background.spawn(import.run());
        Ok(true)
    }

    /// Ends an upload in the place of whoever began it. Whoever that was can do nothing more once the lease is another
    /// one, so that the data can go before the image is open to the next upload.
    async fn take_over(&self, held: &HeldLease) -> Result<bool> {
        let ours = Lease::of_upload(&self.parts.settings.worker, self.now()).to_text();
        if !self.parts.leases.exchange(held.image, &held.lease, &ours).await? {
            return Ok(false);
        }
        // A lease that outlived its upload, as when another program wrote it again, tells nothing of the data.
        let is_unfinished = held.status.is_none_or(|status| status == Status::Saving);
        if is_unfinished && !self.discard(held.image).await {
            return Ok(false);
        }
        let ended = self.parts.leases.end(held.image, &ours, self.now()).await?;
        if ended {
            tracing::info!(image.id = %held.image, "cleaned up after an upload that nobody was at work on any more");
        }
        Ok(ended)
    }
}
