//! `image-upload`

use std::path::PathBuf;

use crate::client::Client;
use crate::error::Result;
use crate::transfer::{Place, Source, upload};

/// Arguments of `image-upload`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// File with the data; without one, data is read from standard input, unless that is a terminal
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
}

/// Uploads an image's data.
///
/// # Errors
/// [`crate::error::Error::Message`] when there is no data, and those of [`upload`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let source = Source::required(args.file.as_deref(), args.size)?;
    let store = args.store.as_deref().filter(|store| !store.is_empty());
    if let Some(store) = store {
        client.check_store(store)?;
    }
    upload(client, &args.id, source, Place::Store(store), args.progress)
}
