//! `image-deactivate`

use reqwest::Method;

use crate::client::Client;
use crate::error::Result;

/// Arguments of `image-deactivate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
}

/// Makes an image's data unreadable for all but administrators.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    client.send(client.request(Method::POST, &["images", &args.id, "actions", "deactivate"])?).map(drop)
}
