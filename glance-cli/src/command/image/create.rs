//! `image-create`

use std::path::PathBuf;

use reqwest::Method;

use super::fields::{Fields, check_formats};
use super::record;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json::Object;
use crate::output::OutputArgs;
use crate::transfer::{Place, Source, upload};

/// Arguments of `image-create`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    fields: Fields,
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
    let fields = args.fields.into_map()?;
    let source = Source::open(args.file.as_deref(), args.size)?;
    if source.is_some() {
        check_formats(&fields, if args.file.is_some() { "--file" } else { "stdin" })?;
    }
    let store = args.store.as_deref().filter(|store| !store.is_empty());
    if let Some(store) = store {
        if source.is_none() {
            return Err(Error::message("--store option should only be provided with --file option or stdin."));
        }
        client.check_store(store)?;
    }
    let created: Object = client.fetch(client.request(Method::POST, &["images"])?.json(&fields))?;
    let Some(source) = source else {
        return record::print(created, args.output);
    };
    let id = created["id"].as_str().unwrap_or_default().to_owned();
    let uploaded = upload(client, &id, source, Place::Store(store), args.progress);
    // Where the service is gone by now, there is an image all the same.
    let printed = record::print(client.image(&id).unwrap_or(created), args.output);
    uploaded.and(printed)
}
