//! `member-update`

use glance_core::wire::{Member, MemberStatusRequest};
use reqwest::Method;

use super::rows;
use crate::client::Client;
use crate::error::Result;
use crate::output::OutputArgs;

/// Arguments of `member-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// ID of the project
    #[arg(value_name = "MEMBER_ID")]
    member: String,
    /// What the project says to the image
    #[arg(value_name = "MEMBER_STATUS", value_parser = ["accepted", "rejected", "pending"])]
    status: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Accepts or rejects an image for a project.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let request = client.request(Method::PUT, &["images", &args.id, "members", &args.member])?;
    let member: Member = client.fetch(request.json(&MemberStatusRequest { status: args.status.clone() }))?;
    rows::print(vec![member], args.output)
}
