//! `md-resource-type-associate`

use reqwest::Method;

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `md-resource-type-associate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Which of several sets of properties of such resources is meant
    #[arg(long)]
    properties_target: Option<String>,
    /// What the names of the namespace's properties begin with on such resources
    #[arg(long)]
    prefix: Option<String>,
    /// The type of resources
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Says that a namespace is for a type of resources, and prints what was said.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut association = Object::default();
    for (name, value) in
        [("name", &args.name), ("prefix", &args.prefix), ("properties_target", &args.properties_target)]
    {
        association.extend(value.as_deref().map(|value| (name, value)));
    }
    let made = document::send(client, Method::POST, &args.namespace.path(&["resource_types"]), &association)?;
    document::print(made, args.output)
}
