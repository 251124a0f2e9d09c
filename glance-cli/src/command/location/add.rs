//! `location-add`

use serde_json::json;

use super::{metadata, patched};
use crate::client::Client;
use crate::error::Result;
use crate::json::{Json, Object};
use crate::output::{Document, OutputArgs};

/// Arguments of `location-add`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// URL of the data
    #[arg(long, required = true)]
    url: String,
    /// What the store has to know about the location, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    metadata: String,
    /// MD5 checksum of the data
    #[arg(long)]
    checksum: Option<String>,
    /// Algorithm of the hash value
    #[arg(long, value_name = "ALGORITHM")]
    hash_algo: Option<String>,
    /// Hash value of the data
    #[arg(long)]
    hash_value: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Adds a location to an image, and prints the image.
///
/// # Errors
/// [`crate::error::Error::Message`] when the metadata is not JSON, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: Args) -> Result<()> {
    let mut location = Object::default();
    location.insert("url", args.url);
    location.insert("metadata", metadata::parse(&args.metadata)?);
    let known = [("checksum", args.checksum), ("os_hash_algo", args.hash_algo), ("os_hash_value", args.hash_value)];
    let known: Object = known.into_iter().filter_map(|(name, value)| Some((name, Json::from(value?)))).collect();
    if !known.is_empty() {
        location.insert("validation_data", known);
    }
    let image = patched(client, &args.id, json!({"op": "add", "path": "/locations/-", "value": location}))?;
    Document::record(image).print(args.output.format)
}
