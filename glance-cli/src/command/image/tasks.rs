//! `image-tasks`

use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::output::{Column, Document, Look, OutputArgs, row};

const BEFORE: [Column; 2] = [("Image Id", "image_id"), ("Task Id", "id")];
const USUAL: [Column; 3] = [("Message", "message"), ("Status", "status"), ("Updated at", "updated_at")];
const AFTER: [Column; 6] = [
    ("User Id", "user_id"),
    ("Request Id", "request_id"),
    ("Result", "result"),
    ("Owner", "owner"),
    ("Input", "input"),
    ("Expires at", "expires_at"),
];

/// Since when images show their tasks.
const VERSION: &str = "v2.12";

/// Arguments of `image-tasks`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists the tasks that work or worked on an image.
///
/// # Errors
/// [`Error::Message`] when there is no such image, and those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args, verbose: bool) -> Result<()> {
    let mut found = match client.get(&["images", &args.id, "tasks"]) {
        Err(Error::Http { status: 404, .. }) => return Err(not_found(client, &args.id)),
        other => other?,
    };
    let columns: Vec<Column> =
        if verbose { BEFORE.into_iter().chain(USUAL).chain(AFTER).collect() } else { USUAL.into() };
    let Json::List(tasks) = found.take("tasks") else {
        return Err(Error::message("The service did not return a list of tasks"));
    };
    let rows = tasks.into_iter().filter_map(|task| match task {
        Json::Object(task) => Some(row(&columns, task)),
        _ => None,
    });
    Document::rows(&columns, rows.collect(), Look::Full).print(args.output.format)
}

/// An old service does not know the path, whatever the image.
fn not_found(client: &Client, id: &str) -> Error {
    match client.has_version(VERSION) {
        Ok(false) => Error::message(format!("Server does not support image tasks API ({VERSION})")),
        Ok(true) | Err(_) => Error::message(format!("Image {id} not found.")),
    }
}
