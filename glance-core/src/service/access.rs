//! Which image a caller means, and what they may do with it.

use std::sync::Arc;

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Image, ImageId};
use crate::policy::{Action, Rules, Target};
use crate::repo::Viewer;

impl Glance {
    /// Finds out whether the caller is an admin, by the rule `context_is_admin`. Whoever makes a [`Caller`] from what
    /// somebody else says asks this before anything else.
    ///
    /// # Errors
    /// Those of the policy.
    pub async fn identify(&self, mut caller: Caller) -> Result<Caller> {
        let rules = self.rules().await?;
        let rule = Action::ContextIsAdmin.name();
        caller.is_admin = self.parts.policy.decide(&rules, rule, &caller, Target::Caller(&caller)).await?;
        Ok(caller)
    }

    /// Whether a caller may do something.
    pub(super) async fn may(&self, caller: &Caller, action: Action, target: Target<'_>) -> Result<bool> {
        let rules = self.rules().await?;
        self.parts.policy.decide(&rules, action.name(), caller, target).await
    }

    /// The rules that are in force.
    pub(super) async fn rules(&self) -> Result<Arc<Rules>> {
        self.parts.policy.current().await
    }

    /// Checks that a caller may do something.
    pub(super) async fn require(&self, caller: &Caller, action: Action, target: Target<'_>) -> Result<()> {
        if self.may(caller, action, target).await? { Ok(()) } else { Err(refusal(action)) }
    }

    /// Keeps of these what a caller may do something to, as `target` makes a target of each.
    pub(super) async fn retain<T>(
        &self,
        caller: &Caller,
        action: Action,
        all: Vec<T>,
        target: impl for<'t> Fn(&'t T, &'t Caller) -> Target<'t>,
    ) -> Result<Vec<T>> {
        let rules = self.rules().await?;
        let mut kept = Vec::with_capacity(all.len());
        for one in all {
            if self.parts.policy.decide(&rules, action.name(), caller, target(&one, caller)).await? {
                kept.push(one);
            }
        }
        Ok(kept)
    }

    /// Checks that a caller may do something to an image that they can see.
    ///
    /// Who may not even look at the image is told that there is none, as if they could not see it.
    pub(super) async fn authorize(&self, caller: &Caller, action: Action, image: &Image) -> Result<()> {
        let target = Target::image(image, caller);
        if self.may(caller, action, target).await? {
            // The rules of earlier releases let everybody do everything, and had this behind them.
            let is_owners = matches!(
                action,
                Action::DeleteImage
                    | Action::UploadImage
                    | Action::ModifyImage
                    | Action::Deactivate
                    | Action::Reactivate
                    | Action::DeleteImageLocation
            );
            return if is_owners && !self.parts.policy.enforces_new_defaults() {
                check_owner(caller, image)
            } else {
                Ok(())
            };
        }
        if action == Action::GetImage || !self.may(caller, Action::GetImage, target).await? {
            return Err(Error::NotFound("The resource could not be found.".to_owned()));
        }
        Err(refusal(action))
    }

    /// Checks that a caller may change an image in some way.
    pub(super) async fn authorize_change(&self, caller: &Caller, action: Action, image: &Image) -> Result<()> {
        check_writer(caller)?;
        self.authorize(caller, action, image).await
    }

    /// Checks that a caller may do something with the members of an image, for which they have to see the image first.
    pub(super) async fn authorize_member(&self, caller: &Caller, action: Action, image: &Image) -> Result<()> {
        self.authorize(caller, Action::GetImage, image).await?;
        self.authorize(caller, action, image).await
    }

    /// Finds an image that the caller can see.
    pub(super) async fn find(&self, caller: &Caller, id: ImageId) -> Result<Image> {
        let found = self.parts.images.get(&Viewer::from(caller), id).await?;
        let mut image = found.ok_or_else(|| Error::ImageNotFound(id.to_string()))?;
        self.parts.stores.sort(&mut image.locations);
        Ok(image)
    }

    /// Finds an image for one of the routes that tell a missing image in their own words.
    pub(super) async fn find_parent(&self, caller: &Caller, id: ImageId) -> Result<Image> {
        self.find(caller, id).await.map_err(|error| match error {
            Error::ImageNotFound(_) => Error::NotFound(format!("Image {id} not found.")),
            other => other,
        })
    }

    /// Finds an image that the caller wants to change in some way, and checks that they may.
    pub(super) async fn find_to(&self, caller: &Caller, id: ImageId, action: Action) -> Result<Image> {
        let image = self.find(caller, id).await?;
        self.authorize_change(caller, action, &image).await?;
        Ok(image)
    }
}

/// Checks that a caller may change anything at all.
pub(super) fn check_writer(caller: &Caller) -> Result<()> {
    if caller.read_only { Err(Error::ReadOnlyCaller) } else { Ok(()) }
}

/// Checks that an image is the caller's to change. Whatever the rules say, only its owner and admins write it.
pub(super) fn check_owner(caller: &Caller, image: &Image) -> Result<()> {
    if caller.is_admin || caller.is_project(image.owner.as_ref()) {
        return Ok(());
    }
    Err(Error::Forbidden("You do not own this image".to_owned()))
}

/// What a caller is told who may not do something.
pub(super) fn refusal(action: Action) -> Error {
    Error::NotAuthorized { action: action.name() }
}
