//! Where records are kept.

use std::time::Duration;

use super::error::ConfigError;
use super::secret::Secret;
use super::section::Section;
use super::sources::Sources;

/// Where records are kept: section `[database]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// The URL of the database, as SQLAlchemy or the database itself writes it. `connection`, no default, and behind its
    /// parameters those of `connection_parameters`, none.
    pub connection: Option<Secret>,
    /// How many connections are kept open; any number if 0. `max_pool_size`, 5.
    pub max_pool_size: u32,
    /// How many more may be open when all of those are in use; any number if `None`. `max_overflow`, 50.
    pub max_overflow: Option<u32>,
    /// How long a connection is waited for when all are in use. `pool_timeout`, in seconds, 30 as in SQLAlchemy.
    pub pool_timeout: Duration,
    /// How often it is tried again to connect at start; without end if `None`. `max_retries`, 10, `-1` for no end.
    pub max_retries: Option<u32>,
    /// How long to wait before it is tried again. `retry_interval`, in seconds, 10.
    pub retry_interval: Duration,
    /// Whether SQLite waits for the disk. `sqlite_synchronous`, true.
    pub sqlite_synchronous: bool,
    /// How old a connection to a server may grow; without end if `None`. `connection_recycle_time`, in seconds, 3600, -1
    /// for no end.
    pub connection_recycle_time: Option<Duration>,
    /// The SQL mode of MySQL; the server's own if `None`. `mysql_sql_mode`, `TRADITIONAL`, empty for the server's own.
    pub mysql_sql_mode: Option<String>,
}

impl DatabaseConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let section = sources.section("database");
        Ok(Self {
            connection: connection(&section)?.map(Secret::new),
            max_pool_size: section.integer("max_pool_size", 0..=i64::from(u32::MAX))?.unwrap_or(5),
            max_overflow: section.quota("max_overflow", 50)?,
            pool_timeout: section.seconds("pool_timeout")?.unwrap_or(Duration::from_secs(30)),
            max_retries: section.quota("max_retries", 10)?,
            retry_interval: section.seconds("retry_interval")?.unwrap_or(Duration::from_secs(10)),
            sqlite_synchronous: section.flag("sqlite_synchronous", true)?,
            connection_recycle_time: section
                .quota("connection_recycle_time", 3600)?
                .map(|seconds| Duration::from_secs(seconds.into())),
            mysql_sql_mode: sql_mode(&section)?,
        })
    }
}

fn connection(section: &Section<'_>) -> Result<Option<String>, ConfigError> {
    let (connection, more) = (section.text("connection")?, section.text("connection_parameters")?.unwrap_or_default());
    let more = more.trim().trim_start_matches(['?', '&']);
    Ok(connection.map(|connection| match connection.contains('?') {
        _ if more.is_empty() => connection,
        true => format!("{connection}&{more}"),
        false => format!("{connection}?{more}"),
    }))
}

fn sql_mode(section: &Section<'_>) -> Result<Option<String>, ConfigError> {
    let Some(value) = section.given("mysql_sql_mode")? else { return Ok(Some("TRADITIONAL".to_owned())) };
    let mode = value.text.trim();
    if mode.chars().any(|c| !(c.is_ascii_alphanumeric() || c == '_' || c == ',')) {
        return Err(value.is_not("an SQL mode, or some with commas between them"));
    }
    Ok(Some(mode.to_owned()).filter(|mode| !mode.is_empty()))
}
