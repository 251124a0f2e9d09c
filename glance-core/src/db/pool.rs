//! Connections, and the threads that work on them.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, PooledConnection, R2D2Connection};
use tokio::sync::Semaphore;

use super::Work;
use super::conn::Conn;
use super::url::DatabaseUrl;
use crate::error::{Error, Result};

/// How many connections are kept, and how long one is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// The most connections that are open at a time.
    pub connections: u32,
    /// How long a piece of work waits for a connection.
    pub timeout: Duration,
    /// Whether SQLite waits for the disk before it says that something is written, `sqlite_synchronous`.
    pub sqlite_synchronous: bool,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { connections: 16, timeout: Duration::from_secs(30), sqlite_synchronous: true }
    }
}

/// A connection that was in use so recently is not asked whether it lives: the question costs as much as a query.
const SURELY_ALIVE: Duration = Duration::from_secs(1);

/// A connection of the pool.
pub(crate) struct Pooled {
    conn: Conn,
    used: Instant,
}

impl From<Conn> for Pooled {
    fn from(conn: Conn) -> Self {
        Self { conn, used: Instant::now() }
    }
}

impl Deref for Pooled {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// Makes connections for the pool.
#[derive(Debug)]
pub(crate) struct Connector {
    url: DatabaseUrl,
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only SQLite has such an option"))]
    sqlite_synchronous: bool,
}

impl ManageConnection for Connector {
    type Connection = Pooled;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Pooled, r2d2::Error> {
        match &self.url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(path) => {
                use diesel::connection::SimpleConnection;

                let mut c = diesel::SqliteConnection::establish(path).map_err(r2d2::Error::ConnectionError)?;
                let synchronous = if self.sqlite_synchronous { "FULL" } else { "OFF" };
                // A writer waits for the writers before it; readers never wait in this journal mode.
                c.batch_execute(&format!(
                    "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; \
                     PRAGMA foreign_keys = ON;"
                ))
                .map_err(r2d2::Error::QueryError)?;
                Ok(Conn::Sqlite(c).into())
            }
            #[cfg(feature = "mysql")]
            DatabaseUrl::Mysql(url) => {
                use diesel::connection::SimpleConnection;

                let mut c = diesel::MysqlConnection::establish(url.reveal()).map_err(r2d2::Error::ConnectionError)?;
                // Glance's own default: refuse what does not fit instead of cutting it.
                // It likes to intersect the indexes on `deleted` and `os_hidden`, which hold every image there is, and
                // to sort what comes of it: 330 ms for the first page out of 100,000 images, instead of 2.
                c.batch_execute("SET SESSION sql_mode = 'TRADITIONAL', optimizer_switch = 'index_merge=off'")
                    .map_err(r2d2::Error::QueryError)?;
                Ok(Conn::Mysql(c).into())
            }
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                let c = diesel::PgConnection::establish(url.reveal()).map_err(r2d2::Error::ConnectionError)?;
                Ok(Conn::Postgres(c).into())
            }
        }
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), r2d2::Error> {
        if pooled.used.elapsed() < SURELY_ALIVE {
            return Ok(());
        }
        pooled.conn.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.used = Instant::now();
        std::thread::panicking() || pooled.conn.is_broken()
    }
}

/// The connections of one database.
pub(crate) struct Pool {
    connections: r2d2::Pool<Connector>,
    /// As many permits as connections: work waits here, where it holds no thread.
    turns: Semaphore,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("state", &self.connections.state()).finish_non_exhaustive()
    }
}

impl Pool {
    /// Opens the pool and tries one connection.
    pub(crate) fn open(url: DatabaseUrl, options: PoolOptions) -> Result<Self> {
        let size = if url.is_private() { 1 } else { options.connections.max(1) };
        let connector = Connector { url, sqlite_synchronous: options.sqlite_synchronous };
        let first = connector.connect().map_err(|error| Error::DbUnavailable(Box::new(error)))?;
        // The memory of a private database goes away with its one connection.
        let idle = (!connector.url.is_private()).then_some(Duration::from_secs(600));
        let is_server = connector.url.is_server();
        drop(first);
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .idle_timeout(idle)
            .max_lifetime(idle.map(|_| Duration::from_secs(3600)))
            .connection_timeout(options.timeout)
            // A server that was restarted has closed all of them; a file closes none.
            .test_on_check_out(is_server)
            .error_handler(Box::new(Quiet))
            .build(connector)
            .map_err(|error| Error::DbUnavailable(Box::new(error)))?;
        Ok(Self { connections, turns: Semaphore::new(size as usize) })
    }

    /// Takes a connection.
    pub(crate) fn connection(&self) -> Result<PooledConnection<Connector>> {
        self.connections.get().map_err(|error| Error::DbUnavailable(Box::new(error)))
    }

    /// Runs work that blocks, one piece per connection at a time. Work that has begun is finished even if nobody waits
    /// for it any more, so no transaction is left half done.
    pub(crate) async fn run<T, F>(self: &std::sync::Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Work<T> + Send + 'static,
    {
        let pool = std::sync::Arc::clone(self);
        let turn = self.turns.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || work(&pool)).await.map_err(|error| died(&error))?;
        drop(turn);
        Ok(done?)
    }
}

/// What is left to say when a thread that worked on the database panicked.
pub(crate) fn died(error: &tokio::task::JoinError) -> Error {
    Error::Internal(format!("work on the database did not end: {error}"))
}

/// The caller is told of each failure; nobody else needs to be.
#[derive(Debug)]
struct Quiet;

impl r2d2::HandleError<r2d2::Error> for Quiet {
    fn handle_error(&self, _: r2d2::Error) {}
}
