//! `glance-server manage`: looking after the database.

mod db;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

pub(super) use db::Action;

/// Looks after the database that the configuration names.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(super) struct Arguments {
    /// A configuration file; may be given more than once, later ones win.
    #[arg(long, global = true, value_name = "FILE")]
    config_file: Vec<PathBuf>,
    /// A folder of configuration files, of which all `*.conf` are read.
    #[arg(long, global = true, value_name = "FOLDER")]
    config_dir: Vec<PathBuf>,
    #[command(subcommand)]
    category: Category,
}

#[derive(Debug, Subcommand)]
enum Category {
    /// The database.
    #[command(arg_required_else_help = true, subcommand_required = true)]
    Db {
        #[command(subcommand)]
        action: Action,
    },
    #[command(name = "db_version", hide = true)]
    DbVersion,
}
