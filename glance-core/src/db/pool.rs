//! Connections, and the threads that work on them.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Object, PoolError, QueueMode};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::conn::Conn;
use super::connector::{self, ConnectError, Connector};
use super::url::DatabaseUrl;
use super::{Work, dialect};
use crate::error::{Error, Result};

/// How many connections are kept, and how long one is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// The most connections that are open at a time.
    pub connections: u32,
    /// How long a piece of work waits for its turn when all connections are in use, and how long it is tried then to make
    /// a connection if there is none.
    pub timeout: Duration,
    /// Whether SQLite waits for the disk before it says that something is written, `sqlite_synchronous`.
    pub sqlite_synchronous: bool,
    /// How old a connection to a server may grow, so that servers that were added or moved are found; without end if
    /// `None`.
    pub lifetime: Option<Duration>,
    /// MySQL's `sql_mode`; the server's own if `None`.
    pub mysql_sql_mode: Option<String>,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            connections: 16,
            timeout: Duration::from_secs(30),
            sqlite_synchronous: true,
            lifetime: Some(Duration::from_secs(3600)),
            // Glance's own default: what does not fit is refused, and not cut.
            mysql_sql_mode: Some("TRADITIONAL".to_owned()),
        }
    }
}

/// A connection that nobody has used for so long is closed.
const IDLE: Duration = Duration::from_secs(600);

/// How often it is looked for such ones.
const SWEEP: Duration = Duration::from_secs(60);

/// A connection on loan. Dropped, it goes back to the pool, without the transaction that a panic may have left open.
pub(crate) struct Lent(Object<Connector>);

impl From<Object<Connector>> for Lent {
    fn from(object: Object<Connector>) -> Self {
        Self(object)
    }
}

impl Deref for Lent {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if connector::is_broken(self) {
            // The pool throws away what cannot even roll back.
            let _ = dialect::rollback(self);
        }
    }
}

/// Why work did not get its turn.
#[derive(Debug, thiserror::Error)]
#[error("all connections were in use for {0:?}")]
struct Busy(Duration);

/// The connections of one database.
pub(crate) struct Pool {
    connections: managed::Pool<Connector, Lent>,
    /// As many permits as connections: work waits here, where it holds no thread.
    turns: Arc<Semaphore>,
    /// How long a turn is waited for, and how long it is tried to make a connection.
    timeout: Duration,
    swept: Mutex<Instant>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.connections.status()).finish_non_exhaustive()
    }
}

impl Pool {
    /// Opens the pool and tries one connection. It blocks, on a thread of a runtime.
    pub(crate) fn open(url: DatabaseUrl, options: PoolOptions) -> Result<Self> {
        let size = if url.is_private() { 1 } else { options.connections.max(1) as usize };
        let timeout = options.timeout;
        let connections = managed::Pool::builder(Connector::new(url, options))
            .max_size(size)
            // What was in use last is the likeliest to live, and the others get the time to fall idle.
            .queue_mode(QueueMode::Lifo)
            .build()
            .map_err(|error| Error::Internal(error.to_string()))?;
        let pool =
            Self { connections, turns: Arc::new(Semaphore::new(size)), timeout, swept: Mutex::new(Instant::now()) };
        drop(pool.take().map_err(unavailable)?);
        Ok(pool)
    }

