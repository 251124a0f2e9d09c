//! Creating, listing, showing and deleting images.

use super::{Glance, access};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Draft, Image, ImageId, Status, Visibility};
use crate::policy::{Action, Operation, Target};
use crate::query::ListQuery;
use crate::repo::Viewer;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ImagePage {
    /// The images, in order.
    pub images: Vec<Image>,
    /// The marker of the next page, if there may be one.
    pub next: Option<ImageId>,
}

impl Glance {
    /// Creates an image without data.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`] and [`Error::AccessDenied`] when the caller may not, [`Error::LimitExceeded`] when it has
    /// too much of something, [`Error::TooFast`] when its project created too many lately, [`Error::Conflict`] when its id
    /// was used before.
    pub async fn create_image(&self, caller: &Caller, draft: Draft) -> Result<Image> {
        access::check_writer(caller)?;
        let image = draft.into_image(caller.project.as_ref(), self.now());
        let target = Target::Draft { owner: image.owner.as_ref(), visibility: image.visibility };
        let may_add = self.may(caller, Action::AddImage, target).await?;
        if !may_add && image.owner != caller.project {
            return Err(Error::AccessDenied(for_others(&image)));
        }
        if !may_add {
            return Err(access::refusal(Action::AddImage));
        }
        if let Some(action) = exposure(image.visibility) {
            self.require(caller, action, target).await?;
        }
        if !self.parts.policy.enforces_new_defaults() && !caller.is_admin && image.owner != caller.project {
            return Err(Error::Forbidden(format!("{}.", for_others(&image))));
        }
        for name in image.properties.keys() {
            self.check_property(caller, name, Operation::Create).await?;
        }
        self.parts.settings.quotas.check_properties(&image)?;
        self.parts.settings.quotas.check_tags(&image)?;
        self.pace_creation(caller)?;
        let id = image.id;
        self.store_new(image).await?;
        // Rules may allow what the caller cannot see any more, but may know of as they made it.
        let stored = self.parts.images.get(&Viewer::Admin { project: None }, id).await?;
        self.shown(caller, stored.ok_or_else(|| Error::ImageNotFound(id.to_string()))?).await
    }

    /// Stores a new image, if the project may have one more. Where that is counted, a caller who leaves meanwhile must not
    /// make room for the next one before this image is there.
    async fn store_new(&self, image: Image) -> Result<()> {
        if self.parts.limits.is_none() {
            return self.parts.images.create(&image).await;
        }
        let service = self.clone();
        let task = self.background.spawn(async move {
            let _turn = service.admit_image(image.owner.as_ref()).await?;
            service.parts.images.create(&image).await
        });
        task.await.map_err(|error| Error::Internal(format!("creating an image broke off: {error}")))?
    }

    /// Lists images, one page of them.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`], and [`Error::Invalid`] when the marker is no image.
    pub async fn list_images(&self, caller: &Caller, query: &ListQuery) -> Result<ImagePage> {
        self.require(caller, Action::GetImages, Target::own(caller)).await?;
        let limit = query.page_length(self.parts.settings.pages);
        let images = match &query.marker {
            _ if self.is_hidden_asked(caller, query).await? => Vec::new(),
            Some(marker) => self.list_behind(caller, query, marker, limit).await?,
            None => self.parts.images.list(&Viewer::from(caller), query, None, limit).await?,
        };
        let is_full = images.len() == limit as usize;
        let mut images =
            self.retain(caller, Action::GetImage, images, |image, caller| Target::image(image, caller)).await?;
        for image in &mut images {
            self.parts.stores.sort(&mut image.locations);
        }
        self.hide_properties(caller, &mut images).await?;
        let next = images.last().map(|image| image.id).filter(|_| is_full);
        Ok(ImagePage { images, next })
    }

    async fn list_behind(&self, caller: &Caller, query: &ListQuery, marker: &str, limit: u32) -> Result<Vec<Image>> {
        let unknown = || Error::Invalid(format!("No image found with ID {marker}"));
        let id: ImageId = marker.parse().map_err(|_| unknown())?;
        let page = self.parts.images.list_behind(&Viewer::from(caller), query, id, limit).await?;
        page.ok_or_else(unknown)
    }

    /// Shows one image.
    ///
    /// # Errors
    /// [`Error::ImageNotFound`] and [`Error::NotFound`].
    pub async fn show_image(&self, caller: &Caller, id: ImageId) -> Result<Image> {
        let image = self.find(caller, id).await?;
        self.authorize(caller, Action::GetImage, &image).await?;
        self.shown(caller, image).await
    }

    /// Deletes an image and its data.
    ///
    /// The image is gone when this returns; data that cannot be removed at the moment is removed later.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`]; [`Error::Forbidden`] for a protected image; [`Error::Invalid`] when
    /// its status does not let it go.
    pub async fn delete_image(&self, caller: &Caller, id: ImageId) -> Result<()> {
        for _ in 0..super::change::ATTEMPTS {
            let unknown = || Error::NotFound(format!("Failed to find image {id} to delete"));
            let image = self.find(caller, id).await.map_err(|error| match error {
                Error::ImageNotFound(_) => unknown(),
                other => other,
            })?;
            self.authorize_change(caller, Action::DeleteImage, &image).await?;
            if image.protected {
                return Err(Error::Forbidden(format!("Image {id} is protected and cannot be deleted.")));
            }
            image.status.to(Status::Deleted).map_err(|error| Error::Invalid(error.to_string()))?;
            access::check_owner(caller, &image).map_err(|_| unknown())?;
            match self.parts.images.delete(id, image.status, self.now()).await {
                Err(Error::Stale(_)) => {}
                Err(other) => return Err(other),
                Ok(()) => {
                    self.works.cancel(id);
                    if !image.locations.is_empty() {
                        self.empty_trash_of(id).await;
                    }
                    return Ok(());
                }
            }
        }
        Err(Error::Stale(id))
    }
}

fn for_others(image: &Image) -> String {
    let owner = image.owner.as_ref().map_or("None", |owner| owner.as_str());
    format!("You are not permitted to create images owned by '{owner}'")
}

/// What showing an image to everybody asks for besides.
pub(super) fn exposure(visibility: Visibility) -> Option<Action> {
    match visibility {
        Visibility::Public => Some(Action::PublicizeImage),
        Visibility::Community => Some(Action::CommunitizeImage),
        Visibility::Private | Visibility::Shared => None,
    }
}
