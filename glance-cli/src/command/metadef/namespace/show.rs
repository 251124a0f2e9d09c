//! `md-namespace-show`

use reqwest::Method;

use super::NamespaceArgs;
use crate::client::Client;
use crate::command::metadef::document::RecordArgs;
use crate::error::Result;

/// Arguments of `md-namespace-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Show properties by the names that they have on this type of resources
    #[arg(long)]
    resource_type: Option<String>,
    #[command(flatten)]
    record: RecordArgs,
}

/// Shows a namespace.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let query: Vec<_> = args.resource_type.iter().map(|name| ("resource_type", name)).collect();
    let request = client.request(Method::GET, &args.namespace.path(&[]))?;
    let request = if query.is_empty() { request } else { request.query(&query) };
    args.record.print(client.fetch(request)?)
}
