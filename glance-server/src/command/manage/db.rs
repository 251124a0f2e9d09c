//! `manage db …`: the schema of the database.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use glance_core::db::Database;
use glance_core::db::migrate::{self, Schema, Synced};

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
        }
    }
}

pub(super) async fn run(action: Action, database: &Database) -> anyhow::Result<ExitCode> {
    match action {
        Action::Version => version(database).await,
        Action::Check => check(database).await,
        Action::Sync { version: _ } => sync(database).await,
        Action::Expand => expand(database).await,
        Action::Migrate => after_expand(database, "Database migration is up to date. No migration needed.").await,
        Action::Contract => after_expand(database, UP_TO_DATE).await,
    }
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
    if migrate::inspect(database).await? == Schema::Current {
        say(UP_TO_DATE);
        return Ok(ExitCode::SUCCESS);
    }
    say("The database is not up to date. The first step is to run \"glance-manage db expand\".");
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
