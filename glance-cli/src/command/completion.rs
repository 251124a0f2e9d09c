//! `completion`

use clap_complete::Shell;

use crate::error::{Error, Result};
use crate::output;

/// Arguments of `completion`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints a script that completes commands and options, those of the cloud's schema among them.
///
/// # Errors
/// Those of [`output::write`].
pub(crate) fn run(mut program: clap::Command, args: &Args) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "glance", &mut script);
    let script =
        String::from_utf8(script).map_err(|error| Error::message(format!("The script is no text: {error}")))?;
    output::write(&script)
}
