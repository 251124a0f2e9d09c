//! `image-create`

use std::path::PathBuf;

use reqwest::Method;
use serde_json::{Map, Value};

use super::fields::Fields;
use super::record;
use crate::client::{Client, ImageMap};
use crate::error::{Error, Result};
use crate::output::OutputArgs;
use crate::transfer::{Source, upload};

/// Arguments of `image-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID for the image; without one, the service makes one
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    fields: Fields,
    /// Tags for the image
    #[arg(long, num_args = 1.., value_name = "TAG")]
    tags: Option<Vec<String>>,
    /// File with the data to upload; without one, data is read from standard input, unless that is a terminal
    #[arg(long)]
    file: Option<PathBuf>,
    /// Size of the data in bytes, where it is not a file's
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,
    /// Show a progress bar, if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// Store to upload to
    #[arg(long, env = "OS_IMAGE_STORE", hide_env_values = true)]
    store: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Creates an image, with its data if there is some, and prints it, even if its data was refused.
///
/// # Errors
/// [`Error::Message`] when the arguments don't fit together, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client, args: Args) -> Result<()> {
    let mut fields = args.fields.into_map()?;
    fields.extend(args.id.map(|id| ("id".to_owned(), Value::from(id))));
    fields.extend(args.tags.map(|tags| ("tags".to_owned(), Value::from(tags))));
    let source = Source::open(args.file.as_deref(), args.size)?;
    if source.is_some() {
        check_formats(&fields, if args.file.is_some() { "--file" } else { "stdin" })?;
    }
    if let Some(store) = &args.store {
        if source.is_none() {
            return Err(Error::message("--store option should only be provided with --file option or stdin."));
        }
        client.check_store(store)?;
    }
    let created: ImageMap = client.fetch(client.request(Method::POST, &["images"])?.json(&fields))?;
    let Some(source) = source else {
        return record::print(created, args.output);
    };
    let id = created.get("id").and_then(Value::as_str).unwrap_or_default();
    let uploaded = upload(client, id, source, args.store.as_deref(), args.progress);
    let printed = client.image(id).and_then(|image| record::print(image, args.output));
    uploaded.and(printed)
}

fn check_formats(fields: &Map<String, Value>, source: &str) -> Result<()> {
    let is_missing = |name: &str| fields.get(name).is_none_or(Value::is_null);
    let options = [("container_format", "--container-format"), ("disk_format", "--disk-format")];
    let missing: Vec<&str> =
        options.into_iter().filter(|(name, _)| is_missing(name)).map(|(_, option)| option).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::message(format!("error: Must provide {} when using {source}.", missing.join(", "))))
}
