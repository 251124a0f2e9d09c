//! Which image a caller means, and what they may do with it.

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Image, ImageId};
use crate::policy::{Action, Target};
use crate::repo::Viewer;

impl Glance {
    /// Finds an image that the caller can see.
    pub(super) async fn find(&self, caller: &Caller, id: ImageId) -> Result<Image> {
        let found = self.parts.images.get(&Viewer::from(caller), id).await?;
        found.ok_or_else(|| Error::ImageNotFound(id.to_string()))
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
        authorize_change(caller, action, &image)?;
        Ok(image)
    }
}

/// Checks that a caller may change anything at all.
pub(super) fn check_writer(caller: &Caller) -> Result<()> {
    if caller.read_only { Err(Error::ReadOnlyCaller) } else { Ok(()) }
}

/// Checks that a caller may do something to an image that they can see.
///
/// Who may not even look at the image is told that there is none, as if they could not see it.
pub(super) fn authorize(caller: &Caller, action: Action, image: &Image) -> Result<()> {
    let target = Target::image(image, caller);
    if action.allows(caller, target) {
        return Ok(());
    }
    if action == Action::GetImage || !Action::GetImage.allows(caller, target) {
        return Err(Error::NotFound("The resource could not be found.".to_owned()));
    }
    Err(Error::NotAuthorized { action: action.name() })
}

/// Checks that a caller may change an image in some way.
pub(super) fn authorize_change(caller: &Caller, action: Action, image: &Image) -> Result<()> {
    check_writer(caller)?;
    authorize(caller, action, image)
}
