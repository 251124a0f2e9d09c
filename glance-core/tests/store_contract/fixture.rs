//! Stores and streams to try them with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use glance_core::fetch::{FetchRules, Filter};
use glance_core::image::ImageId;
use glance_core::store::{
    ByteRange, DataStream, FileStore, FileStoreOptions, HttpStore, HttpStoreOptions, ImageStore, MemoryStore,
    StoreError, Stored, StreamError,
};
use serde_json::Map;
use tempfile::TempDir;

use crate::web::Web;

/// A store, and the folder or the server it lives in if it has one.
pub(crate) struct Fixture {
    pub(crate) store: Arc<dyn ImageStore>,
    folder: Option<TempDir>,
    web: Option<Web>,
}

pub(crate) async fn memory() -> Fixture {
    Fixture { store: Arc::new(MemoryStore::new()), folder: None, web: None }
}

pub(crate) async fn file_store() -> Fixture {
    let folder = TempDir::new().unwrap();
    Fixture { store: Arc::new(open(&folder.path().join("images"))), folder: Some(folder), web: None }
}

pub(crate) async fn http_store() -> Fixture {
    let web = Web::start().await;
    let hosts = Filter { allowed: vec!["127.0.0.1".to_owned()], disallowed: Vec::new() };
    let rules = FetchRules { hosts, ports: Filter::default(), ..FetchRules::default() };
    let store = HttpStore::open(&HttpStoreOptions::default(), rules).unwrap();
    Fixture { store: Arc::new(store), folder: None, web: Some(web) }
}

/// Opens a file store that reads in chunks smaller than the test data.
pub(crate) fn open(datadir: &Path) -> FileStore {
    let mut options = FileStoreOptions::new(datadir);
    options.chunk_size_bytes = 4096.try_into().unwrap();
    FileStore::open(options).unwrap()
}

impl Fixture {
    /// Puts data into the store, or behind it if it is only read.
    pub(crate) async fn put(&self, id: ImageId, data: &[u8]) -> Result<Stored, StoreError> {
        if let Some(web) = &self.web {
            web.put(id.as_str(), data);
            let url = web.url(&format!("/data/{id}"));
            return Ok(Stored { url, size_bytes: data.len() as u64, metadata: Map::new() });
        }
        self.store.put(id, whole(data), Some(data.len() as u64)).await
    }

    pub(crate) async fn read(&self, url: &str, range: Option<ByteRange>) -> Result<Vec<u8>, StoreError> {
        let reading = self.store.get(url, range).await?;
        let data: Vec<Bytes> = reading.data.try_collect().await?;
        let data = data.concat();
        assert_eq!(reading.size_bytes, data.len() as u64);
        Ok(data)
    }

    /// The server of an HTTP store.
    pub(crate) fn web(&self) -> &Web {
        self.web.as_ref().unwrap()
    }

    /// The folder of a file store.
    pub(crate) fn datadir(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("images")
    }

    /// The names in the folder of a file store; none for others.
    pub(crate) fn names(&self) -> Vec<String> {
        if self.folder.is_some() { names_in(&self.datadir()) } else { Vec::new() }
    }

    /// Waits until nothing but finished files is in the folder: what a dropped future leaves is removed by a task.
    pub(crate) async fn settled(&self) -> Vec<String> {
        let settled = async {
            loop {
                let names = self.names();
                if names.iter().all(|name| !name.starts_with('.')) {
                    return names;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), settled).await.unwrap()
    }
}

pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Bytes without a pattern that a wrong offset could hide in.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(length)
    .collect()
}

/// A stream of `data` in chunks of uneven sizes, some of them empty.
pub(crate) fn whole(data: &[u8]) -> DataStream {
    let mut rest = Bytes::copy_from_slice(data);
    let mut length = 0;
    Box::pin(stream::iter(std::iter::from_fn(move || {
        let chunk = rest.split_to(length.min(rest.len()));
        let more = !(rest.is_empty() && chunk.is_empty());
        length = (length * 3 + 1) % 77_777;
        more.then_some(Ok(chunk))
    })))
}

/// A stream that sends `data` and then nothing, ever.
pub(crate) fn stalled(data: &[u8]) -> DataStream {
    Box::pin(whole(data).chain(stream::pending()))
}

/// A stream that sends `data` and then breaks off.
pub(crate) fn broken(data: &[u8]) -> DataStream {
    Box::pin(whole(data).chain(stream::iter([Err(StreamError::Aborted("gone".to_owned()))])))
}
