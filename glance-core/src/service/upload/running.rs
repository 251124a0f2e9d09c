//! An upload under way.

use tokio::sync::mpsc;

use super::allowance::metered;
use super::fence::fenced;
use super::inspected::inspected;
use super::upload_error;
use crate::digest::{Algorithm, Sums};
use crate::error::{Error, Result};
use crate::image::{Image, Location, Multihash, Status};
use crate::repo::{UPLOAD_LEASE, Viewer};
use crate::service::Glance;
use crate::service::lease::{self, Lease};
use crate::service::works::Work;
use crate::store::{self, DataStream, StoreEntry, StoreError, Stored};

/// How often the end of an upload is written down again when the database is not there, with longer and longer pauses.
const ATTEMPTS: u32 = 8;

/// An upload under way: an image in `saving`, and the lease on it.
pub(super) struct Running {
    pub(super) service: Glance,
    /// The image as it is stored, the lease among its properties.
    pub(super) image: Image,
    pub(super) lease: Lease,
    /// Leases that may have been written in the place of that one.
    pub(super) doubtful: Vec<String>,
    /// Tells this process that the upload is under way.
    _work: Work,
    entry: StoreEntry,
    algorithm: Algorithm,
}

impl Running {
    /// Moves the image to `saving` and takes the lease, in one step. What is announced is promised by it, and may turn out
    /// to be too much.
    pub(super) async fn begin(
        service: Glance,
        image: Image,
        entry: StoreEntry,
        announced: Option<u64>,
    ) -> Result<Self> {
        let mut lease = Lease::of_upload(&service.parts.settings.worker, service.now());
        if service.counts_bytes() {
            lease.promised_bytes = announced.unwrap_or(0);
        }
        let algorithm = service.parts.settings.hash_algorithm;
        let work = service.works.begin(lease.id, image.id);
        let image = service.take_queued(image, Status::Saving, &lease).await?;
        Ok(Self { service, image, lease, doubtful: Vec::new(), _work: work, entry, algorithm })
    }

    /// Takes the data in, and ends the upload one way or the other.
    pub(super) async fn run(mut self, data: DataStream, announced: Option<u64>, limit: u64) -> Result<()> {
        let data = store::patient(data, self.service.parts.settings.idle_timeout);
        let rules = &self.service.parts.settings.inspection;
        let (data, mut inspection) = inspected(store::limited(data, limit), &self.image, rules);
        match self.store(data, announced).await {
            Ok((stored, sums)) => self.activate(stored, &sums, inspection.virtual_size_bytes()).await,
            Err(error) => {
                // What was there before this upload is not this upload's to remove.
                let is_ours = !matches!(error, Error::Conflict(_));
                self.give_up(is_ours).await;
                inspection.drain().await;
                Err(error)
            }
        }
    }

    async fn store(&mut self, data: DataStream, announced: Option<u64>) -> Result<(Stored, Sums)> {
        let (sender, mut asks) = mpsc::channel(1);
        let data = match self.admit(announced).await? {
            Some(promised) => metered(data, promised, sender),
            None => data,
        };
        let (data, digests) = store::hashing(data, &[Algorithm::Md5, self.algorithm]);
        let (sender, mut ends) = mpsc::channel(1);
        let store = std::sync::Arc::clone(&self.entry.store);
        let mut put = store.put(self.image.id, fenced(data, sender), announced);
        let mut renewal = tokio::time::interval(lease::RENEWAL);
        renewal.tick().await;
        let stored = loop {
            tokio::select! {
                stored = &mut put => break stored,
                _ = renewal.tick() => self.renew().await?,
                Some(ask) = asks.recv() => self.answer(ask).await?,
                Some(leave) = ends.recv() => {
                    self.settle().await?;
                    _ = leave.send(());
                }
            }
        };
        drop(put);
        let stored = stored.map_err(upload_error)?;
        let sums = digests.finish().await.map_err(|error| upload_error(StoreError::Stream(error)))?;
        match announced {
            Some(expected) if expected != sums.size_bytes => {
                let what = if sums.size_bytes > expected { "exceeds" } else { "mismatch" };
                Err(Error::Invalid(format!("Size {what}: expected {expected} bytes, got {} bytes", sums.size_bytes)))
            }
            _ if stored.size_bytes != sums.size_bytes => {
                Err(Error::Internal("a store kept less than it was given".to_owned()))
            }
            _ => Ok((stored, sums)),
        }
    }

