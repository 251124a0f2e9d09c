//! `bash-completion`

use std::collections::BTreeSet;

use crate::error::Result;
use crate::output;

/// Prints all commands and options on one line, as the completion script of the Python client wants it.
///
/// # Errors
/// Those of [`output::write`].
pub(crate) fn run(mut program: clap::Command) -> Result<()> {
    program.build();
    let mut words = BTreeSet::new();
    for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
        words.insert(command.get_name().to_owned());
        for option in command.get_opts().chain(command.get_arguments().filter(|argument| !argument.is_positional())) {
            words.extend(option.get_long().map(|name| format!("--{name}")));
            words.extend(option.get_short().map(|letter| format!("-{letter}")));
        }
    }
    output::write(&(words.into_iter().collect::<Vec<_>>().join(" ") + "\n"))
}
