//! `md-namespace-import`

use std::path::PathBuf;

use reqwest::Method;

use crate::client::Client;
use crate::command::metadef::document;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;
use crate::transfer::Source;

/// More than any service takes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Arguments of `md-namespace-import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// File with the namespace, a JSON object; standard input if none is named
    #[arg(long, value_name = "FILEPATH")]
    file: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates a namespace with all that it is to hold, and prints it.
///
/// # Errors
/// [`Error::Message`] when there is no JSON to read, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let Some(source) = Source::open(args.file.as_deref(), None)? else {
        return Err(Error::message("No metadata definition namespace passed via stdin or --file argument."));
    };
    let namespace: Object = serde_json::from_slice(&source.read(MAX_BYTES)?)
        .map_err(|_| Error::message("Schema is not a valid JSON object."))?;
    let made = document::send(client, Method::POST, &["metadefs", "namespaces"], &namespace)?;
    document::print(made, args.output)
}
