//! The life cycle of an image.

use std::fmt;
use std::str::FromStr;

/// Where in its life an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Known, without data.
    Queued,
    /// Data is coming in.
    Saving,
    /// Data is coming into the staging area.
    Uploading,
    /// Staged or remote data is on its way into a store.
    Importing,
    /// Has data; may be used.
    Active,
    /// Has data that only admins may read.
    Deactivated,
    /// An upload failed for good; a state that older releases left behind.
    Killed,
    /// Gone for callers; its data will be removed later.
    PendingDelete,
    /// Gone.
    Deleted,
}

/// A step that the life cycle does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Image status transition from {from} to {next} is not allowed")]
pub struct BadTransition {
    /// Where the image was.
    pub from: Status,
    /// Where it was to go.
    pub next: Status,
}

impl Status {
    /// Every status, in the order in which the image schema names them.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Saving,
        Self::Active,
        Self::Killed,
        Self::Deleted,
        Self::Uploading,
        Self::Importing,
        Self::PendingDelete,
        Self::Deactivated,
    ];

    /// Moves to `next`.
    ///
    /// The table is the one of the Images API; that a deactivated image with delayed deletion becomes `pending_delete`
    /// is refused there too.
    ///
    /// # Errors
    /// [`BadTransition`] when the table has no step from here to `next`.
    pub fn to(self, next: Self) -> Result<Self, BadTransition> {
        let allowed: &[Self] = match self {
            Self::Queued => &[Self::Saving, Self::Uploading, Self::Importing, Self::Active, Self::Deleted],
            Self::Saving => &[Self::Active, Self::Killed, Self::Deleted, Self::Queued],
            Self::Uploading => &[Self::Importing, Self::Queued, Self::Deleted],
            Self::Importing => &[Self::Active, Self::Deleted, Self::Queued],
            Self::Active => &[Self::PendingDelete, Self::Deleted, Self::Deactivated],
            Self::Deactivated => &[Self::Active, Self::Deleted],
            Self::PendingDelete => &[Self::Deleted, Self::Active],
            Self::Killed => &[Self::Deleted],
            Self::Deleted => &[],
        };
        if allowed.contains(&next) { Ok(next) } else { Err(BadTransition { from: self, next }) }
    }

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Saving => "saving",
            Self::Uploading => "uploading",
            Self::Importing => "importing",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
            Self::Killed => "killed",
            Self::PendingDelete => "pending_delete",
            Self::Deleted => "deleted",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| format!("no image status: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_image_stays_deleted() {
        for next in Status::ALL {
            assert!(Status::Deleted.to(next).is_err());
        }
    }

    #[test]
    fn every_living_image_can_be_deleted() {
        for status in Status::ALL.into_iter().filter(|status| *status != Status::Deleted) {
            assert_eq!(status.to(Status::Deleted), Ok(Status::Deleted), "{status}");
        }
    }

    #[test]
    fn an_upload_ends_active_or_back_in_the_queue() {
        assert_eq!(Status::Queued.to(Status::Saving), Ok(Status::Saving));
        assert_eq!(Status::Saving.to(Status::Active), Ok(Status::Active));
        assert_eq!(Status::Saving.to(Status::Queued), Ok(Status::Queued));
        let refused = Status::Active.to(Status::Saving).unwrap_err();
        assert_eq!(refused.to_string(), "Image status transition from active to saving is not allowed");
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
