//! Documents of definitions: how they are asked for, changed and printed.

use reqwest::Method;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::{Json, Object};
use crate::output::{Column, DEFAULT_COLUMN_WIDTH, Document, Format, Look, OutputArgs, row};

/// What the service writes into documents, and does not take back.
const READ_ONLY: &[&str] = &["self", "schema", "created_at", "updated_at"];

/// How a record is printed.
#[derive(Debug, clap::Args)]
pub(super) struct RecordArgs {
    /// Wrap columns of the table at this width
    #[arg(long, value_name = "CHARACTERS", default_value_t = DEFAULT_COLUMN_WIDTH)]
    max_column_width: usize,
    #[command(flatten)]
    output: OutputArgs,
}

impl RecordArgs {
    /// The notation of the record.
    pub(super) fn format(&self) -> Format {
        self.output.format
    }

    /// Prints a record, in which lists of things stand by the names of the things.
    pub(super) fn print(&self, thing: Object) -> Result<()> {
        record(thing, self.max_column_width, self.output)
    }
}

/// Says of a property what the Python client's tables say of every one: whether its items are unique.
pub(super) fn with_default(mut property: Object, format: Format) -> Object {
    if format == Format::Table && property.get("uniqueItems").is_none() {
        property.insert("uniqueItems", false);
    }
    property
}

/// Prints a record of the usual width, in which lists of things stand by the names of the things.
pub(super) fn print(thing: Object, output: OutputArgs) -> Result<()> {
    record(thing, DEFAULT_COLUMN_WIDTH, output)
}

fn record(mut thing: Object, width: usize, output: OutputArgs) -> Result<()> {
    thing.retain(|name| name != "self");
    for list in ["properties", "objects", "tags", "resource_type_associations"] {
        if let Some(names) = thing.get(list).and_then(names) {
            thing.insert(list, names);
        }
    }
    let mut document = Document::record(thing);
    if let Document::Record { column_width, .. } = &mut document {
        *column_width = width;
    }
    document.print(output.format)
}

fn names(things: &Json) -> Option<Vec<Json>> {
    match things {
        Json::Object(by_name) => Some(by_name.iter().map(|(name, _)| name.into()).collect()),
        Json::List(things) => things.iter().map(|thing| Some(thing.as_object()?["name"].clone())).collect(),
        _ => None,
    }
}

/// Prints rows of what a document lists.
pub(super) fn print_list(
    columns: &[Column],
    mut document: Object,
    list: &str,
    look: Look,
    output: OutputArgs,
) -> Result<()> {
    let rows = match document.take(list) {
        Json::List(things) => things.into_iter().filter_map(object).map(|thing| row(columns, thing)).collect(),
        Json::Object(by_name) => by_name
            .into_iter()
            .filter_map(|(name, thing)| {
                let mut thing = object(thing)?;
                thing.insert("name", name);
                Some(row(columns, thing))
            })
            .collect(),
        _ => return Err(Error::message(format!("The service did not return a list of {list}"))),
    };
    Document::rows(columns, rows, look).print(output.format)
}

fn object(thing: Json) -> Option<Object> {
    match thing {
        Json::Object(thing) => Some(thing),
        _ => None,
    }
}

/// Sends a document and reads the one that comes back.
pub(super) fn send(client: &Client, method: Method, path: &[&str], document: &Object) -> Result<Object> {
    client.fetch(client.request(method, path)?.json(document))
}

/// Deletes what is at a path.
pub(super) fn delete(client: &Client, path: &[&str]) -> Result<()> {
    client.send(client.request(Method::DELETE, path)?).map(drop)
}

/// Writes into the document at `path` what `changes` says, and leaves the rest as it is.
pub(super) fn change(client: &Client, path: &[&str], changes: Object, kept: impl Fn(&str) -> bool) -> Result<Object> {
    let mut document = client.get(path)?;
    document.retain(|name| !READ_ONLY.contains(&name) && kept(name));
    document.extend(changes);
    send(client, Method::PUT, path, &document)
}

/// Reads what `--schema` says.
pub(super) fn schema(text: &str) -> Result<Object> {
    serde_json::from_str(text).map_err(|_| Error::message("Schema is not a valid JSON object."))
}
