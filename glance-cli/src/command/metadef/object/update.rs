//! `md-object-update`

use super::ObjectArgs;
use crate::client::Client;
use crate::command::metadef::document;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `md-object-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    object: ObjectArgs,
    /// New name of the object
    #[arg(long)]
    name: Option<String>,
    /// What else becomes of the object, a JSON object
    #[arg(long, value_name = "JSON")]
    schema: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Changes an object, and prints it.
///
/// # Errors
/// [`Error::Message`] when the schema is no JSON object, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut changes = Object::default();
    changes.extend(args.name.as_deref().map(|name| ("name", name)));
    if let Some(schema) = &args.schema {
        changes.extend(document::schema(schema)?);
    }
    let written = document::change(client, &args.object.path(), changes, |_| true)?;
    let name = written["name"].as_str().ok_or_else(|| Error::message("The service did not return an object"))?;
    document::print(client.get(&args.object.path_of(name))?, args.output)
}
