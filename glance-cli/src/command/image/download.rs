//! `image-download`

use std::path::PathBuf;

use clap::builder::FalseyValueParser;

use crate::client::Client;
use crate::error::Result;
use crate::transfer::{Download, download};

/// Arguments of `image-download`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// File to save the data to; without one, data goes to standard output, unless that is a terminal
    #[arg(long)]
    file: Option<PathBuf>,
    /// Show a progress bar, if standard error is a terminal
    #[arg(long)]
    progress: bool,
    /// Verify the MD5 checksum where the image's own hash algorithm is not available
    #[arg(
        long,
        env = "OS_IMAGE_ALLOW_MD5_FALLBACK",
        hide_env_values = true,
        value_parser = FalseyValueParser::new()
    )]
    allow_md5_fallback: bool,
    /// Stores to try first, with commas between them
    #[arg(long, value_name = "STORES")]
    prefer: Option<String>,
}

/// Downloads an image's data, and verifies it.
///
/// # Errors
/// Those of [`download`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    download(
        client,
        Download {
            id: &args.id,
            file: args.file.as_deref(),
            allow_md5: args.allow_md5_fallback,
            prefer: args.prefer.as_deref(),
            progress: args.progress,
        },
    )
}
