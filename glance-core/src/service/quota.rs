//! How much a project may have, and whether something more still fits.

mod unified;

use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

pub use unified::{LimitTable, Resource, ResourceUsage, UnifiedLimits};

use super::Glance;
use super::lease::Lease;
use crate::context::{Caller, ProjectId};
use crate::error::{Error, Result};

pub(super) const MIB: u64 = 1 << 20;

/// One turn at a time for each project, so that two requests do not both take the last place of one. Projects may share
/// a turn, so that there is a bounded number of them.
#[derive(Debug)]
pub(super) struct Turns([Mutex<()>; 64]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Turns {
    /// Waits for the turn of a project, which lasts as long as what is returned.
    pub(super) async fn wait(&self, project: Option<&ProjectId>) -> MutexGuard<'_, ()> {
        let name = project.map_or("", ProjectId::as_str);
        let sum = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.0[sum % self.0.len()].lock().await
    }
}

/// What takes up the room that a project has for data, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    stored: u64,
    promised_here: u64,
    /// What other processes promised to their uploads.
    pub(super) promised_elsewhere: u64,
}

impl Room {
    /// What the data of images takes, and what is promised to uploads under way.
    pub(super) fn used_bytes(&self) -> u64 {
        let promised = self.promised_here.saturating_add(self.promised_elsewhere);
        self.stored.saturating_add(promised)
    }
}

impl Glance {
    /// Whether somebody wants to know how many bytes uploads bring while they do.
    pub(super) fn counts_bytes(&self) -> bool {
        self.parts.limits.is_some() || self.parts.settings.quotas.project_bytes.is_some()
    }

    /// Lets a caller's project create one more image, unless it created very many lately. Admins may always.
    ///
    /// # Errors
    /// [`Error::TooFast`].
    pub(super) fn pace_creation(&self, caller: &Caller) -> Result<()> {
        match self.parts.settings.quotas.creations_per_hour {
            Some(per_hour) if !caller.is_admin => self.pace.take(caller.project.as_ref(), per_hour, self.now()),
            _ => Ok(()),
        }
    }

    /// Waits until this project has its turn, if one more image fits into its limits.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`], [`Error::LimitsUnavailable`].
    pub(super) async fn admit_image(&self, project: Option<&ProjectId>) -> Result<Option<MutexGuard<'_, ()>>> {
        let Some(limits) = &self.parts.limits else { return Ok(None) };
        let table = limits.of(project).await?;
        let turn = self.turns.wait(project).await;
        let images = self.parts.usage.images(project).await?.images;
        table.check(project, Resource::ImageCountTotal, images, 1)?;
        Ok(Some(turn))
    }

    /// Tells what a caller's project has and may have of everything that is limited; nothing if nothing is.
    ///
    /// # Errors
    /// [`Error::LimitsUnavailable`], and those of the database.
    pub async fn usage(&self, caller: &Caller) -> Result<Vec<ResourceUsage>> {
        let Some(limits) = &self.parts.limits else { return Ok(Vec::new()) };
        let project = caller.project.as_ref();
        let table = limits.of(project).await?;
        let images = self.parts.usage.images(project).await?;
        let data = self.parts.usage.data(project).await?;
        let used = |resource| match resource {
            Resource::ImageSizeTotal => data.stored_bytes / MIB,
            Resource::ImageStageTotal => images.staged_bytes / MIB,
            Resource::ImageCountTotal => images.images,
            Resource::ImageCountUploading => images.uploading,
        };
        let usage = |resource| ResourceUsage { resource, usage: used(resource), limit: table.limit(resource) };
        Ok(Resource::ALL.map(usage).to_vec())
    }

    /// Checks that a project may have so many bytes more than it has without this work. Where limits are kept elsewhere,
    /// nobody asks that of data that is there already.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`].
    pub(super) async fn check_room(&self, project: Option<&ProjectId>, bytes: u64, except: Option<Uuid>) -> Result<()> {
        let quota = self.parts.settings.quotas.project_bytes.filter(|_| self.parts.limits.is_none());
        let Some(quota) = quota else { return Ok(()) };
        let free = quota.saturating_sub(self.room(project, except).await?.used_bytes());
        if bytes > free { Err(Error::LimitExceeded(no_room(Some(bytes), free))) } else { Ok(()) }
    }

    /// What takes up the room of a project, besides this work.
    pub(super) async fn room(&self, project: Option<&ProjectId>, except: Option<Uuid>) -> Result<Room> {
        let data = self.parts.usage.data(project).await?;
        let mut room = Room { stored: data.stored_bytes, promised_here: 0, promised_elsewhere: 0 };
        let leases = data.leases.iter().filter_map(|text| Lease::read(text));
        for lease in leases.filter(|lease| Some(lease.id) != except) {
            let is_here = lease.worker == self.parts.settings.worker;
            let sum = if is_here { &mut room.promised_here } else { &mut room.promised_elsewhere };
            *sum = sum.saturating_add(lease.promised_bytes);
        }
        Ok(room)
    }
}

/// What is told of data that does not fit, whose size may not be known.
pub(super) fn no_room(size: Option<u64>, remaining: u64) -> String {
    let size = size.map_or_else(|| "None".to_owned(), |size| size.to_string());
    format!("The size of the data {size} will exceed the limit. {remaining} bytes remaining.")
}
