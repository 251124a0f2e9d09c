//! What the tests share: a fresh database of each kind.

#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use glance_core::db::{Database, PoolOptions, migrate};
use uuid::Uuid;

/// The kinds of databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Mysql,
    Postgres,
}

/// A database of a test's own, which goes away with this value.
#[derive(Debug)]
pub struct Db {
    pub backend: Backend,
    pub url: String,
    pub database: Database,
    _home: Home,
}

/// What goes away with a database.
#[derive(Debug)]
enum Home {
    Folder(#[allow(dead_code, reason = "kept for its drop")] tempfile::TempDir),
    #[cfg(feature = "mysql")]
    Mysql {
        server: String,
        name: String,
    },
    #[cfg(feature = "postgres")]
    Postgres {
        server: String,
        name: String,
    },
}

impl Db {
    /// Makes a database with a current schema, or nothing if there is no server of this kind.
    pub async fn synced(backend: Backend) -> Option<Self> {
        let db = Self::empty(backend).await?;
        migrate::sync(&db.database).await.unwrap();
        Some(db)
    }

    /// Makes a database without tables, or nothing if there is no server of this kind.
    pub async fn empty(backend: Backend) -> Option<Self> {
        let (url, home) = match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                (format!("sqlite:///{}/glance.sqlite", folder.path().display()), Home::Folder(folder))
            }
            Backend::Mysql => server("GLANCE_TEST_MYSQL_URL", mysql)?,
            Backend::Postgres => server("GLANCE_TEST_POSTGRES_URL", postgres)?,
        };
        let options = PoolOptions { connections: 8, ..PoolOptions::default() };
        let database = Database::connect(&url, options).await.unwrap();
        Some(Self { backend, url, database, _home: home })
    }
}

/// A server that is not there is told of, and is an error where all of them must be.
fn server(variable: &str, make: fn(&str, &str) -> (String, Home)) -> Option<(String, Home)> {
    if let Ok(url) = std::env::var(variable) {
        return Some(make(&url, &format!("glance_test_{}", Uuid::new_v4().simple())));
    }
    assert!(std::env::var_os("REQUIRE_ALL_BACKENDS").is_none(), "{variable} is not set, and every backend is required");
    eprintln!("skipped: {variable} is not set");
    None
}

/// Puts another database's name into a URL.
fn with_name(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

#[cfg(feature = "mysql")]
fn mysql(url: &str, name: &str) -> (String, Home) {
    use diesel::connection::{Connection, SimpleConnection};

    let mut server = diesel::MysqlConnection::establish(url).unwrap();
    server.batch_execute(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).unwrap();
    (with_name(url, name), Home::Mysql { server: url.to_owned(), name: name.to_owned() })
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str, _: &str) -> (String, Home) {
    panic!("there is a MySQL server, but the tests were built without MySQL")
}

#[cfg(feature = "postgres")]
fn postgres(url: &str, name: &str) -> (String, Home) {
    use diesel::connection::{Connection, SimpleConnection};

    let mut server = diesel::PgConnection::establish(url).unwrap();
    server.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    (with_name(url, name), Home::Postgres { server: url.to_owned(), name: name.to_owned() })
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str, _: &str) -> (String, Home) {
    panic!("there is a PostgreSQL server, but the tests were built without PostgreSQL")
}

impl Drop for Home {
    fn drop(&mut self) {
        #[cfg(any(feature = "mysql", feature = "postgres"))]
        use diesel::connection::{Connection, SimpleConnection};

        match self {
            Self::Folder(_) => {}
            #[cfg(feature = "mysql")]
            Self::Mysql { server, name } => {
                let mut server = diesel::MysqlConnection::establish(server).unwrap();
                server.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { server, name } => {
                let mut server = diesel::PgConnection::establish(server).unwrap();
                let drop = format!("DROP DATABASE {name} WITH (FORCE)");
                // The server's own clean-up may be in the database for a moment, and cannot be sent away.
                let mut tries = 0;
                while let Err(error) = server.batch_execute(&drop) {
                    tries += 1;
                    assert!(tries < 50, "{name} cannot be dropped: {error}");
                    std::thread::sleep(std::time::Duration::from_millis(200));
                }
            }
        }
    }
}

/// Expands claims, `async fn(Db)`, to one test for each kind of database.
#[macro_export]
macro_rules! repo_contract {
    ($($claim:ident),* $(,)?) => {
        $crate::repo_contract!(@ sqlite Sqlite $($claim)*);
        $crate::repo_contract!(@ mysql Mysql $($claim)*);
        $crate::repo_contract!(@ postgres Postgres $($claim)*);
    };
    (@ $module:ident $backend:ident $($claim:ident)*) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $claim() {
                if let Some(db) = $crate::support::Db::synced($crate::support::Backend::$backend).await {
                    super::$claim(db).await;
                }
            })*
        }
    };
}
