//! How many locations are looked through at a time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::context::ProjectId;

/// How many a project may have at a time; more of them wait.
const AT_ONCE: usize = 8;

/// So many for each project, so that none has to wait for the slow servers of another one. Projects may share a number,
/// so that there is a bounded number of them.
#[derive(Debug)]
pub(in crate::service) struct Slots([Arc<Semaphore>; 32]);

impl Default for Slots {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Arc::new(Semaphore::new(AT_ONCE))))
    }
}

impl Slots {
    /// Waits for a slot, which is had as long as what is returned.
    pub(super) async fn wait(&self, project: Option<&ProjectId>) -> Option<OwnedSemaphorePermit> {
        let name = project.map_or("", ProjectId::as_str);
        let sum = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        Arc::clone(&self.0[sum % self.0.len()]).acquire_owned().await.ok()
    }
}
