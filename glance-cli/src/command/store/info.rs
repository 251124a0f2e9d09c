//! `stores-info`

use crate::client::Client;
use crate::error::{Error, Result};
use crate::output::{Document, OutputArgs};

/// Arguments of `stores-info`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show types, properties and weights too, which only administrators may see
    #[arg(long)]
    detail: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows the stores of the service.
///
/// # Errors
/// [`Error::Message`] when it has but one, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let path: &[&str] = if args.detail { &["info", "stores", "detail"] } else { &["info", "stores"] };
    let stores = client.get(path).map_err(|error| match error {
        Error::Http { status: 404, .. } => Error::message("Multi Backend support is not enabled"),
        other => other,
    })?;
    Document::record(stores).print(args.output.format)
}
