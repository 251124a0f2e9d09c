//! `glance-server policy`: the rules that a configuration puts in force.

mod check;
mod list;

use std::process::ExitCode;

use clap::Subcommand;

use super::assemble;
use super::config::{self, ConfigFiles};

/// Tells which rules are in force, and what they allow.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(super) struct PolicyArguments {
    #[command(flatten)]
    files: ConfigFiles,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prints every rule in force, and where it comes from, as a policy file.
    List,
    Check(check::CheckArguments),
}

pub(super) async fn run(arguments: PolicyArguments) -> anyhow::Result<ExitCode> {
    let policy = assemble::policy(&arguments.files.load(&[config::API])?)?;
    let rules = policy.reload()?;
    match arguments.action {
        Action::List => {
            list::run(&rules);
            Ok(ExitCode::SUCCESS)
        }
        Action::Check(arguments) => check::run(arguments, &policy, &rules).await,
    }
}
