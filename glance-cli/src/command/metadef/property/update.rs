//! `md-property-update`

use super::PropertyArgs;
use crate::client::Client;
use crate::command::metadef::document;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `md-property-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    property: PropertyArgs,
    /// New name of the property
    #[arg(long)]
    name: Option<String>,
    /// New title of the property
    #[arg(long)]
    title: Option<String>,
    /// What else becomes of the property, a JSON object
    #[arg(long, value_name = "JSON")]
    schema: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Changes a property, and prints it.
///
/// # Errors
/// [`Error::Message`] when the schema is no JSON object, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut changes = Object::default();
    changes.extend(args.name.as_deref().map(|name| ("name", name)));
    changes.extend(args.title.as_deref().map(|title| ("title", title)));
    if let Some(schema) = &args.schema {
        changes.extend(document::schema(schema)?);
    }
    let written = document::change(client, &args.property.path(), changes, |_| true)?;
    let name = written["name"].as_str().ok_or_else(|| Error::message("The service did not return a property"))?;
    let property = client.get(&args.property.path_of(name))?;
    document::print(document::with_default(property, args.output.format), args.output)
}
