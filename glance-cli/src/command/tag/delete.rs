//! `image-tag-delete`

use reqwest::Method;

use crate::client::Client;
use crate::error::Result;

/// Arguments of `image-tag-delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// The tag
    #[arg(value_name = "TAG_VALUE")]
    tag: String,
}

/// Removes a tag from an image.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    client.send(client.request(Method::DELETE, &["images", &args.id, "tags", &args.tag])?).map(drop)
}
