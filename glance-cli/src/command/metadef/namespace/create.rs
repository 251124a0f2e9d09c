//! `md-namespace-create`

use reqwest::Method;

use super::NamespaceArgs;
use super::fields::Fields;
use crate::client::Client;
use crate::command::metadef::document;
use crate::error::Result;
use crate::json::{Json, Object};
use crate::output::OutputArgs;

/// Arguments of `md-namespace-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    #[command(flatten)]
    fields: Fields,
    /// Types of resources that the namespace is for
    #[arg(long, value_name = "NAME", num_args = 1..)]
    resource_type_associations: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates a namespace, and prints it.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut namespace = args.fields.given();
    namespace.insert("namespace", args.namespace.namespace.as_str());
    if !args.resource_type_associations.is_empty() {
        let associations = args.resource_type_associations.iter().map(|name| {
            let mut association = Object::default();
            association.insert("name", name.as_str());
            Json::Object(association)
        });
        namespace.insert("resource_type_associations", associations.collect::<Vec<_>>());
    }
    let made = document::send(client, Method::POST, &["metadefs", "namespaces"], &namespace)?;
    document::print(made, args.output)
}
