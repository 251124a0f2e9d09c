//! How much projects have.

use std::fmt;

use async_trait::async_trait;

use crate::context::ProjectId;
use crate::error::Result;

/// The images of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImageUsage {
    /// How many there are, deleted ones excluded.
    pub images: u64,
    /// How many of them are just being brought in, or copied to another store.
    pub uploading: u64,
    /// Bytes that these have in the staging area.
    pub staged_bytes: u64,
}

/// The data of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataUsage {
    /// Bytes of image data, as often as it is stored; that of deleted images excluded.
    pub stored_bytes: u64,
    /// The leases of uploads under way, those into images that were deleted meanwhile too: their data is in no image yet,
    /// or in none any more, and takes room all the same.
    pub leases: Vec<String>,
}

/// Tells how much projects have; `None` is what belongs to no project.
#[async_trait]
pub trait UsageRepo: fmt::Debug + Send + Sync {
    /// Counts the images of a project.
    ///
    /// # Errors
    /// Those of the database.
    async fn images(&self, project: Option<&ProjectId>) -> Result<ImageUsage>;

    /// Adds up the data of a project.
    ///
    /// # Errors
    /// Those of the database.
    async fn data(&self, project: Option<&ProjectId>) -> Result<DataUsage>;
}
