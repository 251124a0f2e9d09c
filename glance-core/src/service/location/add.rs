//! Telling a new image where its data is, and seeing where an image's data is.

use serde_json::json;

use super::{LocationImport, claims, invalid_location, is_shown};
use crate::context::Caller;
use crate::digest::{Algorithm, UnknownAlgorithm};
use crate::error::{Error, Result};
use crate::image::{HashClaim, Image, ImageId, Location, LocationRequest, Status};
use crate::policy::Action;
use crate::service::{Glance, access, upload};
use crate::task::Kind;

/// The role of other services, which may name more than users may.
const SERVICE: &str = "service";

impl Glance {
    /// Tells a queued image where its data is. What is there is looked at in the background, by a task that is one of the
    /// image's [`Glance::image_tasks`]: the image becomes active, or is queued again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the image is not queued, [`Error::Forbidden`] for locations that callers may not name,
    /// [`Error::Invalid`] for those that are none, or that lead where nothing is to be read.
    pub async fn add_location(&self, caller: &Caller, id: ImageId, request: LocationRequest) -> Result<()> {
        access::check_writer(caller)?;
        let image = self.find(caller, id).await?;
        if image.status != Status::Queued {
            return Err(not_queued(image.status));
        }
        self.authorize_change(caller, Action::AddImageLocation, &image).await?;
        let is_web = ["http://", "https://"].iter().any(|scheme| request.url.starts_with(scheme));
        let may_name = is_service(caller) || (is_web && self.reader_of(&request.url).is_ok());
        if !may_name {
            return Err(Error::Forbidden("http store must be enabled to use location API by normal user.".to_owned()));
        }
        request.claim.as_ref().map_or(Ok(()), check_claim)?;
        let entry = self.reader_of(&request.url)?;
        entry.store.vet(&request.url).await.map_err(|_| {
            if is_web {
                Error::Invalid("URI for add location does not pass filtering.".to_owned())
            } else {
                invalid_location()
            }
        })?;
        upload::check_formats(&image)?;
        let input =
            json!({"image_id": id.as_str(), "loc_url": request.url, "validation_data": request.claim_document()});
        let task = self.new_task(caller, Kind::LocationImport, id, input);
        let service = self.clone();
        // A task of its own, for a caller who leaves now does not take the location back.
        let beginning = self.background.spawn(async move {
            let beginning = LocationImport::begin(service.clone(), image, task, request).await;
            let import = beginning.map_err(|error| match error {
                Error::Transition(refused) => not_queued(refused.from),
                other => other,
            })?;
            service.background.spawn(import.run());
            Ok(())
        });
        beginning.await.map_err(|error| Error::Internal(format!("adding a location broke off: {error}")))?
    }

    /// Tells where an image's data is.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`].
    pub async fn image_locations(&self, caller: &Caller, id: ImageId) -> Result<Vec<Location>> {
        let image: Image = self.find(caller, id).await?;
        self.authorize(caller, Action::FetchImageLocation, &image).await?;
        Ok(image.locations.into_iter().filter(is_shown).collect())
    }
}

fn not_queued(status: Status) -> Error {
    Error::Conflict(format!("It's not allowed to add locations if image status is {status}."))
}

fn is_service(caller: &Caller) -> bool {
    caller.has_role(SERVICE) || caller.service.roles.iter().any(|role| role.eq_ignore_ascii_case(SERVICE))
}

fn check_claim(claim: &HashClaim) -> Result<()> {
    let unknown = |_: UnknownAlgorithm| Error::Invalid(format!("{} is no algorithm of digests", claim.algorithm));
    let algorithm: Algorithm = claim.algorithm.parse().map_err(unknown)?;
    let (value, length) = (&claim.value, algorithm.size_bytes());
    if value.len() != length * 2 && claims::is_hexadecimal(value) {
        return Err(Error::Invalid(format!(
            "os_hash_value: ({value}) is not the correct size for ({algorithm}) (should be ({length}) bytes)"
        )));
    }
    claims::check_digest("os_hash_value", value, algorithm).map_err(Error::Invalid)
}
