//! A store that loses what it keeps.

use async_trait::async_trait;
use axum::body::Bytes;
use futures::stream;
use glance_core::image::ImageId;
use glance_core::store::{
    ByteRange, Capabilities, DataStream, ImageStore, MemoryStore, Reading, StoreError, Stored, StreamError,
};

/// How a store fails its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It brings only the beginning.
    Short,
    /// It brings the beginning, and then an error.
    BreaksOff,
    /// It brings an error at once.
    Fails,
}

/// Keeps data, and fails whoever wants it back.
#[derive(Debug)]
pub(crate) struct Careless {
    keeper: MemoryStore,
    fault: Fault,
}

impl Careless {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { keeper: MemoryStore::default(), fault }
    }
}

#[async_trait]
impl ImageStore for Careless {
    fn capabilities(&self) -> Capabilities {
        self.keeper.capabilities()
    }

    fn schemes(&self) -> &'static [&'static str] {
        self.keeper.schemes()
    }

    async fn put(&self, id: ImageId, data: DataStream, size_bytes: Option<u64>) -> Result<Stored, StoreError> {
        self.keeper.put(id, data, size_bytes).await
    }

    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        if self.fault == Fault::Fails {
            let source = std::io::Error::other("the secret reason");
            return Err(StoreError::Io { what: "opening /secret/path".to_owned(), source });
        }
        let reading = self.keeper.get(url, range).await?;
        let first = Ok(Bytes::from_static(b"da"));
        let failure = Err(StreamError::Read(std::io::Error::other("disk gone")));
        let data = stream::iter(std::iter::once(first).chain((self.fault == Fault::BreaksOff).then_some(failure)));
        Ok(Reading { size_bytes: reading.size_bytes, data: Box::pin(data) })
    }

    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        self.keeper.size(url).await
    }

    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        self.keeper.delete(url).await
    }

    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        self.keeper.discard(id).await
    }

    async fn sweep(&self) -> Result<usize, StoreError> {
        self.keeper.sweep().await
    }
}
