//! Where an image's data is.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

/// What state the data at a location is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LocationStatus {
    /// Complete; may be read.
    #[default]
    Active,
    /// Announced by an import into several stores.
    Pending,
    /// Being written by such an import.
    Uploading,
    /// To be removed later.
    PendingDelete,
    /// Removed.
    Deleted,
}

impl LocationStatus {
    const ALL: [Self; 5] = [Self::Active, Self::Pending, Self::Uploading, Self::PendingDelete, Self::Deleted];

    /// Returns the name that databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Uploading => "uploading",
            Self::PendingDelete => "pending_delete",
            Self::Deleted => "deleted",
        }
    }
}

impl FromStr for LocationStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| format!("no location status: {text}"))
    }
}

/// One place where an image's data is.
#[derive(Clone, PartialEq, Eq)]
pub struct Location {
    /// The row that keeps it; none while it is not stored.
    pub row: Option<i32>,
    /// Where the data is, in the scheme of its store. It can hold credentials, and is never logged.
    pub url: String,
    /// What the store and its operator keep beside it; `store` is the store's name.
    pub metadata: Map<String, Value>,
    /// What state the data is in.
    pub status: LocationStatus,
}

impl Location {
    /// A location of complete data that is not stored yet.
    pub fn new(url: impl Into<String>, metadata: Map<String, Value>) -> Self {
        Self { row: None, url: url.into(), metadata, status: LocationStatus::Active }
    }

    /// The name of the store, if it is written down.
    pub fn store(&self) -> Option<&str> {
        self.metadata.get("store").and_then(Value::as_str)
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, url: _, metadata, status } = self;
        f.debug_struct("Location")
            .field("row", row)
            .field("url", &"***")
            .field("metadata", metadata)
            .field("status", status)
            .finish()
    }
}
