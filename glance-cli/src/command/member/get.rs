//! `member-get`

use crate::client::Client;
use crate::error::Result;
use crate::output::{Document, OutputArgs};

/// Arguments of `member-get`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// ID of the project
    #[arg(value_name = "MEMBER_ID")]
    member: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows how an image is shared with a project.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    Document::record(client.get(&["images", &args.id, "members", &args.member])?).print(args.output.format)
}
