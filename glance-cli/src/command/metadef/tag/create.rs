//! `md-tag-create`

use reqwest::Method;

use super::name;
use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::output::OutputArgs;

/// Arguments of `md-tag-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// The tag
    #[arg(long)]
    name: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Adds a tag, and prints it.
///
/// # Errors
/// [`crate::error::Error::Message`] for a blank tag, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let path = args.namespace.path(&["tags", name(&args.name)?]);
    document::print(client.fetch(client.request(Method::POST, &path)?)?, args.output)
}
