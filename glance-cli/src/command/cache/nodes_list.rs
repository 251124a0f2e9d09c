//! `cache-nodes-list`

use reqwest::Method;

use super::{VERSION, refused, unsupported};
use crate::client::Client;
use crate::error::Result;
use crate::json::Json;
use crate::output::{Column, Document, Look, OutputArgs};

const COLUMNS: [Column; 1] = [("Node Reference URL", "node_reference_url")];

/// Arguments of `cache-nodes-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the servers that hold an image in their cache.
///
/// # Errors
/// [`crate::error::Error::Message`] when the service refuses, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let fetched: Result<Vec<Json>> = client.fetch(client.request(Method::GET, &["cache", "nodes", &args.id])?);
    let nodes = fetched.map_err(|error| unsupported(client, VERSION, error)).map_err(|error| {
        refused(
            error,
            &format!("You are not permitted to list cached nodes for image '{}'.", args.id),
            &format!("Unable to list cached nodes for image '{}'.", args.id),
        )
    })?;
    let rows = nodes.into_iter().map(|node| vec![node]).collect();
    Document::rows(&COLUMNS, rows, Look::Sparse).print(args.output.format)
}
