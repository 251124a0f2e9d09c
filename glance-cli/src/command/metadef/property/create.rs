//! `md-property-create`

use reqwest::Method;

use crate::client::Client;
use crate::command::metadef::document;
use crate::command::metadef::namespace::NamespaceArgs;
use crate::error::Result;
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `md-property-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    namespace: NamespaceArgs,
    /// Name of the property, for programs
    #[arg(long)]
    name: String,
    /// Title of the property, for people
    #[arg(long)]
    title: String,
    /// Type of the property's values
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
    /// What else there is to say of the property, a JSON object
    #[arg(long, value_name = "JSON")]
    schema: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates a property, and prints it.
///
/// # Errors
/// [`crate::error::Error::Message`] when the schema is no JSON object, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut document = Object::default();
    document.insert("name", args.name.as_str());
    document.insert("title", args.title.as_str());
    document.insert("type", args.kind.as_str());
    document.extend(document::schema(&args.schema)?);
    let made = document::send(client, Method::POST, &args.namespace.path(&["properties"]), &document)?;
    document::print(document::with_default(made, args.output.format), args.output)
}
