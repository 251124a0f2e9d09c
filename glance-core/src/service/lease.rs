//! Who is uploading, so that somebody else can clean up after them.
//!
//! An upload's image holds a lease from the moment it is `saving` until it is `active` or `queued` again. Whoever uploads
//! renews it; a lease that has run out, or that an earlier life of the same worker left, tells that nobody is at work any
//! more.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Moment;

/// How long a lease lasts when nobody renews it.
const DURATION: TimeDelta = TimeDelta::minutes(5);

/// How often it is renewed.
pub(super) const RENEWAL: std::time::Duration = std::time::Duration::from_secs(60);

/// A lease of one upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    /// The process that uploads.
    pub(super) worker: String,
    /// The upload.
    pub(super) upload: Uuid,
    /// When the lease runs out.
    until: Moment,
    /// How many bytes the upload may bring, if somebody counts them.
    pub(super) promised_bytes: u64,
}

impl Lease {
    /// A lease from now on.
    pub(super) fn new(worker: &str, upload: Uuid, now: Moment) -> Self {
        Self { worker: worker.to_owned(), upload, until: now + DURATION, promised_bytes: 0 }
    }

    /// The same lease, for longer.
    pub(super) fn renewed(&self, now: Moment) -> Self {
        Self { until: now + DURATION, ..self.clone() }
    }

    /// The same lease, for an upload of so many bytes.
    pub(super) fn promising(&self, bytes: u64) -> Self {
        Self { promised_bytes: bytes, ..self.clone() }
    }

    /// Whether the lease has run out.
    pub(super) fn is_over(&self, now: Moment) -> bool {
        self.until <= now
    }

    /// Reads what [`Lease::to_text`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        Some(Self {
            worker: document.get("worker")?.as_str()?.to_owned(),
            upload: document.get("upload")?.as_str()?.parse().ok()?,
            until: DateTime::parse_from_rfc3339(document.get("until")?.as_str()?).ok()?.with_timezone(&Utc),
            promised_bytes: document.get("bytes").and_then(Value::as_u64).unwrap_or(0),
        })
    }

    /// Writes the lease, the same text for the same lease.
    pub(super) fn to_text(&self) -> String {
        let until = self.until.to_rfc3339_opts(SecondsFormat::Micros, true);
        let mut document = json!({"worker": self.worker, "upload": self.upload.to_string(), "until": until});
        if self.promised_bytes > 0 {
            document["bytes"] = Value::from(self.promised_bytes);
        }
        document.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_read_as_it_was_written_and_ends() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let lease = Lease::new("node-1:9292", Uuid::new_v4(), now);

        let promised = lease.promising(1 << 40);

        assert_eq!(Lease::read(&lease.to_text()), Some(lease.clone()));
        assert_eq!(Lease::read(&promised.to_text()), Some(promised));
        assert!(!lease.is_over(now + TimeDelta::minutes(4)));
        assert!(lease.is_over(now + TimeDelta::minutes(5)));
        assert!(!lease.renewed(now + TimeDelta::minutes(4)).is_over(now + TimeDelta::minutes(5)));
    }
}
