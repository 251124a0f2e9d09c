//! `stores-delete`

use reqwest::Method;

use crate::client::Client;
use crate::error::{Error, Result};

/// Arguments of `stores-delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// Store to remove the image's data from
    #[arg(long, value_name = "STORE_ID", required = true)]
    store: String,
}

/// Removes an image's data from one of its stores.
///
/// # Errors
/// [`Error::Message`] when the service refuses, and those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let request = client.request(Method::DELETE, &["stores", &args.store, &args.id])?;
    client.send(request).map(drop).map_err(|error| match error {
        Error::Http { status: 404, .. } => {
            Error::message("Multi Backend support is not enabled or Image/store not found.")
        }
        refusal @ Error::Http { .. } => {
            Error::message(format!("Unable to delete image '{}' from store '{}'. ({refusal})", args.id, args.store))
        }
        other => other,
    })
}
