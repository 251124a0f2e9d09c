//! The room that an upload has: promised in its lease ahead of the data, so that all uploads together never have more of
//! it than there is.
//!
//! A promise is written down first and checked afterwards. Of two processes that take the last room at once each sees the
//! other's promise, so that both may have to step back, but never both go ahead.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;
use uuid::Uuid;

use super::running::Running;
use crate::error::{Error, Result};
use crate::service::quota::{MIB, Resource, no_room};
use crate::store::{DataStream, StreamError};

/// How often somebody steps back for others who may do the same.
const ATTEMPTS: u32 = 4;
/// The most that is promised at a time to an upload whose size nobody knows.
const LONGEST_STEP: u64 = 1 << 30;
/// What is promised at a time where promises are only noted.
const NOTED_STEP: u64 = 16 << 20;

/// The question of a stream whether it may pass on more.
pub(super) struct Ask {
    /// How many bytes it would have passed on then, all in all.
    needed: u64,
    /// Takes how many it may pass on; nothing if there is no room.
    reply: oneshot::Sender<u64>,
}

/// Passes on as many bytes as are promised, and asks before each chunk that is more than that.
pub(super) fn metered(data: DataStream, promised: u64, asks: mpsc::Sender<Ask>) -> DataStream {
    let meter = Meter { data, passed: 0, promised, asks };
    Box::pin(stream::unfold(Some(meter), |meter| async {
        let mut meter = meter?;
        let chunk = meter.next().await?;
        Some(if chunk.is_ok() { (chunk, Some(meter)) } else { (chunk, None) })
    }))
}

struct Meter {
    data: DataStream,
    passed: u64,
    promised: u64,
    asks: mpsc::Sender<Ask>,
}

impl Meter {
    async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        let chunk = match self.data.next().await? {
            Ok(chunk) => chunk,
            Err(error) => return Some(Err(error)),
        };
        let needed = self.passed + chunk.len() as u64;
        if needed > self.promised {
            let (reply, promised) = oneshot::channel();
            // Nobody who answers is nobody who takes the data either.
            _ = self.asks.send(Ask { needed, reply }).await;
            self.promised = promised.await.unwrap_or(0);
        }
        if needed > self.promised {
            return Some(Err(StreamError::TooLong { limit: self.passed }));
        }
        self.passed = needed;
        Some(Ok(chunk))
    }
}

impl Running {
    /// Finds out whether there is room for this upload, and promises it what is announced. Returns how much it may bring
    /// before it asks for more; `None` if it need not ask.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`], [`Error::LimitsUnavailable`].
    pub(super) async fn admit(&mut self, announced: Option<u64>) -> Result<Option<u64>> {
        let service = self.service.clone();
        let owner = self.image.owner.as_ref();
        if let Some(limits) = &service.parts.limits {
            let table = limits.of(owner).await?;
            let used = service.room(owner, Some(self.lease.id)).await?.used_bytes() / MIB;
            table.check(owner, Resource::ImageSizeTotal, used, announced.unwrap_or(0) / MIB)?;
            let uploading = service.parts.usage.images(owner).await?.uploading;
            table.check(owner, Resource::ImageCountUploading, uploading, 0)?;
            return Ok(Some(announced.unwrap_or(0)));
        }
        let Some(quota) = service.parts.settings.quotas.project_bytes else { return Ok(None) };
        match announced {
            Some(size) => self.promise(0, size, size, quota).await.map(Some),
            None if service.room(owner, Some(self.lease.id)).await?.used_bytes() >= quota => Err(too_much(None, 0)),
            None => Ok(Some(0)),
        }
    }

    /// Answers a stream that would pass on more than it was promised.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] when there is no room for that.
    pub(super) async fn answer(&mut self, ask: Ask) -> Result<()> {
        let needed = ask.needed;
        let quota = self.service.parts.settings.quotas.project_bytes.filter(|_| self.service.parts.limits.is_none());
        let promised = if let Some(quota) = quota {
            let room = self.service.room(self.image.owner.as_ref(), Some(self.lease.id)).await?;
            let free = quota.saturating_sub(room.used_bytes());
            let step = (free.saturating_sub(needed) / 16).min(LONGEST_STEP);
            self.promise(self.lease.promised_bytes, needed, needed + step, quota).await?
        } else {
            self.note_promise(needed + NOTED_STEP).await?;
            needed + NOTED_STEP
        };
        // A stream that went away meanwhile needs nothing any more.
        _ = ask.reply.send(promised);
        Ok(())
    }

    /// Promises `wanted` bytes in all, or as many of them as there is room for, but no fewer than `needed`; `kept` bytes
    /// may be there already.
    async fn promise(&mut self, kept: u64, needed: u64, wanted: u64, quota: u64) -> Result<u64> {
        let service = self.service.clone();
        let _turn = service.turns.wait(self.image.owner.as_ref()).await;
        let mut attempt = 1;
        loop {
            self.note_promise(wanted).await?;
            let room = service.room(self.image.owner.as_ref(), Some(self.lease.id)).await?;
            let free = quota.saturating_sub(room.used_bytes());
            if needed <= free {
                let granted = wanted.min(free);
                self.note_promise(granted).await?;
                return Ok(granted);
            }
            self.note_promise(kept).await?;
            if attempt == ATTEMPTS || needed > free.saturating_add(room.promised_elsewhere) {
                return Err(too_much(Some(needed), free));
            }
            attempt += 1;
            sleep(Duration::from_millis(10 + u64::from(Uuid::new_v4().as_bytes()[0] / 3))).await;
        }
    }
}

fn too_much(size: Option<u64>, remaining: u64) -> Error {
    Error::LimitExceeded(format!("Image exceeds the storage quota: {}", no_room(size, remaining)))
}