    /// A database that does not answer for a while is no reason to stop; somebody else's lease is.
    async fn renew(&mut self) -> Result<()> {
        match self.exchange(self.lease.renewed(self.service.now())).await {
            Err(error @ Error::Gone(_)) => Err(error),
            Err(error) => {
                tracing::warn!(image.id = %self.image.id, %error, "cannot renew the lease of an upload");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Writes down how many bytes the upload may bring.
    pub(super) async fn note_promise(&mut self, bytes: u64) -> Result<()> {
        if self.lease.promised_bytes == bytes {
            return Ok(());
        }
        self.exchange(self.lease.promising(bytes)).await
    }

    async fn exchange(&mut self, lease: Lease) -> Result<()> {
        let leases = self.service.parts.leases.as_ref();
        if !lease::exchange(leases, self.image.id, &self.lease, &mut self.doubtful, &lease).await? {
            return Err(Error::Gone(format!("The upload of image {} was given up by somebody else", self.image.id)));
        }
        self.image.properties.insert(UPLOAD_LEASE.to_owned(), lease.to_text());
        self.lease = lease;
        Ok(())
    }

    /// Renews the lease, and waits for the database if it must.
    pub(super) async fn hold(&mut self) -> Result<()> {
        let mut attempt = 0;
        loop {
            match self.exchange(self.lease.renewed(self.service.now())).await {
                Err(Error::DbUnavailable(_)) if attempt + 1 < ATTEMPTS => {
                    pause(attempt).await;
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    /// Makes the image active, unless it was deleted meanwhile or the lease was lost.
    ///
    /// As long as the database does not say which, nothing is removed: the image may be active already.
    async fn activate(mut self, stored: Stored, sums: &Sums, virtual_size_bytes: Option<u64>) -> Result<()> {
        self.settle().await?;
        let mut after = self.image.clone();
        after.enter(Status::Active)?;
        after.properties.remove(UPLOAD_LEASE);
        after.size_bytes = Some(sums.size_bytes);
        after.virtual_size_bytes = virtual_size_bytes;
        after.checksum = sums.get(Algorithm::Md5).map(str::to_owned);
        after.multihash = sums
            .get(self.algorithm)
            .map(|value| Multihash { algorithm: self.algorithm.to_string(), value: Some(value.to_owned()) });
        let mut metadata = stored.metadata;
        self.service.parts.stores.label(&self.entry.name, &mut metadata);
        after.locations.push(Location::new(stored.url, metadata));
        for attempt in 0..ATTEMPTS {
            after.updated_at = self.service.now();
            match self.service.parts.images.save(&self.image, &after).await {
                Ok(_) => return Ok(()),
                Err(Error::Stale(id)) => {
                    if attempt > 0 && self.is_active_already().await {
                        return Ok(());
                    }
                    self.give_up(true).await;
                    return Err(Error::Gone(format!(
                        "Image {id} could not be found after upload. The image may have been deleted during the \
                         upload, cleaning up the chunks uploaded."
                    )));
                }
                Err(error @ Error::DbUnavailable(_)) if attempt + 1 < ATTEMPTS => {
                    tracing::warn!(image.id = %self.image.id, %error, "cannot note the end of an upload yet");
                    pause(attempt).await;
                }
                // The lease stays, and whoever finds it run out cleans up.
                Err(error) => return Err(error),
            }
        }
        Err(Error::Internal("an upload ended without an end".to_owned()))
    }

    /// Whether an earlier attempt, whose answer was lost, had made the image active.
    async fn is_active_already(&self) -> bool {
        let viewer = Viewer::Admin { project: None };
        match self.service.parts.images.get(&viewer, self.image.id).await {
            Ok(Some(image)) => image.status == Status::Active,
            Ok(None) => false,
            // Not to know is to keep the data.
            Err(_) => true,
        }
    }

    /// Removes the data, and then puts the image back into the queue. What does not work now is done by whoever finds the
    /// lease run out.
    async fn give_up(&mut self, discard: bool) {
        let id = self.image.id;
        // Without the lease, what lies there may be the data of somebody else.
        if let Err(error) = self.hold().await {
            tracing::warn!(image.id = %id, %error, "leaves it to others to clean up after an upload");
            return;
        }
        let lease = self.lease.to_text();
        if discard && !self.service.discard(id).await {
            return;
        }
        for attempt in 0..ATTEMPTS {
            match self.service.parts.leases.end(id, &lease, self.service.now()).await {
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(image.id = %id, %error, "cannot put an image back into the queue yet");
                    pause(attempt).await;
                }
            }
        }
    }
}

async fn pause(attempt: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(100 << attempt.min(6))).await;
}
