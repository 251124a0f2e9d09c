//! Keeping an image's data from being read, and letting it be read again.

use super::{Glance, access, change};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{ImageId, Status};
use crate::policy::Action;

impl Glance {
    /// Lets only admins read an active image's data; an image where that is so already is as good.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for an image without data.
    pub async fn deactivate(&self, caller: &Caller, id: ImageId) -> Result<()> {
        self.switch(caller, id, Action::Deactivate, Status::Active, Status::Deactivated).await
    }

    /// Takes back what [`Glance::deactivate`] did; an active image is as good.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for an image without data.
    pub async fn reactivate(&self, caller: &Caller, id: ImageId) -> Result<()> {
        self.switch(caller, id, Action::Reactivate, Status::Deactivated, Status::Active).await
    }

    async fn switch(&self, caller: &Caller, id: ImageId, action: Action, from: Status, next: Status) -> Result<()> {
        for _ in 0..change::ATTEMPTS {
            let before = self.find_to(caller, id, action).await?;
            if before.status == next {
                return Ok(());
            }
            if before.status != from {
                let verb = action.name();
                return Err(Error::Forbidden(format!("Not allowed to {verb} image in status '{}'", before.status)));
            }
            let mut after = before.clone();
            after.enter(next)?;
            access::check_owner(caller, &before)?;
            after.updated_at = self.now();
            match self.parts.images.save(&before, &after).await {
                Err(Error::Stale(_)) => {}
                done => return done.map(drop),
            }
        }
        Err(Error::Stale(id))
    }
}
