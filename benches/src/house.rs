//! A service with a database and stores of its own, and data for it.

use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, stream};
use glance_core::context::Caller;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::image::{ContainerFormat, DiskFormat, Draft, ImageId};
use glance_core::service::{Glance, Parts};
use glance_core::store::{DataStream, FileStore, FileStoreOptions, ImageStore, MemoryStore, Stores};
use tempfile::TempDir;

/// Two services on SQLite in a temporary folder, which goes away with this value.
#[derive(Debug)]
pub struct House {
    /// Keeps image data in a folder.
    pub on_files: Glance,
    /// Keeps image data in memory.
    pub in_memory: Glance,
    /// Where everything is.
    pub folder: TempDir,
    /// Who may do everything that the benches do.
    pub caller: Caller,
}

impl House {
    /// Builds it.
    pub async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
        let database = Database::connect(&url, PoolOptions::default()).await.unwrap();
        migrate::sync(&database).await.unwrap();
        let files = FileStore::open(FileStoreOptions::new(folder.path().join("images"))).unwrap();
        Self {
            on_files: service(&database, Arc::new(files)),
            in_memory: service(&database, Arc::new(MemoryStore::new())),
            folder,
            caller: Caller::in_project("demo", &["member", "reader"]),
        }
    }

    /// Creates an image that is ready for data.
    pub async fn queued(&self, glance: &Glance) -> ImageId {
        let draft = Draft {
            disk_format: Some(DiskFormat::new("raw")),
            container_format: Some(ContainerFormat::new("bare")),
            ..Draft::default()
        };
        glance.create_image(&self.caller, draft).await.unwrap().id
    }
}

/// Puts a service together.
pub(crate) fn service(database: &Database, store: Arc<dyn ImageStore>) -> Glance {
    Glance::new(Parts::new(database.repositories(), Stores::single(store)))
}

/// Cuts `size_bytes` of data into chunks as a network brings them: of 64, 128 and 256 KiB, in turn.
///
/// They are parts of `block`, again and again; it is best larger than a core's cache.
pub fn chunks(block: &Bytes, size_bytes: u64) -> DataStream {
    let block = block.clone();
    let lengths = [64, 128, 256].into_iter().cycle().map(|kib| kib * 1024);
    let chunks = lengths.scan((size_bytes, 0), move |(left, position), length: usize| {
        let length = length.min(usize::try_from(*left).unwrap_or(usize::MAX));
        if *position + length > block.len() {
            *position = 0;
        }
        let chunk = block.slice(*position..*position + length);
        *position += length;
        *left -= length as u64;
        (!chunk.is_empty()).then_some(Ok(chunk))
    });
    stream::iter(chunks).boxed()
}
