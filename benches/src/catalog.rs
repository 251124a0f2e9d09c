//! A database full of images.

use std::sync::Arc;

use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::service::Glance;
use glance_core::store::MemoryStore;
use tempfile::TempDir;
use uuid::Uuid;

use crate::house;

/// The kinds of databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file, which is always at hand.
    Sqlite,
    /// MySQL or MariaDB, at `GLANCE_TEST_MYSQL_URL`.
    Mysql,
    /// PostgreSQL, at `GLANCE_TEST_POSTGRES_URL`.
    Postgres,
}

/// A database of its own, which goes away with this value.
#[derive(Debug)]
pub struct Catalog {
    /// What kind of database it is.
    pub backend: Backend,
    /// The database.
    pub database: Database,
    /// A service on it.
    pub glance: Glance,
    home: Home,
}

/// Where a database is.
#[derive(Debug)]
enum Home {
    Folder(TempDir),
    Server { backend: Backend, server: String, name: String },
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Mysql, Self::Postgres];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Mysql => "mysql",
            Self::Postgres => "postgres",
        }
    }

    /// The URL of the server, if there is one and the benches are built for it.
    fn server(self) -> Option<String> {
        match self {
            Self::Mysql if cfg!(feature = "mysql") => std::env::var("GLANCE_TEST_MYSQL_URL").ok(),
            Self::Postgres if cfg!(feature = "postgres") => std::env::var("GLANCE_TEST_POSTGRES_URL").ok(),
            Self::Sqlite | Self::Mysql | Self::Postgres => None,
        }
    }
}

impl Catalog {
    /// Makes a database with this many images, or nothing if there is no server of this kind, or the benches were built
    /// without it.
    pub async fn of(backend: Backend, images: u32) -> Option<Self> {
        let home = match (backend, backend.server()) {
            (Backend::Sqlite, _) => Home::Folder(tempfile::tempdir().unwrap()),
            (_, None) => return None,
            (_, Some(server)) => {
                let name = format!("glance_bench_{}", Uuid::new_v4().simple());
                run(backend, &server, &format!("CREATE DATABASE {name}"));
                Home::Server { backend, server, name }
            }
        };
        let database = Database::connect(&home.url(), PoolOptions::default()).await.unwrap();
        migrate::sync(&database).await.unwrap();
        fill(backend, &home.url(), images);
        let glance = house::service(&database, Arc::new(MemoryStore::new()));
        Some(Self { backend, database, glance, home })
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        self.home.url()
    }
}

impl Home {
    fn url(&self) -> String {
        match self {
            Self::Folder(folder) => format!("sqlite:///{}/glance.sqlite", folder.path().display()),
            Self::Server { server, name, .. } => {
                let (server, _) = server.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Self::Server { backend, server, name } = self {
            let force = if *backend == Backend::Postgres { "WITH (FORCE)" } else { "" };
            run(*backend, server, &format!("DROP DATABASE {name} {force}"));
        }
    }
}

/// Fills the tables: active images of the project `demo`, every tenth of another one's that is public, each with 5
/// properties, 2 tags and a location. Three are created in each second, and their ids are in no order.
fn fill(backend: Backend, url: &str, images: u32) {
    let quietly =
        if backend == Backend::Sqlite { "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;" } else { "" };
    let rows: Vec<String> = (0..images).map(image).collect();
    let mut statements = vec!["BEGIN".to_owned()];
    for rows in rows.chunks(1000) {
        statements.push(format!(
            "INSERT INTO images (id, name, size, status, created_at, updated_at, deleted, disk_format, \
             container_format, checksum, owner, min_disk, min_ram, protected, visibility, os_hidden, os_hash_algo, \
             os_hash_value) VALUES {}",
            rows.join(",")
        ));
    }
    statements.push(each_image_has("image_properties", "name, value", "child.name, child.value", PROPERTIES));
    statements.push(each_image_has("image_tags", "value", "child.name", TAGS));
    let location = "CONCAT('file:///var/lib/glance/images/', images.id), '{}', 'active'";
    statements.push(each_image_has("image_locations", "value, meta_data, status", location, &[("", "")]));
    statements.push("COMMIT".to_owned());
    run(backend, url, &format!("{quietly}{}", statements.join(";\n")));
    // The servers do this on their own when a table has grown; nobody does it for an SQLite file.
    match backend {
        Backend::Sqlite => {}
        Backend::Mysql => run(backend, url, "ANALYZE TABLE images, image_properties, image_tags, image_locations"),
        Backend::Postgres => run(backend, url, "VACUUM ANALYZE"),
    }
}

const PROPERTIES: &[(&str, &str)] = &[
    ("architecture", "x86_64"),
    ("hw_disk_bus", "virtio"),
    ("hw_vif_model", "virtio"),
    ("os_distro", "debian"),
    ("os_version", "12"),
];

const TAGS: &[(&str, &str)] = &[("golden", ""), ("nightly", "")];

fn image(number: u32) -> String {
    // An odd factor gives each number another id.
    let id = number.wrapping_mul(2_654_435_761);
    let (owner, visibility) = if number.is_multiple_of(10) { ("other", "public") } else { ("demo", "private") };
    let second = number / 3;
    let (day, hour, minute) = (1 + second / 86400, second / 3600 % 24, second / 60 % 60);
    let created_at = format!("2026-01-{day:02} {hour:02}:{minute:02}:{:02}.000000", second % 60);
    format!(
        "('{id:08x}-0000-4000-8000-000000000000', 'image {number}', 2361393152, 'active', '{created_at}', \
         '{created_at}', FALSE, 'qcow2', 'bare', '{id:032x}', '{owner}', 0, 0, FALSE, '{visibility}', FALSE, 'sha512', \
         '{id:0128x}')"
    )
}

/// A statement that adds rows to each image, those of one image side by side.
fn each_image_has(table: &str, columns: &str, values: &str, children: &[(&str, &str)]) -> String {
    let children: Vec<String> =
        children.iter().map(|(name, value)| format!("SELECT '{name}' AS name, '{value}' AS value")).collect();
    format!(
        "INSERT INTO {table} (image_id, {columns}, created_at, updated_at, deleted) \
         SELECT images.id, {values}, images.created_at, images.created_at, FALSE \
         FROM images CROSS JOIN ({}) AS child ORDER BY images.created_at",
        children.join(" UNION ALL ")
    )
}

fn run(backend: Backend, url: &str, sql: &str) {
    let mut statements = sql.split(";\n");
    match backend {
        Backend::Sqlite => {
            let mut file = SqliteConnection::establish(url.strip_prefix("sqlite:///").unwrap()).unwrap();
            statements.try_for_each(|statement| file.batch_execute(statement)).unwrap();
        }
        #[cfg(feature = "mysql")]
        Backend::Mysql => {
            let mut server = MysqlConnection::establish(url).unwrap();
            statements.try_for_each(|statement| server.batch_execute(statement)).unwrap();
        }
        #[cfg(feature = "postgres")]
        Backend::Postgres => {
            let mut server = PgConnection::establish(url).unwrap();
            statements.try_for_each(|statement| server.batch_execute(statement)).unwrap();
        }
        #[allow(unreachable_patterns, reason = "which backends there are depends on the features")]
        Backend::Mysql | Backend::Postgres => {}
    }
}
