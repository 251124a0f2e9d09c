//! Adding and removing single tags.

use super::{Glance, access, change};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{ImageId, check_tag};
use crate::policy::Action;

impl Glance {
    /// Adds a tag; one that is there already is as good.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no tag, [`Error::LimitExceeded`] when there are too many.
    pub async fn add_tag(&self, caller: &Caller, id: ImageId, tag: &str) -> Result<()> {
        check_tag(tag)?;
        self.change_tags(caller, id, "update", |tags| {
            tags.insert(tag.to_owned());
            Ok(())
        })
        .await
    }

    /// Removes a tag.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the image does not have it.
    pub async fn remove_tag(&self, caller: &Caller, id: ImageId, tag: &str) -> Result<()> {
        self.change_tags(caller, id, "delete", |tags| {
            let missing = || Error::NotFound("The resource could not be found.".to_owned());
            if tags.remove(tag) { Ok(()) } else { Err(missing()) }
        })
        .await
    }

    async fn change_tags(
        &self,
        caller: &Caller,
        id: ImageId,
        verb: &str,
        act: impl Fn(&mut std::collections::BTreeSet<String>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..change::ATTEMPTS {
            let before = self.find_parent(caller, id).await?;
            let not_theirs = |_| Error::Forbidden(format!("Not allowed to {verb} tags for image {id}."));
            self.authorize_change(caller, Action::ModifyImage, &before).await.map_err(|error| match error {
                Error::Forbidden(_) => not_theirs(error),
                other => other,
            })?;
            let mut after = before.clone();
            act(&mut after.tags)?;
            access::check_owner(caller, &before).map_err(not_theirs)?;
            if after.tags == before.tags {
                return Ok(());
            }
            if after.tags.len() > before.tags.len() {
                self.parts.settings.quotas.check_tags(&after)?;
            }
            after.updated_at = self.now();
            match self.parts.images.save(&before, &after).await {
                Err(Error::Stale(_)) => {}
                done => return done.map(drop),
            }
        }
        Err(Error::Stale(id))
    }
}
