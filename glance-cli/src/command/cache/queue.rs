//! `cache-queue`

use reqwest::Method;

use super::{VERSION, each, refused, unsupported};
use crate::client::Client;
use crate::error::Result;

/// Arguments of `cache-queue`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// IDs of the images
    #[arg(value_name = "IMAGE_ID", required = true)]
    ids: Vec<String>,
}

/// Asks a server to bring images into its cache.
///
/// # Errors
/// [`crate::error::Error::Reported`] when the service refuses one, and those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    each(&args.ids, |id| {
        let sent = client.request(Method::PUT, &["cache", id]).and_then(|request| client.send(request));
        sent.map(drop).map_err(|error| unsupported(client, VERSION, error)).map_err(|error| {
            refused(
                error,
                &format!("You are not permitted to queue the image '{id}' for caching."),
                &format!("Unable to queue image '{id}' for caching."),
            )
        })
    })
}
