//! The schema: making it, adopting Glance's, and telling which one a database has.

use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use super::dialect::per_backend;
use super::schema::{alembic_version, record};
use super::{Database, Failure, Work};
use crate::error::{Error, Result};

/// The head of Glance's own migrations that this library reads and writes.
pub const HEAD: &str = "2024_1_contract01";

/// The first of our migrations makes what Glance's make all together.
const GLANCE_SCHEMA: &str = "0001";

#[cfg(feature = "sqlite")]
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "mysql")]
const MYSQL: EmbeddedMigrations = embed_migrations!("migrations/mysql");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What state a database's schema is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There are no tables.
    Empty,
    /// It is a current Glance's.
    Current,
    /// It is an older Glance's, or one in the middle of an upgrade: these are the heads that it has.
    Other(Vec<String>),
    /// There are tables of images, but no record of their version.
    Unversioned,
}

/// What to tell an operator whose schema is [`Schema::Other`], with these heads.
pub fn outdated(heads: &[String]) -> String {
    let heads = heads.join(", ");
    format!("the schema is at {heads}: bring it to {HEAD} with the glance-manage of Glance 2024.1 or later")
}

/// What [`sync`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synced {
    /// Nothing: the schema was current, ours besides Glance's.
    UpToDate,
    /// It made the schema, or added to it.
    Changed,
}

/// Tells what state the schema is in, and changes nothing.
///
/// # Errors
/// [`Error::DbUnavailable`] and [`Error::Db`].
pub async fn inspect(database: &Database) -> Result<Schema> {
    database.read(inspect_on).await
}

/// Tells whether [`sync`] would do nothing, and changes nothing.
///
/// # Errors
/// [`Error::DbUnavailable`] and [`Error::Db`].
pub async fn is_synced(database: &Database) -> Result<bool> {
    database.read(|conn| Ok(inspect_on(conn)? == Schema::Current && pending(conn)?.is_empty())).await
}

/// Makes the schema of a current Glance in an empty database, or adopts the one that a Glance made, and adds what this
/// library adds to it. What is there already is not touched; run again, it does nothing.
///
/// # Errors
/// [`Error::Conflict`] for the schema of an older Glance: the tools of Glance 2024.1 or later must bring it up to [`HEAD`]
/// first.
pub async fn sync(database: &Database) -> Result<Synced> {
    database.alone(sync_on).await
}

fn inspect_on(conn: &mut Conn) -> Work<Schema> {
    // A table that is missing is an error inside a transaction on PostgreSQL; this is outside of one.
    let heads: Vec<String> = match alembic_version::table.select(alembic_version::version_num).load(conn) {
        Ok(heads) => heads,
        Err(error) if super::retry::connection_lost(&error) => return Err(Failure::Sql(error)),
        Err(_) => Vec::new(),
    };
    if heads.iter().any(|head| head == HEAD) {
        return Ok(Schema::Current);
    }
    if !heads.is_empty() {
        return Ok(Schema::Other(heads));
    }
    let images = super::schema::images::table.select(super::schema::images::id).limit(1).load::<String>(conn);
    Ok(if images.is_ok() { Schema::Unversioned } else { Schema::Empty })
}

fn sync_on(conn: &mut Conn) -> Work<Synced> {
    match inspect_on(conn)? {
        Schema::Current => adopt(conn)?,
        Schema::Empty => {}
        // MySQL commits each statement on its own. The record is made first and the version written last, so that these
        // are tables of a run of ours that was cut short.
        Schema::Unversioned if is_mysql(conn) && has_record(conn) => {}
        Schema::Unversioned => {
            return Err(refusal(
                "there are tables of images, but no alembic_version: this is no database of a current Glance",
            ));
        }
        Schema::Other(heads) => {
            return Err(refusal(&outdated(&heads)));
        }
    }
    if pending(conn)?.is_empty() {
        return Ok(Synced::UpToDate);
    }
    per_backend!(conn, c => run(c)).map_err(migration_failed)?;
    Ok(Synced::Changed)
}

fn refusal(text: &str) -> Failure {
    Failure::Own(Error::Conflict(text.to_owned()))
}

fn migration_failed(error: Box<dyn std::error::Error + Send + Sync>) -> Failure {
    Failure::Own(Error::Db(error))
}

/// The migrations that are still to run, oldest first. Asking changes nothing: the record may not exist yet.
fn pending(conn: &mut Conn) -> Work<Vec<String>> {
    let all = per_backend!(conn, c => versions(c)).map_err(migration_failed)?;
    let done: Vec<String> = match record::table.select(record::version).load(conn) {
        Ok(done) => done,
        Err(error) if super::retry::connection_lost(&error) => return Err(Failure::Sql(error)),
        Err(_) => Vec::new(),
    };
    Ok(all.into_iter().filter(|version| !done.contains(version)).collect())
}

/// Writes down that a Glance has made the schema, so that it is not made again.
fn adopt(conn: &mut Conn) -> Work<()> {
    per_backend!(conn, c => make_record(c)).map_err(migration_failed)?;
    let known = record::table.find(GLANCE_SCHEMA).count().get_result::<i64>(conn)?;
    if known == 0 {
        diesel::insert_into(record::table).values(record::version.eq(GLANCE_SCHEMA)).execute(conn)?;
    }
    Ok(())
}

fn has_record(conn: &mut Conn) -> bool {
    record::table.count().get_result::<i64>(conn).is_ok()
}

fn is_mysql(conn: &Conn) -> bool {
    match conn {
        #[cfg(feature = "sqlite")]
        Conn::Sqlite(_) => false,
        #[cfg(feature = "mysql")]
        Conn::Mysql(_) => true,
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => false,
    }
}

/// The migrations of each database, by its backend.
trait OurMigrations: diesel::backend::Backend {
    const ALL: EmbeddedMigrations;
}

#[cfg(feature = "sqlite")]
impl OurMigrations for diesel::sqlite::Sqlite {
    const ALL: EmbeddedMigrations = SQLITE;
}
#[cfg(feature = "mysql")]
impl OurMigrations for diesel::mysql::Mysql {
    const ALL: EmbeddedMigrations = MYSQL;
}
#[cfg(feature = "postgres")]
impl OurMigrations for diesel::pg::Pg {
    const ALL: EmbeddedMigrations = POSTGRES;
}

type Outcome<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn versions<C>(_: &C) -> Outcome<Vec<String>>
where
    C: Connection,
    C::Backend: OurMigrations,
{
    let all = MigrationSource::<C::Backend>::migrations(&C::Backend::ALL)?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn make_record<C>(conn: &mut C) -> Outcome<()>
where
    C: MigrationHarness<C::Backend> + Connection,
{
    conn.applied_migrations().map(drop)
}

fn run<C>(conn: &mut C) -> Outcome<()>
where
    C: MigrationHarness<C::Backend> + Connection,
    C::Backend: OurMigrations,
{
    conn.run_pending_migrations(C::Backend::ALL).map(drop)
}
