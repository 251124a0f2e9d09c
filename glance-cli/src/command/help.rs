//! `help`

use crate::error::{Error, Result};
use crate::output;

/// Arguments of `help`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The command to explain
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints the help of one command, or of all.
///
/// # Errors
/// [`Error::Message`] when there is no such command, and those of [`output::write`].
pub(crate) fn run(mut program: clap::Command, args: &Args) -> Result<()> {
    program.build();
    let help = match &args.command {
        None => program.render_help(),
        Some(name) => program
            .find_subcommand_mut(name)
            .ok_or_else(|| Error::message(format!("'{name}' is not a valid subcommand")))?
            .render_help(),
    };
    output::write_styled(&help.ansi().to_string())
}
