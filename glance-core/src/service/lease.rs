//! Who is at work on an image's data, so that somebody else can go on or clean up after them.
//!
//! An image holds a lease while somebody brings data into it or looks through data that a client named. Whoever does it
//! renews it; a lease that has run out, or that an earlier life of the same worker left, tells that nobody is at work any
//! more.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Glance, change, upload};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::image::{BadTransition, Image, ImageId, Status};
use crate::repo::{LeaseRepo, UPLOAD_LEASE, Viewer};
use crate::task::TaskId;

/// How long a lease lasts when nobody renews it.
const DURATION: TimeDelta = TimeDelta::minutes(5);

/// How often it is renewed.
pub(super) const RENEWAL: std::time::Duration = std::time::Duration::from_secs(60);

/// What the work is that a lease is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Upload,
    Task,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Task => "task",
        }
    }
}

/// A lease of one upload, or of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    /// The process that is at work.
    pub(super) worker: String,
    /// The upload or task.
    pub(super) id: Uuid,
    purpose: Purpose,
    /// When the lease runs out.
    until: Moment,
    /// How many bytes the work may bring, if somebody counts them.
    pub(super) promised_bytes: u64,
}

impl Lease {
    /// A lease of an upload, from now on.
    pub(super) fn of_upload(worker: &str, now: Moment) -> Self {
        Self::new(worker, Uuid::new_v4(), Purpose::Upload, now)
    }

    /// A lease of a task, from now on.
    pub(super) fn of_task(worker: &str, task: TaskId, now: Moment) -> Self {
        Self::new(worker, task.into(), Purpose::Task, now)
    }

    fn new(worker: &str, id: Uuid, purpose: Purpose, now: Moment) -> Self {
        Self { worker: worker.to_owned(), id, purpose, until: now + DURATION, promised_bytes: 0 }
    }

    /// The task, if the lease is that of one.
    pub(super) fn task(&self) -> Option<TaskId> {
        (self.purpose == Purpose::Task).then(|| self.id.into())
    }

    /// The same lease, for longer.
    pub(super) fn renewed(&self, now: Moment) -> Self {
        Self { until: now + DURATION, ..self.clone() }
    }

    /// The same lease, for so many bytes.
    pub(super) fn promising(&self, bytes: u64) -> Self {
        Self { promised_bytes: bytes, ..self.clone() }
    }

    /// Whether the lease has run out.
    pub(super) fn is_over(&self, now: Moment) -> bool {
        self.until <= now
    }

    /// Whether it lasts for a while yet, as one does that is renewed in time.
    pub(super) fn is_fresh(&self, now: Moment) -> bool {
        self.until - now > DURATION / 2
    }

    /// Reads what [`Lease::to_text`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let id = |purpose: Purpose| Some((purpose, document.get(purpose.name())?.as_str()?.parse().ok()?));
        let (purpose, id) = id(Purpose::Upload).or_else(|| id(Purpose::Task))?;
        Some(Self {
            worker: document.get("worker")?.as_str()?.to_owned(),
            id,
            purpose,
            until: DateTime::parse_from_rfc3339(document.get("until")?.as_str()?).ok()?.with_timezone(&Utc),
            promised_bytes: document.get("bytes").and_then(Value::as_u64).unwrap_or(0),
        })
    }

    /// Writes the lease, the same text for the same lease.
    pub(super) fn to_text(&self) -> String {
        let until = self.until.to_rfc3339_opts(SecondsFormat::Micros, true);
        let mut document = json!({"worker": self.worker, self.purpose.name(): self.id.to_string(), "until": until});
        if self.promised_bytes > 0 {
            document["bytes"] = Value::from(self.promised_bytes);
        }
        document.to_string()
    }
}

/// Puts `next` in the place of the lease on an image; `false` if that is neither `lease` nor one of the `doubtful` ones,
/// of which nobody knows whether they were written, because the answer was lost.
///
/// # Errors
/// Those of the database; `next` is a doubtful one then.
pub(super) async fn exchange(
    leases: &dyn LeaseRepo,
    image: ImageId,
    lease: &Lease,
    doubtful: &mut Vec<String>,
    next: &Lease,
) -> Result<bool> {
    let next = next.to_text();
    for old in std::iter::once(&lease.to_text()).chain(doubtful.iter()) {
        match leases.exchange(image, old, &next).await {
            Ok(false) => {}
            Ok(true) => {
                doubtful.clear();
                return Ok(true);
            }
            Err(error) => {
                if !doubtful.contains(&next) {
                    doubtful.push(next);
                }
                return Err(error);
            }
        }
    }
    Ok(false)
}

impl Glance {
    /// Moves a queued image to `next` and writes the lease into it, in one step, whatever else others change in the image at
    /// the same time.
    ///
    /// # Errors
    /// [`Error::Transition`] when somebody else was faster, [`Error::ImageNotFound`] when the image is gone.
    pub(super) async fn take_queued(&self, mut before: Image, next: Status, lease: &Lease) -> Result<Image> {
        let id = before.id;
        for _ in 0..change::ATTEMPTS {
            if before.status != Status::Queued {
                return Err(BadTransition { from: before.status, next }.into());
            }
            upload::check_formats(&before)?;
            let mut after = before.clone();
            after.enter(next)?;
            self.forget_unowned(&mut after);
            after.properties.insert(UPLOAD_LEASE.to_owned(), lease.to_text());
            after.updated_at = self.now();
            match self.parts.images.save(&before, &after).await {
                Err(Error::Stale(_)) => {}
                done => return done,
            }
            let stored = self.parts.images.get(&Viewer::Admin { project: None }, id).await?;
            before = stored.ok_or_else(|| Error::ImageNotFound(id.to_string()))?;
        }
        Err(Error::Stale(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_read_as_it_was_and_ends() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let lease = Lease::of_upload("node-1:9292", now);
        let of_task = Lease::of_task("node-1:9292", TaskId::random(), now);

        for lease in [lease.clone(), lease.promising(1 << 40), of_task.clone(), of_task.promising(1)] {
            assert_eq!(Lease::read(&lease.to_text()), Some(lease));
        }
        assert_eq!((lease.task(), of_task.task()), (None, Some(of_task.id.into())));
        assert!(!lease.is_over(now + TimeDelta::minutes(4)));
        assert!(lease.is_over(now + TimeDelta::minutes(5)));
        assert!(!lease.renewed(now + TimeDelta::minutes(4)).is_over(now + TimeDelta::minutes(5)));
    }
}
