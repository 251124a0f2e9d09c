//! `add-location`

use reqwest::Method;
use serde_json::json;

use crate::client::Client;
use crate::command::image::record;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;

const KNOWN: [&str; 2] = ["os_hash_algo", "os_hash_value"];
const ALGORITHMS: [&str; 4] = ["sha512", "sha256", "sha1", "md5"];

/// Since when services take locations so.
const VERSION: &str = "v2.17";

/// Arguments of `add-location`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// URL of the data
    #[arg(long, required = true)]
    url: String,
    /// The data's `os_hash_algo` and `os_hash_value`, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}")]
    validation_data: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Tells a queued image where its data is, and prints the image.
///
/// # Errors
/// [`Error::Message`] when the hash is not one that services take, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let known = validation_data(&args.validation_data)?;
    let request = client.request(Method::POST, &["images", &args.id, "locations"])?;
    let sent = client.send(request.json(&json!({"url": args.url, "validation_data": known})));
    match sent {
        Err(Error::Http { status: 404 | 405, .. }) if matches!(client.has_version(VERSION), Ok(false)) => {
            Err(Error::message(format!("Server does not support the locations API ({VERSION})")))
        }
        other => {
            other?;
            record::print(client.image(&args.id)?, args.output)
        }
    }
}

fn validation_data(text: &str) -> Result<Object> {
    let known: Object =
        serde_json::from_str(text).map_err(|_| Error::message("validation-data is not a valid JSON object."))?;
    if let Some((name, _)) = known.iter().find(|(name, _)| !KNOWN.contains(name)) {
        return Err(Error::message(format!(
            "Validation Data should contain only os_hash_algo and os_hash_value. `{name}` is not allowed"
        )));
    }
    let algorithm = known["os_hash_algo"].as_str().unwrap_or_default();
    if !known.is_empty() && !ALGORITHMS.contains(&algorithm) {
        let all = ALGORITHMS.map(|name| format!("'{name}'")).join(", ");
        return Err(Error::message(format!(
            "os_hash_algo: `{algorithm}` is incorrect, allowed hashing algorithms: [{all}]"
        )));
    }
    Ok(known)
}
