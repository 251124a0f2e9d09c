//! `md-resource-type-list`

use crate::client::Client;
use crate::command::metadef::document;
use crate::error::Result;
use crate::output::{Column, Look, OutputArgs};

const COLUMNS: [Column; 1] = [("name", "name")];

/// Arguments of `md-resource-type-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the types of resources that are known.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let document = client.get(&["metadefs", "resource_types"])?;
    document::print_list(&COLUMNS, document, "resource_types", Look::Sparse, args.output)
}
