//! `import-info`

use crate::client::Client;
use crate::error::{Error, Result};
use crate::output::{Document, OutputArgs};

/// Arguments of `import-info`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows the ways in which the service imports images.
///
/// # Errors
/// [`Error::Message`] when there are none, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let info = client.get(&["info", "import"]).map_err(|error| match error {
        Error::Http { status: 404, .. } => Error::message("Target Glance does not support Image Import workflow"),
        other => other,
    })?;
    Document::record(info).print(args.output.format)
}
