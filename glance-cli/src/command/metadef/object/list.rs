//! `md-object-list`

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::output::{Column, Look, OutputArgs};

const COLUMNS: [Column; 2] = [("name", "name"), ("description", "description")];

/// Arguments of `md-object-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the objects of a namespace.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let document = client.get(&args.namespace.path(&["objects"]))?;
    document::print_list(&COLUMNS, document, "objects", Look::LastWithin(50), args.output)
}
