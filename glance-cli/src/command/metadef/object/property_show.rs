//! `md-object-property-show`

use super::ObjectArgs;
use crate::client::Client;
use crate::command::metadef::document::RecordArgs;
use crate::error::{Error, Result};

/// Arguments of `md-object-property-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    object: ObjectArgs,
    /// Name of the property
    #[arg(value_name = "PROPERTY")]
    property: String,
    #[command(flatten)]
    record: RecordArgs,
}

/// Shows a property of an object.
///
/// # Errors
/// [`Error::Message`] when the object has no such property, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let object = client.get(&args.object.path())?;
    let properties = object["properties"].as_object();
    let found = properties.and_then(|all| all.get(&args.property)).and_then(|property| property.as_object());
    let mut property = found.cloned().ok_or_else(|| {
        Error::message(format!("Property {} not found in object {}.", args.property, args.object.object))
    })?;
    property.insert("name", args.property.as_str());
    args.record.print(property)
}
