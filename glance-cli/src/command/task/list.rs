//! `task-list`

use crate::client::Client;
use crate::error::Result;
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 4] = [("ID", "id"), ("Type", "type"), ("Status", "status"), ("Owner", "owner")];

/// Arguments of `task-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Sort by this attribute
    #[arg(long, value_name = "KEY", value_parser = ["id", "type", "status"], default_value = "status")]
    sort_key: String,
    /// Sort in this direction
    #[arg(long, value_name = "DIRECTION", value_parser = ["asc", "desc"], default_value = "desc")]
    sort_dir: String,
    /// Ask the service for so many tasks at a time
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    page_size: usize,
    /// List tasks of this type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// List tasks of this status
    #[arg(long)]
    status: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists tasks.
///
/// # Errors
/// Those of [`Client::list`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let filters = [("type", &args.kind), ("status", &args.status)];
    let mut query: Vec<(&str, String)> =
        filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    if args.page_size > 0 {
        query.push(("limit", args.page_size.to_string()));
    }
    query.extend([("sort_key", args.sort_key.clone()), ("sort_dir", args.sort_dir.clone())]);
    let mut rows = Vec::new();
    client.list("tasks", &query, None, |task| rows.push(row(&COLUMNS, task)))?;
    Document::rows(&COLUMNS, rows, Look::Sparse).print(args.output.format)
}
