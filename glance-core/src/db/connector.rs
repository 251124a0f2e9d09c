//! Making connections, and telling whether they are still good.

use std::time::Duration;

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
#[cfg(feature = "mysql")]
use diesel::RunQueryDsl;
use diesel::connection::{Connection, SimpleConnection, TransactionManager};
use diesel::result::Error as SqlError;

use super::conn::Conn;
use super::dialect::per_backend;
use super::pool::PoolOptions;
use super::url::DatabaseUrl;

/// A connection that was in use so recently is not asked whether it lives: the question costs as much as a query.
const SURELY_ALIVE: Duration = Duration::from_secs(1);

/// Makes connections for the pool.
///
/// It blocks, so that the pool is to be asked on threads that may.
#[derive(Debug)]
pub(crate) struct Connector {
    url: DatabaseUrl,
    options: PoolOptions,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error(transparent)]
    Refused(#[from] diesel::ConnectionError),
    #[error(transparent)]
    Unusable(#[from] SqlError),
    #[cfg(feature = "mysql")]
    #[error("the server does not encrypt connections, which the parameters of the database URL ask for")]
    Plain,
}

impl Connector {
    pub(crate) fn new(url: DatabaseUrl, options: PoolOptions) -> Self {
        Self { url, options }
    }

    /// Whether each connection has a database of its own.
    pub(crate) fn is_private(&self) -> bool {
        self.url.is_private()
    }

    fn connect(&self) -> Result<Conn, ConnectError> {
        match &self.url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(path) => {
                let mut c = diesel::SqliteConnection::establish(path)?;
                let synchronous = if self.options.sqlite_synchronous { "FULL" } else { "OFF" };
                // A writer waits for the writers before it; readers never wait in this journal mode.
                c.batch_execute(&format!(
                    "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; \
                     PRAGMA foreign_keys = ON;"
                ))?;
                Ok(Conn::Sqlite(c))
            }
            #[cfg(feature = "mysql")]
            DatabaseUrl::Mysql { url, is_encrypted } => {
                let mut c = diesel::MysqlConnection::establish(url.reveal())?;
                // MariaDB's client library takes a plain connection if the server knows no TLS, unless it is to verify.
                if *is_encrypted && !self::is_encrypted(&mut c)? {
                    return Err(ConnectError::Plain);
                }
                if let Some(mode) = &self.options.mysql_sql_mode {
                    let set = diesel::sql_query("SET SESSION sql_mode = ?");
                    set.bind::<diesel::sql_types::Text, _>(mode).execute(&mut c)?;
                }
                // It likes to intersect the indexes on `deleted` and `os_hidden`, which hold every image there is, and
                // to sort what comes of it: 330 ms for the first page out of 100,000 images, instead of 2.
                c.batch_execute("SET SESSION optimizer_switch = 'index_merge=off'")?;
                Ok(Conn::Mysql(c))
            }
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => Ok(Conn::Postgres(diesel::PgConnection::establish(url.reveal())?)),
        }
    }
}

impl Manager for Connector {
    type Type = Conn;
    type Error = ConnectError;

    async fn create(&self) -> Result<Conn, ConnectError> {
        self.connect()
    }

    async fn recycle(&self, conn: &mut Conn, metrics: &Metrics) -> RecycleResult<ConnectError> {
        if is_broken(conn) {
            return Err(RecycleError::message("it is broken"));
        }
        // A file closes no connection, and the memory of a private database goes away with its one.
        if !self.url.is_server() {
            return Ok(());
        }
        if self.options.lifetime.is_some_and(|lifetime| metrics.age() > lifetime) {
            return Err(RecycleError::message("it is old"));
        }
        if metrics.last_used() < SURELY_ALIVE {
            return Ok(());
        }
        per_backend!(conn, c => c.batch_execute("SELECT 1")).map_err(|error| RecycleError::Backend(error.into()))
    }
}

/// Whether the server says that it talks TLS.
#[cfg(feature = "mysql")]
fn is_encrypted(c: &mut diesel::MysqlConnection) -> Result<bool, SqlError> {
    #[derive(diesel::QueryableByName)]
    struct Status {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "Value")]
        value: String,
    }

    let status: Vec<Status> = diesel::sql_query("SHOW SESSION STATUS LIKE 'Ssl_cipher'").load(c)?;
    Ok(status.iter().any(|status| !status.value.is_empty()))
}

/// Whether a transaction is open that nobody is at work on any more, or nobody knows how one ended.
pub(crate) fn is_broken(conn: &mut Conn) -> bool {
    fn is_open<C: Connection>(c: &mut C) -> bool {
        C::TransactionManager::is_broken_transaction_manager(c)
    }
    per_backend!(conn, c => is_open(c))
}
