//! `md-tag-list`

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::output::{Column, Look, OutputArgs};

const COLUMNS: [Column; 1] = [("name", "name")];

/// Arguments of `md-tag-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the tags of a namespace.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let document = client.get(&args.namespace.path(&["tags"]))?;
    document::print_list(&COLUMNS, document, "tags", Look::Sparse, args.output)
}
