//! `cache-clear`

use reqwest::Method;

use super::{VERSION, refused, unsupported};
use crate::client::Client;
use crate::error::Result;

/// Arguments of `cache-clear`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to clear
    #[arg(long, value_parser = ["both", "cache", "queue"], default_value = "both")]
    target: String,
}

/// Removes all images from the cache of a server, from its queue, or from both.
///
/// # Errors
/// [`crate::error::Error::Message`] when the service refuses, and those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut request = client.request(Method::DELETE, &["cache"])?;
    if args.target != "both" {
        request = request.header("x-image-cache-clear-target", &args.target);
    }
    client.send(request).map(drop).map_err(|error| unsupported(client, VERSION, error)).map_err(|error| {
        refused(error, "You are not permitted to delete image(s) from cache.", "Unable to delete image(s) from cache.")
    })
}
