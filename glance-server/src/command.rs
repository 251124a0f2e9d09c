//! The commands of the program: one file for each.

mod api;
mod assemble;
mod check;
mod config;
mod local;
mod log;
mod manage;
mod policy;
mod run;
mod runtime;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Stores and serves disk images.
///
/// Without a command it serves the Images API at once, to everybody who can reach it, from a folder that it makes.
#[derive(Debug, Parser)]
#[command(name = "glance-server", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    local: local::LocalArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    Api(api::ApiArguments),
    Config(check::ConfigArguments),
    Manage(manage::ManageArguments),
    Policy(policy::PolicyArguments),
}

impl Arguments {
    /// Does what was asked for; the exit code is a success's unless the command has others.
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            None => runtime::serve(None, local::run(self.local)).map(|()| ExitCode::SUCCESS),
            Some(Command::Api(arguments)) => api::run(arguments).map(|()| ExitCode::SUCCESS),
            Some(Command::Config(arguments)) => Ok(check::run(arguments)),
            Some(Command::Manage(arguments)) => runtime::run(manage::run(arguments)),
            Some(Command::Policy(arguments)) => runtime::run(policy::run(arguments)),
        }
    }
}

/// Puts the command that the program's name stands for behind that name.
pub(crate) fn by_name(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    let name = arguments.first().and_then(|path| Path::new(path).file_name()?.to_str()).unwrap_or_default();
    let command = match name {
        "glance-api" => Some("api"),
        "glance-manage" => Some("manage"),
        _ => None,
    };
    if let Some(command) = command {
        arguments.insert(1, command.into());
    }
    arguments
}

/// Says on stderr what went wrong, with all its causes.
pub(crate) fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "ERROR: {error:#}");
}

/// Says something on stdout. Nobody may be reading any more, which is no failure.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn arguments(words: &[&str]) -> Vec<OsString> {
        by_name(words.iter().map(OsString::from))
    }

    #[test]
    fn the_name_of_the_program_is_a_command() {
        assert_eq!(arguments(&["/usr/bin/glance-manage", "db", "sync"])[1..], ["manage", "db", "sync"]);
        assert_eq!(arguments(&["glance-api", "--config-file", "f"])[1..], ["api", "--config-file", "f"]);
        assert_eq!(arguments(&["glance-server", "manage"])[1..], ["manage"]);
    }

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }
}
