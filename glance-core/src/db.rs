//! The repositories on SQLite, MySQL or MariaDB, and PostgreSQL, through diesel.
//!
//! The tables are Glance's own, so that a Python Glance can share a database or take it back. Queries are plain functions
//! on a connection, written once for all databases; what cannot be written once is in `dialect`.
//!
//! ```
//! use glance_core::db::{Database, PoolOptions, migrate};
//! use glance_core::query::ListQuery;
//! use glance_core::repo::Viewer;
//!
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
//! let database = Database::connect(&url, PoolOptions::default()).await?;
//! migrate::sync(&database).await?;
//!
//! let page = database.images().list(&Viewer::Anyone, &ListQuery::default(), None, 25).await?;
//! assert!(page.is_empty());
//! # Ok(())
//! # }
//! ```

mod belongings;
mod conn;
mod connector;
mod dialect;
mod images;
mod json;
mod keyset;
mod leases;
mod list;
mod locations;
mod members;
mod metadefs;
pub mod migrate;
mod one;
mod plan;
mod pool;
mod properties;
mod retry;
mod rows;
mod schema;
mod tags;
mod tasks;
mod trash;
mod types;
mod url;
mod usage;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::repo::{ImageRepo, LeaseRepo, MemberRepo, MetadefRepo, Repositories, TaskRepo, TrashRepo, UsageRepo};

pub use pool::PoolOptions;
pub use url::{DatabaseUrl, UrlError};

use conn::Conn;
use pool::Pool;

/// A database of images. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Database {
    pool: Arc<Pool>,
}

/// What a piece of work on a connection ends with: the database's complaint, or an error of our own.
#[derive(Debug)]
pub(crate) enum Failure {
    Sql(diesel::result::Error),
    Own(Error),
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Own(error) => error,
            Failure::Sql(error) if retry::connection_lost(&error) => Self::DbUnavailable(Box::new(error)),
            Failure::Sql(error) => Self::Db(Box::new(error)),
        }
    }
}

type Work<T> = std::result::Result<T, Failure>;

impl Database {
    /// Opens the database at a URL, native or as SQLAlchemy writes it, and tries one connection.
    ///
    /// `sqlite:////var/lib/glance/glance.sqlite`, `mysql+pymysql://user:password@host/glance` and
    /// `postgresql://user:password@host/glance` are such URLs. An SQLite file is made if there is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a URL that cannot be used, [`Error::DbUnavailable`] when the database does not answer.
    pub async fn connect(url: &str, options: PoolOptions) -> Result<Self> {
        let url = DatabaseUrl::parse(url).map_err(|error| Error::Invalid(error.to_string()))?;
        let pool = tokio::task::spawn_blocking(move || Pool::open(url, options))
            .await
            .map_err(|error| pool::died(&error))??;
        Ok(Self { pool: Arc::new(pool) })
    }

    /// All repositories, as a service wants them.
    pub fn repositories(&self) -> Repositories {
        Repositories {
            images: self.images(),
            members: self.members(),
            leases: self.leases(),
            tasks: self.tasks(),
            trash: self.trash(),
            metadefs: self.metadefs(),
            usage: self.usage(),
        }
    }

    /// The repository of images.
    pub fn images(&self) -> Arc<dyn ImageRepo> {
        Arc::new(images::Images::new(self.clone()))
    }

    /// The repository of members.
    pub fn members(&self) -> Arc<dyn MemberRepo> {
        Arc::new(members::Members::new(self.clone()))
    }

    /// The repository of upload leases.
    pub fn leases(&self) -> Arc<dyn LeaseRepo> {
        Arc::new(leases::Leases::new(self.clone()))
    }

    /// The repository of what deleted images leave behind.
    pub fn trash(&self) -> Arc<dyn TrashRepo> {
        Arc::new(trash::TrashCan::new(self.clone()))
    }

    /// How much projects have.
    pub fn usage(&self) -> Arc<dyn UsageRepo> {
        Arc::new(usage::Usage::new(self.clone()))
    }

    /// The repository of tasks.
    pub fn tasks(&self) -> Arc<dyn TaskRepo> {
        Arc::new(tasks::Tasks::new(self.clone()))
    }

    /// The repositories of metadata definitions.
    pub fn metadefs(&self) -> MetadefRepo {
        metadefs::repositories(self)
    }

    /// Runs queries that change nothing, off the async threads. `work` may run more than once.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Work<T> + Send + 'static,
    {
        self.pool
            .run(move |pool| {
                retry::read(|| {
                    let done = pool.connection().map_err(Failure::from).and_then(|mut conn| work(&mut conn));
                    if matches!(&done, Err(Failure::Sql(error)) if retry::connection_lost(error)) {
                        pool.distrust();
                    }
                    done
                })
            })
            .await
    }

    /// Runs work that minds its own transactions, once, off the async threads.
    pub(crate) async fn alone<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Work<T> + Send + 'static,
    {
        self.pool
            .run(move |pool| {
                let mut conn = pool.connection()?;
                work(&mut conn)
            })
            .await
    }

    /// Runs a transaction, off the async threads. `work` may run more than once, but takes effect once or not at all.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Work<T> + Send + 'static,
    {
        self.pool.run(move |pool| retry::write(pool, &work)).await
    }
}
