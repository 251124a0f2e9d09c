//! `md-property-show`

use super::PropertyArgs;
use crate::client::Client;
use crate::command::metadef::document::{self, RecordArgs};
use crate::error::Result;

/// Arguments of `md-property-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    property: PropertyArgs,
    #[command(flatten)]
    record: RecordArgs,
}

/// Shows a property.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let property = client.get(&args.property.path())?;
    args.record.print(document::with_default(property, args.record.format()))
}
