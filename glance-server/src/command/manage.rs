//! `glance-server manage`: looking after the database.

mod db;
mod metadefs;

use std::process::ExitCode;

use clap::Subcommand;

use super::assemble;
use super::config::{self, ConfigFiles};
use db::{Action, LegacyAction};

/// Looks after the database that the configuration names.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(super) struct ManageArguments {
    #[command(flatten)]
    files: ConfigFiles,
    #[command(subcommand)]
    category: Category,
}

/// What can be looked after.
#[derive(Debug, Subcommand)]
enum Category {
    /// The schema of the database, and the definitions in it.
    #[command(arg_required_else_help = true, subcommand_required = true)]
    Db {
        #[command(subcommand)]
        action: Action,
    },
    #[command(flatten)]
    Legacy(LegacyAction),
}

pub(super) async fn run(arguments: ManageArguments) -> anyhow::Result<ExitCode> {
    let action = match arguments.category {
        Category::Db { action } => action,
        Category::Legacy(action) => action.into(),
    };
    let mut config = arguments.files.load(&[config::API, "glance-manage"])?;
    // A second connection might still be open at the end, and SQLite then leaves what was written beside the file.
    (config.database.max_pool_size, config.database.max_overflow) = (1, Some(0));
    let database = assemble::database(&config.database).await?;
    db::run(action, &database, &config.metadata_source_path).await
}
