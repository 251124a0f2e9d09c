//! `man`

use std::path::PathBuf;

use crate::error::{Error, Result};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder to write the pages to; it is made if it is not there
    #[arg(long)]
    dir: PathBuf,
}

/// Writes a manual page for the program and for each of its commands.
///
/// # Errors
/// [`Error::Message`] when they can't be written.
pub(crate) fn run(program: clap::Command, args: &Args) -> Result<()> {
    std::fs::create_dir_all(&args.dir)
        .and_then(|()| clap_mangen::generate_to(program, &args.dir))
        .map_err(|error| Error::file(&args.dir, &error))
}
