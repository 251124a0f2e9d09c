//! Images in memory, for tests and for programs that embed the library.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use serde_json::Map;

use super::{ByteRange, Capabilities, DataStream, ImageStore, Reading, StoreError, Stored};
use crate::image::ImageId;

const SCHEME: &str = "memory";
/// Data is handed out in chunks of this many bytes, so that readers meet more than one, as elsewhere.
const CHUNK_BYTES: usize = 64 * 1024;

/// A store that forgets everything when it is dropped. Locations are `memory://<image id>`; clones share their data.
#[derive(Clone, Default)]
pub struct MemoryStore {
    images: Arc<RwLock<HashMap<ImageId, Bytes>>>,
}

impl MemoryStore {
    /// Makes an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells how many images the store keeps.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Tells whether the store keeps nothing.
    pub fn is_empty(&self) -> bool {
        self.read().is_empty()
    }

    // No code that holds the lock can panic, so there is no poison to fear.
    fn read(&self) -> RwLockReadGuard<'_, HashMap<ImageId, Bytes>> {
        self.images.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<ImageId, Bytes>> {
        self.images.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, url: &str) -> Result<Bytes, StoreError> {
        self.read().get(&id_of(url)?).cloned().ok_or_else(|| StoreError::NotFound(url.to_owned()))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("images", &self.len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl ImageStore for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities { writable: true, ranges: true }
    }

    fn schemes(&self) -> &'static [&'static str] {
        &[SCHEME]
    }

    async fn put(&self, id: ImageId, mut data: DataStream, _size_bytes: Option<u64>) -> Result<Stored, StoreError> {
        let url = format!("{SCHEME}://{id}");
        if self.read().contains_key(&id) {
            return Err(StoreError::Exists(url));
        }
        let mut collected = BytesMut::new();
        while let Some(chunk) = data.next().await {
            collected.extend_from_slice(&chunk?);
        }
        let size_bytes = collected.len() as u64;
        let mut images = self.write();
        if images.contains_key(&id) {
            return Err(StoreError::Exists(url));
        }
        images.insert(id, collected.freeze());
        Ok(Stored { url, size_bytes, metadata: Map::new() })
    }

    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        let mut data = self.find(url)?;
        if let Some(ByteRange { start, length }) = range {
            let within = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(data.len());
            data = data.slice(within(start)..within(start.saturating_add(length)));
        }
        let size_bytes = data.len() as u64;
        let chunks = stream::unfold(data, |mut rest| async move {
            let chunk = rest.split_to(rest.len().min(CHUNK_BYTES));
            (!chunk.is_empty()).then_some((Ok(chunk), rest))
        });
        Ok(Reading { size_bytes, data: Box::pin(chunks) })
    }

    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        Ok(self.find(url)?.len() as u64)
    }

    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        let removed = self.write().remove(&id_of(url)?);
        removed.map(drop).ok_or_else(|| StoreError::NotFound(url.to_owned()))
    }

    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        self.write().remove(&id);
        Ok(())
    }

    async fn sweep(&self) -> Result<usize, StoreError> {
        Ok(0)
    }
}

fn id_of(url: &str) -> Result<ImageId, StoreError> {
    let id = url.strip_prefix("memory://").and_then(|id| id.parse().ok());
    id.ok_or_else(|| StoreError::BadLocation(url.to_owned()))
}
