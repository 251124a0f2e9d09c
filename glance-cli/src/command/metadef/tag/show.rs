//! `md-tag-show`

use super::TagArgs;
use crate::client::Client;
use crate::command::metadef::document::RecordArgs;
use crate::error::Result;

/// Arguments of `md-tag-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    tag: TagArgs,
    #[command(flatten)]
    record: RecordArgs,
}

/// Shows a tag.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    args.record.print(client.get(&args.tag.path())?)
}
