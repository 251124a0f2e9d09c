//! `member-list`

use glance_core::wire::Members;
use reqwest::Method;

use super::rows;
use crate::client::Client;
use crate::error::Result;
use crate::output::OutputArgs;

/// Arguments of `member-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(long, value_name = "IMAGE_ID", required = true)]
    image_id: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the projects that an image is shared with.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let list: Members = client.fetch(client.request(Method::GET, &["images", &args.image_id, "members"])?)?;
    rows::print(list.members, args.output)
}
