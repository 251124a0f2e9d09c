//! `md-namespace-list`

use crate::client::Client;
use crate::error::Result;
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 1] = [("namespace", "namespace")];

/// Arguments of `md-namespace-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List namespaces for this type of resources; may be given many times
    #[arg(long, value_name = "RESOURCE_TYPE")]
    resource_types: Vec<String>,
    /// List namespaces of this visibility
    #[arg(long)]
    visibility: Option<String>,
    /// Ask the service for so many namespaces at a time
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    page_size: usize,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists namespaces.
///
/// # Errors
/// Those of [`Client::list`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut query = Vec::new();
    if !args.resource_types.is_empty() {
        query.push(("resource_types", args.resource_types.join(",")));
    }
    query.extend(args.visibility.clone().map(|visibility| ("visibility", visibility)));
    if args.page_size > 0 {
        query.push(("limit", args.page_size.to_string()));
    }
    let mut rows = Vec::new();
    client.list_at(&["metadefs", "namespaces"], &query, None, |namespace| rows.push(row(&COLUMNS, namespace)))?;
    Document::rows(&COLUMNS, rows, Look::Sparse).print(args.output.format)
}
