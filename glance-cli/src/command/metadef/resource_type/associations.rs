//! `md-namespace-resource-type-list`

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::output::{Column, Look, OutputArgs};

const COLUMNS: [Column; 3] = [("name", "name"), ("prefix", "prefix"), ("properties_target", "properties_target")];

/// Arguments of `md-namespace-resource-type-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the types of resources that a namespace is for.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let document = client.get(&args.namespace.path(&["resource_types"]))?;
    document::print_list(&COLUMNS, document, "resource_type_associations", Look::Sparse, args.output)
}
