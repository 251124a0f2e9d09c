//! `md-resource-type-deassociate`

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;

/// Arguments of `md-resource-type-deassociate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// The type of resources
    #[arg(value_name = "RESOURCE_TYPE")]
    resource_type: String,
}

/// Takes back that a namespace is for a type of resources.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    document::delete(client, &args.namespace.path(&["resource_types", &args.resource_type]))
}
