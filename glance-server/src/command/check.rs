//! `glance-server config`: looking at configuration files without serving anything.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use glance_core::config::{Checked, Config, GivenOption, Meant, Standing};

use super::{assemble, complain, config, say};

/// Looks at configuration files.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(super) struct ConfigArguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Say which options are understood, which have no effect, and what is wrong, in files and in the environment.
    ///
    /// The exit code is 1 if something is wrong. Files that the configuration names are read; nothing is connected to,
    /// and nothing is written.
    Check {
        /// Files in their order, of which later ones win; of a folder, all files *.conf, after the files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

pub(super) fn run(arguments: ConfigArguments) -> ExitCode {
    let Action::Check { files } = arguments.action;
    let (dirs, files): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| file.is_dir());
    let checked = Checked::load(&files, &dirs, &config::variables());
    let unknown = checked.ignored.iter().filter(|(_, standing)| *standing != Standing::Known).count();
    for given in &checked.understood {
        say(&format!("{}: understood", place(given)));
    }
    for (given, standing) in &checked.ignored {
        say(&format!("{}: {}", place(given), told(standing)));
    }
    let mut wrong: Vec<anyhow::Error> = checked.wrong.into_iter().map(Into::into).collect();
    if let Some(config) = &checked.config {
        if let Some(warning) = assemble::left_out(config) {
            say(&format!("WARNING: {warning}"));
        }
        wrong.extend(missing(config));
        wrong.extend(assemble::check_url(&config.database).err());
        wrong.extend(assemble::check_flavor(&config.server).err());
        wrong.extend(assemble::policy(config).err());
        wrong.extend(assemble::tls(&config.server).err());
    }
    wrong.iter().for_each(complain);
    let without_effect = checked.ignored.len() - unknown;
    let (understood, wrong) = (checked.understood.len(), wrong.len());
    say(&format!("{understood} understood, {without_effect} without effect, {unknown} unknown, {wrong} wrong"));
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What only those need who serve.
fn missing(config: &Config) -> Option<anyhow::Error> {
    let connection = config.database.connection.as_ref();
    connection.context("[database] connection is missing: there is no default").err()
}

fn place(given: &GivenOption) -> String {
    let GivenOption { section, option, place } = given;
    format!("{place}: [{section}] {option}")
}

/// Says what is known of an option that means nothing here.
pub(super) fn told(standing: &Standing) -> String {
    match standing {
        Standing::Known => "no effect here".to_owned(),
        Standing::Unknown { meant: None } => "unknown".to_owned(),
        Standing::Unknown { meant: Some(Meant::Option(option)) } => format!("unknown; {option} is not"),
        Standing::Unknown { meant: Some(Meant::Section(section)) } => format!("unknown; it belongs into [{section}]"),
    }
}
