//! Bringing data into an image.

mod allowance;
mod fence;
mod inspected;
mod running;

use super::{Glance, access};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Image, ImageId, Status};
use crate::policy::Action;
use crate::store::{DataStream, StoreEntry, StoreError, StreamError};
use running::Running;

/// Data for an image.
pub struct Upload {
    /// The data.
    pub data: DataStream,
    /// How many bytes it is said to have; other than that is an error.
    pub size_bytes: Option<u64>,
    /// The store that is to keep it, if it is not to be the default one.
    pub store: Option<String>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("size_bytes", &self.size_bytes)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl Glance {
    /// Stores data for a queued image, which is `active` when this returns.
    ///
    /// Whatever goes wrong, the image is queued again and nothing of the data is kept; that is so too when the returned
    /// future is dropped, for the work is done in a task of its own.
    ///
    /// # Errors
    /// [`Error::Transition`] when the image is not queued or another upload was faster, [`Error::Invalid`] when its formats
    /// are not set, it has a signature, which is not verified here, or the size is not as announced,
    /// [`Error::LimitExceeded`] when there is too much data, [`Error::UnfitData`] when it is not what the image says,
    /// [`Error::Gone`] when the image was deleted meanwhile, and what the store says.
    pub async fn upload(&self, caller: &Caller, id: ImageId, upload: Upload) -> Result<()> {
        access::check_writer(caller)?;
        let entry = self.choose_store(upload.store.as_deref())?.clone();
        let not_theirs = |_| Error::Forbidden(format!("Not allowed to upload image data for image {id}"));
        let image = self.find(caller, id).await?;
        self.authorize(caller, Action::UploadImage, &image).await.map_err(|error| match error {
            Error::Forbidden(_) => not_theirs(error),
            other => other,
        })?;
        image.status.to(Status::Saving)?;
        access::check_owner(caller, &image).map_err(not_theirs)?;
        check_formats(&image)?;
        check_unsigned(&image)?;
        if !entry.store.capabilities().writable {
            return Err(Error::StoreReadOnly);
        }
        let limit = self.parts.settings.quotas.image_size_bytes;
        upload.size_bytes.map_or(Ok(()), |size| check_size(size, limit))?;
        let service = self.clone();
        let task = self.background.spawn(async move {
            let running = Running::begin(service, image, entry, upload.size_bytes).await?;
            running.run(upload.data, upload.size_bytes, limit).await
        });
        task.await.map_err(|error| Error::Internal(format!("an upload broke off: {error}")))?
    }

    fn choose_store(&self, name: Option<&str>) -> Result<&StoreEntry> {
        match name {
            Some(name) if self.parts.stores.is_multi() => self
                .parts
                .stores
                .get(name)
                .ok_or_else(|| Error::Invalid(format!("Store for identifier {name} not found"))),
            _ => Ok(self.parts.stores.default_store()),
        }
    }

    /// Removes whatever the stores have under this id; `false` if that did not work.
    pub(super) async fn discard(&self, id: ImageId) -> bool {
        let mut is_gone = true;
        for entry in self.parts.stores.iter().filter(|entry| entry.store.capabilities().writable) {
            if let Err(error) = entry.store.discard(id).await {
                tracing::error!(image.id = %id, store = entry.name.as_str(), %error, "cannot remove the data of an upload that failed");
                is_gone = false;
            }
        }
        is_gone
    }
}

/// Checks that an image says what form its data has.
pub(super) fn check_formats(image: &Image) -> Result<()> {
    let missing = match (&image.disk_format, &image.container_format) {
        (Some(_), Some(_)) => return Ok(()),
        (None, Some(_)) => "Property disk_format",
        (Some(_), None) => "Property container_format",
        (None, None) => "Properties disk_format, container_format",
    };
    Err(Error::Invalid(format!("{missing} must be set prior to saving data.")))
}

/// The properties that, all together, make an image a signed one.
const SIGNATURE: [&str; 4] =
    ["img_signature", "img_signature_hash_method", "img_signature_key_type", "img_signature_certificate_uuid"];

/// Checks that nobody relies on a signature being verified, which is not done here: data that was tampered with would
/// pass for what was signed.
fn check_unsigned(image: &Image) -> Result<()> {
    if SIGNATURE.iter().all(|name| image.properties.contains_key(*name)) {
        return Err(Error::Invalid("The signature of this image cannot be verified by this service.".to_owned()));
    }
    Ok(())
}

/// Checks that data is not longer than an image may be.
pub(super) fn check_size(size_bytes: u64, limit: u64) -> Result<()> {
    if size_bytes > limit { Err(too_long()) } else { Ok(()) }
}

fn too_long() -> Error {
    Error::LimitExceeded("The incoming image is too large: The provided image is too large.".to_owned())
}

fn upload_error(error: StoreError) -> Error {
    match error {
        StoreError::Stream(StreamError::TooLong { .. }) => too_long(),
        StoreError::Stream(broken @ (StreamError::Aborted(_) | StreamError::Stalled)) => {
            Error::SenderGone(broken.to_string())
        }
        StoreError::Exists(_) => Error::Conflict("The image store already has data for this image".to_owned()),
        other => other.into(),
    }
}
