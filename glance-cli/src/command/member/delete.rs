//! `member-delete`

use reqwest::Method;

use crate::client::Client;
use crate::error::Result;

/// Arguments of `member-delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// ID of the project
    #[arg(value_name = "MEMBER_ID")]
    member: String,
}

/// Stops sharing an image with a project.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    client.send(client.request(Method::DELETE, &["images", &args.id, "members", &args.member])?).map(drop)
}
