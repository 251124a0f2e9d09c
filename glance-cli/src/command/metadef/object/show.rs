//! `md-object-show`

use super::ObjectArgs;
use crate::client::Client;
use crate::command::metadef::document::RecordArgs;
use crate::error::Result;

/// Arguments of `md-object-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    object: ObjectArgs,
    #[command(flatten)]
    record: RecordArgs,
}

/// Shows an object.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    args.record.print(client.get(&args.object.path())?)
}
