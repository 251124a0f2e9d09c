//! Limits that an identity service keeps for all services of a cloud.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;

use crate::context::ProjectId;
use crate::error::{Error, Result};

/// What a project may have a limited amount of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// Mebibytes of stored data.
    ImageSizeTotal,
    /// Mebibytes in the staging area.
    ImageStageTotal,
    /// Images.
    ImageCountTotal,
    /// Images that are being brought in.
    ImageCountUploading,
}

impl Resource {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ImageSizeTotal, Self::ImageStageTotal, Self::ImageCountTotal, Self::ImageCountUploading];

    /// The name by which its limit is registered.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImageSizeTotal => "image_size_total",
            Self::ImageStageTotal => "image_stage_total",
            Self::ImageCountTotal => "image_count_total",
            Self::ImageCountUploading => "image_count_uploading",
        }
    }
}

/// How much of a resource a project has, and how much it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceUsage {
    /// The resource.
    pub resource: Resource,
    /// How much there is.
    pub usage: u64,
    /// How much there may be; any amount if it is negative.
    pub limit: i64,
}

/// Tells how much projects may have.
#[async_trait]
pub trait UnifiedLimits: fmt::Debug + Send + Sync {
    /// The limits of a project as they are now, or those of whoever acts in no project.
    ///
    /// # Errors
    /// [`Error::LimitsUnavailable`] when that cannot be found out.
    async fn of(&self, project: Option<&ProjectId>) -> Result<LimitTable>;
}

/// The limits of one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitTable(BTreeMap<Resource, i64>);

impl LimitTable {
    /// How much there may be of a resource: nothing if nobody set a limit, any amount if it is negative.
    pub fn limit(&self, resource: Resource) -> i64 {
        self.0.get(&resource).copied().unwrap_or(0)
    }

    /// Checks that there may be `delta` more of a resource than there is.
    pub(in crate::service) fn check(
        &self,
        project: Option<&ProjectId>,
        resource: Resource,
        usage: u64,
        delta: u64,
    ) -> Result<()> {
        let limit = self.limit(resource);
        if u64::try_from(limit).is_ok_and(|limit| usage.saturating_add(delta) > limit) {
            let (project, name) = (project.map_or("None", ProjectId::as_str), resource.name());
            return Err(Error::LimitExceeded(format!(
                "The request returned a 413 Request Entity Too Large. This generally means that rate limiting or a \
                 quota threshold was breached.\n\nThe response body:\nProject {project} is over a limit for [Resource \
                 {name} is over limit of {limit} due to current usage {usage} and delta {delta}]"
            )));
        }
        Ok(())
    }
}

impl FromIterator<(Resource, i64)> for LimitTable {
    fn from_iter<I: IntoIterator<Item = (Resource, i64)>>(limits: I) -> Self {
        Self(limits.into_iter().collect())
    }
}