    /// Takes a connection, and makes one if there is none. A database that is away is waited for. It blocks.
    pub(crate) fn connection(&self) -> Result<Lent> {
        self.sweep();
        let begun = Instant::now();
        let mut pause = Duration::from_millis(100);
        loop {
            match self.take() {
                Ok(lent) => return Ok(lent),
                Err(_) if begun.elapsed() + pause < self.timeout => sleep(pause),
                Err(error) => return Err(unavailable(error)),
            }
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    /// Closes all connections that are not at work, for one was lost, and the others were most likely lost with it.
    pub(crate) fn distrust(&self) {
        if !self.connections.manager().is_private() {
            self.connections.retain(|_, _| false);
        }
    }

    /// Nobody waits here: there are as many connections as turns.
    fn take(&self) -> Result<Lent, PoolError<ConnectError>> {
        Handle::current().block_on(self.connections.get())
    }

    /// Closes connections that were of no use lately.
    fn sweep(&self) {
        let Ok(mut swept) = self.swept.try_lock() else { return };
        if swept.elapsed() > SWEEP && !self.connections.manager().is_private() {
            *swept = Instant::now();
            drop(swept);
            self.connections.retain(|_, metrics| metrics.last_used() < IDLE);
        }
    }

    /// Waits in line; not for good, for a database that hangs holds every turn, and what stands in line takes memory.
    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        match timeout(self.timeout, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(turn) => turn.map_err(|error| Error::Internal(error.to_string())),
            Err(_) => Err(Error::DbUnavailable(Box::new(Busy(self.timeout)))),
        }
    }

    /// Runs work that blocks, one piece per connection at a time. Work that has begun is finished even if nobody waits
    /// for it any more, so no transaction is left half done.
    pub(crate) async fn run<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Work<T> + Send + 'static,
    {
        let pool = Arc::clone(self);
        let turn = self.turn().await?;
        let work = move || {
            // It is over when the work is, and not when nobody waits any more.
            let _turn = turn;
            work(&pool)
        };
        let done = tokio::task::spawn_blocking(work).await.map_err(|error| died(&error))?;
        Ok(done?)
    }
}

/// What is left to say when a thread that worked on the database panicked.
pub(crate) fn died(error: &tokio::task::JoinError) -> Error {
    Error::Internal(format!("work on the database did not end: {error}"))
}

fn unavailable(error: PoolError<ConnectError>) -> Error {
    match error {
        PoolError::Backend(error) => Error::DbUnavailable(Box::new(error)),
        other => Error::DbUnavailable(Box::new(other)),
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

    use std::path::Path;
    use std::thread;

    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::db::Failure;

    fn run(conn: &mut Conn, statement: &str) -> Work<()> {
        Ok(crate::db::dialect::per_backend!(conn, c => c.batch_execute(statement))?)
    }

    async fn open(folder: &Path, timeout: Duration) -> Arc<Pool> {
        let url = DatabaseUrl::parse(&format!("sqlite:///{}/pool.sqlite", folder.display())).unwrap();
        let options = PoolOptions { connections: 2, timeout, ..PoolOptions::default() };
        Arc::new(tokio::task::spawn_blocking(move || Pool::open(url, options)).await.unwrap().unwrap())
    }

    #[tokio::test]
    async fn a_panic_within_a_transaction_takes_nothing_but_the_transaction_along() {
        let folder = tempfile::tempdir().unwrap();
        let pool = open(folder.path(), Duration::from_secs(1)).await;
        let table = "CREATE TABLE t (n INTEGER PRIMARY KEY)";
        pool.run(move |pool| pool.connection().map_err(Failure::from).and_then(|mut conn| run(&mut conn, table)))
            .await
            .unwrap();

        let died = pool.run(|pool| -> Work<()> {
            let mut conn = pool.connection()?;
            dialect::begin_write(&mut conn)?;
            run(&mut conn, "INSERT INTO t VALUES (1)")?;
            panic!("in the middle of it");
        });

        assert!(matches!(died.await, Err(Error::Internal(_))));
        for _ in 0..3 {
            pool.run(|pool| {
                let mut conn = pool.connection()?;
                dialect::begin_write(&mut conn)?;
                run(&mut conn, "INSERT INTO t VALUES (1); DELETE FROM t")?;
                dialect::commit(&mut conn).map_err(Failure::from)
            })
            .await
            .unwrap();
        }
    }

    #[tokio::test]
    async fn work_waits_for_its_turn_no_longer_than_was_chosen() {
        let url = DatabaseUrl::parse("sqlite://").unwrap();
        let options = PoolOptions { timeout: Duration::from_millis(50), ..PoolOptions::default() };
        let pool = tokio::task::spawn_blocking(move || Pool::open(url, options)).await.unwrap().unwrap();
        let pool = Arc::new(pool);
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (has_begun, begun) = tokio::sync::oneshot::channel();
        let hanging = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                let hang = move |_: &Pool| {
                    has_begun.send(()).unwrap();
                    released.recv().unwrap();
                    Ok(())
                };
                pool.run(hang).await
            }
        });
        begun.await.unwrap();

        let refused = tokio::time::timeout(Duration::from_secs(20), pool.run(|_| Ok(()))).await.unwrap();
        release.send(()).unwrap();

        assert!(matches!(refused, Err(Error::DbUnavailable(_))), "{refused:?}");
        hanging.await.unwrap().unwrap();
        pool.run(|_| Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_waited_for_as_long_as_was_chosen() {
        let parent = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (parent.path().join("here"), parent.path().join("elsewhere"));
        std::fs::create_dir(&folder).unwrap();
        let (patient, hasty) = (open(&folder, Duration::from_secs(30)).await, open(&folder, Duration::ZERO).await);

        let (there, away) = (folder.clone(), elsewhere.clone());
        let found = patient.run(move |pool| {
            let _first = pool.connection()?;
            std::fs::rename(&there, &away).unwrap();
            let refused = hasty.connection().and_then(|_first| hasty.connection().map(drop));
            assert!(matches!(refused, Err(Error::DbUnavailable(_))), "{refused:?}");
            thread::scope(|scope| {
                scope.spawn(|| {
                    sleep(Duration::from_millis(50));
                    std::fs::rename(&away, &there).unwrap();
                });
                pool.connection().map(drop)
            })?;
            Ok(())
        });
        found.await.unwrap();
    }
}
