//! `member-create`

use glance_core::wire::{Member, MemberRequest};
use reqwest::Method;

use super::rows;
use crate::client::Client;
use crate::error::Result;
use crate::output::OutputArgs;

/// Arguments of `member-create`.
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

/// Shares an image with a project.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let request = client.request(Method::POST, &["images", &args.id, "members"])?;
    let member: Member = client.fetch(request.json(&MemberRequest { member: args.member.clone() }))?;
    rows::print(vec![member], args.output)
}
