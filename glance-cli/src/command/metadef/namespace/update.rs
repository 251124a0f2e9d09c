//! `md-namespace-update`

use super::NamespaceArgs;
use super::fields::Fields;
use crate::client::Client;
use crate::command::metadef::document;
use crate::error::{Error, Result};
use crate::output::OutputArgs;

/// What belongs to a namespace, and is not written along with it.
const HELD: &[&str] = &["resource_type_associations", "properties", "objects", "tags"];

/// Arguments of `md-namespace-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the namespace
    #[arg(id = "old", value_name = "NAMESPACE")]
    old: String,
    #[command(flatten)]
    fields: Fields,
    /// New name of the namespace
    #[arg(id = "namespace", long = "namespace", value_name = "NAMESPACE")]
    new: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Changes a namespace, and prints it.
///
/// # Errors
/// Those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let old = NamespaceArgs { namespace: args.old.clone() };
    let mut changes = args.fields.given();
    changes.extend(args.new.as_deref().map(|name| ("namespace", name)));
    let written = document::change(client, &old.path(&[]), changes, |name| !HELD.contains(&name))?;
    let name = written["namespace"].as_str();
    let namespace = name.ok_or_else(|| Error::message("The service did not return a namespace"))?.to_owned();
    document::print(client.get(&NamespaceArgs { namespace }.path(&[]))?, args.output)
}
