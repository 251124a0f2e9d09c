//! What an import does with its lease and its task, whatever the database does meanwhile.

use std::time::Duration;

use serde_json::json;

use super::{LocationImport, Stop};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::repo::{UPLOAD_LEASE, Viewer};
use crate::service::lease::{self, Lease};
use crate::task::Status as TaskStatus;

/// How often something is written again when others were faster or the database is away, with longer and longer pauses.
const ATTEMPTS: u32 = 8;

const EVERYTHING: Viewer = Viewer::Admin { project: None };

impl LocationImport {
    /// Ends the lease, which puts an image that is still `importing` back into the queue.
    pub(super) async fn let_go(&self) {
        for text in std::iter::once(&self.lease.to_text()).chain(&self.doubtful) {
            if self.end_lease(text).await {
                return;
            }
        }
    }

    /// Ends the lease if this is it; `false` if it is not.
    async fn end_lease(&self, text: &str) -> bool {
        for attempt in 0..ATTEMPTS {
            match self.service.parts.leases.end(self.image, text, self.service.now()).await {
                Err(Error::DbUnavailable(_)) => pause(attempt).await,
                Err(error) => {
                    tracing::warn!(image.id = %self.image, %error, "cannot end the lease of a task");
                    return true;
                }
                Ok(ended) => return ended,
            }
        }
        true
    }

    /// Waits for something, renews the lease meanwhile, and stops when the image is gone.
    pub(super) async fn attend<T>(&mut self, waited: impl Future<Output = T>) -> Result<T, Stop> {
        let mut waited = std::pin::pin!(waited);
        let cancelled = self.work.cancelled.clone();
        let mut renewal = tokio::time::interval(lease::RENEWAL);
        renewal.tick().await;
        loop {
            tokio::select! {
                done = &mut waited => return Ok(done),
                () = cancelled.cancelled() => return Err(Stop::Deleted),
                _ = renewal.tick() => self.renew().await?,
            }
        }
    }

    /// A database that does not answer for a while is no reason to stop; somebody else's lease is, and so is the image's end
    /// at the hands of another process.
    async fn renew(&mut self) -> Result<(), Stop> {
        let lease = self.lease.renewed(self.service.now());
        match self.exchange(lease).await {
            Ok(()) => {}
            Err(Error::Stale(_)) => return Err(Stop::Left),
            Err(error) => {
                tracing::warn!(image.id = %self.image, %error, "cannot renew the lease of a task");
                return Ok(());
            }
        }
        match self.service.parts.images.get(&EVERYTHING, self.image).await {
            Ok(None) => Err(Stop::Deleted),
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    /// Writes down how many bytes the image is to have, so that others who want room for theirs know of it.
    pub(super) async fn promise(&mut self, bytes: u64) -> Result<(), Stop> {
        if !self.service.counts_bytes() {
            return Ok(());
        }
        self.exchange(self.lease.promising(bytes)).await.map_err(|_| Stop::Left)
    }

    async fn exchange(&mut self, lease: Lease) -> Result<()> {
        let leases = self.service.parts.leases.as_ref();
        if !lease::exchange(leases, self.image, &self.lease, &mut self.doubtful, &lease).await? {
            return Err(Error::Stale(self.image));
        }
        self.lease = lease;
        Ok(())
    }

    /// Reads the image as it is stored.
    pub(super) async fn read(&self) -> Result<Image, Stop> {
        for attempt in 0..ATTEMPTS {
            match self.service.parts.images.get(&EVERYTHING, self.image).await {
                Ok(image) => return image.ok_or(Stop::Deleted),
                Err(error) => {
                    tracing::warn!(image.id = %self.image, %error, "cannot read the image of a task");
                    pause(attempt).await;
                }
            }
        }
        Err(Stop::Left)
    }

    /// Changes the image, whatever else others change in it, as long as the lease is ours.
    pub(super) async fn change(&mut self, change: impl Fn(&mut Image) -> Result<()>) -> Result<Image, Stop> {
        // Written already, perhaps, by an attempt whose answer was lost.
        let mut attempted: Option<Lease> = None;
        for attempt in 0..ATTEMPTS {
            let before = self.read().await?;
            let stored = before.properties.get(UPLOAD_LEASE);
            if let Some(lease) = attempted.take_if(|lease| stored == Some(&lease.to_text())) {
                self.lease = lease;
                return Ok(before);
            }
            if let Some(lease) = stored.filter(|text| self.doubtful.contains(text)).and_then(|text| Lease::read(text)) {
                self.lease = lease;
            }
            if stored != Some(&self.lease.to_text()) {
                return Err(Stop::Left);
            }
            let lease = self.lease.renewed(self.service.now()).promising(0);
            let mut after = before.clone();
            change(&mut after).map_err(|error| Stop::Refused(error.to_string()))?;
            after.properties.insert(UPLOAD_LEASE.to_owned(), lease.to_text());
            after.updated_at = self.service.now();
            match self.service.parts.images.save(&before, &after).await {
                Ok(image) => {
                    self.lease = lease;
                    return Ok(image);
                }
                Err(Error::Stale(_)) => {}
                Err(error) => {
                    tracing::warn!(image.id = %self.image, %error, "cannot write the image of a task yet");
                    attempted = (lease != self.lease).then_some(lease);
                    pause(attempt).await;
                }
            }
        }
        Err(Stop::Left)
    }

    /// Notes that somebody works on the task.
    pub(super) async fn start_task(&mut self) -> Result<(), Stop> {
        if self.task.status == TaskStatus::Pending {
            self.step(TaskStatus::Processing).await?;
        }
        Ok(())
    }

    /// Ends the task, and then the lease: whoever finds the lease without an end of the task goes on with it.
    pub(super) async fn end(mut self, status: TaskStatus, message: String) {
        if status == TaskStatus::Success {
            self.task.result = Some(json!({"image_id": self.image.as_str()}));
        }
        self.task.message = Some(message);
        if self.step(status).await.is_ok() {
            self.let_go().await;
        }
    }

    /// Moves the task on. What somebody else made of it meanwhile stays so.
    async fn step(&mut self, next: TaskStatus) -> Result<(), Stop> {
        let was = self.task.status;
        if self.task.enter(next).is_err() {
            return Ok(());
        }
        let now = self.service.now();
        self.task.updated_at = now;
        if next.is_final() {
            let time_to_live = chrono::TimeDelta::from_std(self.service.parts.settings.tasks.time_to_live);
            self.task.expires_at = time_to_live.ok().and_then(|time| now.checked_add_signed(time));
        }
        for attempt in 0..ATTEMPTS {
            match self.service.parts.tasks.save(&self.task, was).await {
                Ok(()) | Err(Error::Conflict(_)) => return Ok(()),
                Err(error) => {
                    tracing::warn!(task.id = %self.task.id, %error, "cannot write a task yet");
                    pause(attempt).await;
                }
            }
        }
        Err(Stop::Left)
    }
}

async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(100 << attempt.min(6))).await;
}
