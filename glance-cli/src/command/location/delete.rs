//! `location-delete`

use std::collections::BTreeSet;

use serde_json::json;

use super::locations;
use crate::client::Client;
use crate::error::{Error, Result};

/// Arguments of `location-delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// URL of the location; may be given many times
    #[arg(long, required = true)]
    url: Vec<String>,
}

/// Removes locations from an image.
///
/// # Errors
/// [`Error::Message`] when a location is not there, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let locations = locations(&mut client.image(&args.id)?)?;
    let place = |url: &str| locations.iter().position(|location| location["url"].as_str() == Some(url));
    let mut places = BTreeSet::new();
    let mut unknown = Vec::new();
    for url in &args.url {
        match place(url) {
            Some(place) => drop(places.insert(place)),
            None => unknown.push(format!("'{url}'")),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::message(format!("HTTP Unknown URL(s): [{}]", unknown.join(", "))));
    }
    // From the last one on, so that none moves before its turn.
    let patch: Vec<_> =
        places.iter().rev().map(|place| json!({"op": "remove", "path": format!("/locations/{place}")})).collect();
    client.patch_image(&args.id, &patch)
}
