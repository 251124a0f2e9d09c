//! `explain`

use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::{Json, Object};
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 2] = [("Attribute", "attribute"), ("Description", "description")];

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to describe: image, images, member, members, task, tasks, metadefs/namespace and others of metadefs
    #[arg(value_name = "MODEL")]
    model: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Describes the attributes of a kind of document.
///
/// # Errors
/// [`Error::Message`] when the service has no such documents, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let path: Vec<&str> = ["schemas"].into_iter().chain(args.model.split('/')).collect();
    let mut schema = client.get(&path).map_err(|error| match error {
        Error::Http { status: 404, .. } => Error::message(format!("Unable to find requested model '{}'", args.model)),
        other => other,
    })?;
    let Json::Object(properties) = schema.take("properties") else {
        return Err(Error::message(format!("The service does not describe '{}'", args.model)));
    };
    let attribute = |(name, property): (String, Json)| {
        let mut property = property.as_object().cloned().unwrap_or_else(Object::default);
        property.insert("attribute", name);
        row(&COLUMNS, property)
    };
    Document::rows(&COLUMNS, properties.into_iter().map(attribute).collect(), Look::Sparse).print(args.output.format)
}
