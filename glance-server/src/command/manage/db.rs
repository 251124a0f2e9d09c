//! `manage db …`: the schema of the database, and what is put into it by command.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use glance_core::db::Database;
use glance_core::db::migrate::{self, Schema, Synced};

use super::metadefs::{self, LoadArguments};
use crate::command::say;

const UP_TO_DATE: &str = "Database is up to date. No upgrades needed.";

/// What can be done with the schema. There is one step from nothing to a current schema, and so nothing between the steps
/// into which Glance cuts an upgrade.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Action {
    /// Print the version of the schema.
    Version,
    /// Tell by the exit code whether the schema is current: 0 if it is, 3 if `expand` is due, 4 `migrate`, 5 `contract`.
    Check,
    /// Make the schema, or bring it up to date.
    Sync {
        /// Accepted for the sake of scripts; the schema is always brought to the newest version.
        version: Option<String>,
    },
    /// Do the part of `sync` that a running server does not mind, which is all of it.
    Expand,
    /// Do what is left to do with the data after `expand`, which is nothing.
    Migrate,
    /// Do what is left to do with the schema after `migrate`, which is nothing.
    Contract,
    /// Load metadata definitions from files.
    #[command(name = "load_metadefs")]
    LoadMetadefs(LoadArguments),
    /// Delete all metadata definitions.
    #[command(name = "unload_metadefs")]
    UnloadMetadefs,
    /// Write metadata definitions to files, one for each namespace.
    #[command(name = "export_metadefs")]
    ExportMetadefs {
        /// The folder, instead of the one that the configuration names.
        #[arg(long)]
        path: Option<PathBuf>,
    },
}

/// The same by the names that they had when they took no category.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum LegacyAction {
    #[command(name = "db_version", hide = true)]
    Version,
    #[command(name = "db_check", hide = true)]
    Check,
    #[command(name = "db_sync", hide = true)]
    Sync { version: Option<String> },
    #[command(name = "db_expand", hide = true)]
    Expand,
    #[command(name = "db_migrate", hide = true)]
    Migrate,
    #[command(name = "db_contract", hide = true)]
    Contract,
    /// Any text but an empty one means yes.
    #[command(name = "db_load_metadefs", hide = true)]
    LoadMetadefs { path: Option<PathBuf>, merge: Option<String>, prefer_new: Option<String>, overwrite: Option<String> },
    #[command(name = "db_unload_metadefs", hide = true)]
    UnloadMetadefs,
    #[command(name = "db_export_metadefs", hide = true)]
    ExportMetadefs { path: Option<PathBuf> },
}

impl From<LegacyAction> for Action {
    fn from(action: LegacyAction) -> Self {
        match action {
            LegacyAction::Version => Self::Version,
            LegacyAction::Check => Self::Check,
            LegacyAction::Sync { version } => Self::Sync { version },
            LegacyAction::Expand => Self::Expand,
            LegacyAction::Migrate => Self::Migrate,
            LegacyAction::Contract => Self::Contract,
            LegacyAction::LoadMetadefs { path, merge, prefer_new, overwrite } => {
                let is_given = |text: Option<String>| text.is_some_and(|text| !text.is_empty());
                Self::LoadMetadefs(LoadArguments {
                    path: path.filter(|path| !path.as_os_str().is_empty()),
                    merge: is_given(merge),
                    prefer_new: is_given(prefer_new),
                    overwrite: is_given(overwrite),
                })
            }
            LegacyAction::UnloadMetadefs => Self::UnloadMetadefs,
            LegacyAction::ExportMetadefs { path } => Self::ExportMetadefs { path },
        }
    }
}

/// Does it. `definitions` is the folder of definitions if nobody names another one.
pub(super) async fn run(action: Action, database: &Database, definitions: &Path) -> anyhow::Result<ExitCode> {
    match action {
        Action::Version => version(database).await,
        Action::Check => check(database).await,
        Action::Sync { version: _ } => sync(database).await,
        Action::Expand => expand(database).await,
        Action::Migrate => after_expand(database, "Database migration is up to date. No migration needed.").await,
        Action::Contract => after_expand(database, UP_TO_DATE).await,
        Action::LoadMetadefs(arguments) => done(metadefs::load(arguments, definitions, database).await),
        Action::UnloadMetadefs => done(metadefs::unload(database).await),
        Action::ExportMetadefs { path } => done(metadefs::export(path, definitions, database).await),
    }
}

fn done(result: anyhow::Result<()>) -> anyhow::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}

async fn version(database: &Database) -> anyhow::Result<ExitCode> {
    match migrate::inspect(database).await? {
        Schema::Current => say(migrate::HEAD),
        Schema::Other(heads) => say(&heads.join("\n")),
        Schema::Empty | Schema::Unversioned => {
            say("The database has no version yet. Run \"glance-manage db sync\" to give it one.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(database: &Database) -> anyhow::Result<ExitCode> {
    match migrate::inspect(database).await? {
        Schema::Current => {
            say(UP_TO_DATE);
            return Ok(ExitCode::SUCCESS);
        }
        Schema::Other(heads) => say(&format!("The database is not up to date: {}.", migrate::outdated(&heads))),
        Schema::Empty | Schema::Unversioned => {
            say("The database is not up to date. The first step is to run \"glance-manage db expand\".");
        }
    }
    Ok(ExitCode::from(3))
}

async fn sync(database: &Database) -> anyhow::Result<ExitCode> {
    match migrate::sync(database).await {
        Ok(Synced::UpToDate) => say("Database is up to date. No migrations needed."),
        Ok(Synced::Changed) => say("Database is synced successfully."),
        Err(error) => {
            say(&format!("Failed to sync database: ERROR: {:#}", anyhow::Error::from(error)));
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn expand(database: &Database) -> anyhow::Result<ExitCode> {
    match migrate::sync(database).await? {
        Synced::UpToDate => say(UP_TO_DATE),
        Synced::Changed => say("Database is synced successfully."),
    }
    Ok(ExitCode::SUCCESS)
}

async fn after_expand(database: &Database, done: &str) -> anyhow::Result<ExitCode> {
    if migrate::inspect(database).await? != Schema::Current {
        bail!("the schema is not expanded yet: run \"glance-manage db expand\" first");
    }
    say(done);
    Ok(ExitCode::SUCCESS)
}
