//! `location-…` and `add-location`

pub(crate) mod add;
pub(crate) mod delete;
mod metadata;
pub(crate) mod register;
pub(crate) mod update;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::{Json, Object};

/// The locations of an image.
///
/// # Errors
/// [`Error::Message`] when the service keeps them to itself, and those of [`Client::image`].
fn locations(image: &mut Object) -> Result<Vec<Object>> {
    let Json::List(locations) = image.take("locations") else {
        return Err(Error::message("HTTP The administrator has disabled API access to image locations"));
    };
    let object = |location| match location {
        Json::Object(location) => Some(location),
        _ => None,
    };
    Ok(locations.into_iter().filter_map(object).collect())
}

/// Changes an image's locations, and reads the image again.
fn patched(client: &Client, id: &str, patch: serde_json::Value) -> Result<Object> {
    client.patch_image(id, &[patch])?;
    client.image(id)
}
