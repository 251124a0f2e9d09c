//! `location-update`

use serde_json::json;

use super::{locations, metadata, patched};
use crate::client::Client;
use crate::error::{Error, Result, complain};
use crate::json::Json;
use crate::output::{Document, OutputArgs};

/// Arguments of `location-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// URL of the location
    #[arg(long, required = true)]
    url: String,
    /// What the store has to know about the location from now on, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    metadata: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Changes the metadata of one of an image's locations, and prints the image.
///
/// # Errors
/// [`Error::Message`] when there is no such location, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let metadata = metadata::parse(&args.metadata)?;
    if metadata.is_empty() {
        complain("WARNING -- The location's metadata will be updated to an empty JSON object.");
    }
    let metadata = Json::from(metadata);
    let mut image = client.image(&args.id)?;
    let mut locations = locations(&mut image)?;
    let place = locations.iter_mut().find(|location| location["url"].as_str() == Some(&args.url)).ok_or_else(|| {
        Error::message(format!(
            "HTTP Unknown URL: {}, the URL must be one of existing locations of current image",
            args.url
        ))
    })?;
    let is_changed = place["metadata"] != metadata;
    place.insert("metadata", metadata);
    if is_changed {
        image = patched(client, &args.id, json!({"op": "replace", "path": "/locations", "value": locations}))?;
    } else {
        image.insert("locations", locations.into_iter().map(Json::Object).collect::<Vec<_>>());
    }
    Document::record(image).print(args.output.format)
}
