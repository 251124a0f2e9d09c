//! Where image data is kept.
//!
//! [`ImageStore`] is what a place must be able to do; the modules below are the places. A store knows ids, bytes and
//! its own locations, and nothing of images, callers or databases.
//!
//! ```
//! use futures::{StreamExt, TryStreamExt, stream};
//! use glance_core::store::{ByteRange, ImageStore, MemoryStore};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::default();
//! let data = stream::iter([Ok("one ".into()), Ok("two".into())]).boxed();
//! let stored = store.put("2a6d3b4c-0a43-4f0c-8d5e-6b1c51f1a5a1".parse()?, data, None).await?;
//!
//! let part = store.get(&stored.url, Some(ByteRange { start: 4, length: 3 })).await?;
//! let chunks: Vec<bytes::Bytes> = part.data.try_collect().await?;
//!
//! assert_eq!(stored.size_bytes, 7);
//! assert_eq!(chunks.concat(), b"two");
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::pin::Pin;

use async_trait::async_trait;
use bytes::Bytes;
use futures::Stream;
use serde_json::{Map, Value};

use crate::image::ImageId;

mod file;
mod hashing;
mod http;
mod limited;
mod memory;
mod patient;
mod registry;

pub use file::{Datadir, FileStore, FileStoreOptions};
pub use hashing::{Digests, hashing};
pub use http::{HttpStore, HttpStoreOptions};
pub use limited::limited;
pub use memory::MemoryStore;
pub use patient::patient;
pub use registry::{InvalidStoreName, StoreEntry, StoreName, Stores, StoresError};

/// Image data on its way: chunks in order, or the reason why no more will come.
pub type DataStream = Pin<Box<dyn Stream<Item = Result<Bytes, StreamError>> + Send>>;

/// Why a stream of image data broke off.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The sender went away before the end of its data.
    #[error("the sender went away: {0}")]
    Aborted(String),
    /// The sender sent nothing for too long.
    #[error("the sender was silent for too long")]
    Stalled,
    /// The data is longer than the limit, in bytes, that was set for it.
    #[error("the data is longer than {limit} bytes")]
    TooLong {
        /// The most bytes that were allowed.
        limit: u64,
    },
    /// The data was looked into, and is not wanted; the text is for its sender.
    #[error("{0}")]
    Refused(String),
    /// A store could not read on.
    #[error("reading stored data: {0}")]
    Read(#[source] std::io::Error),
}

/// A part of an image's data, in bytes from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// The first byte.
    pub start: u64,
    /// How many bytes; a range may reach beyond the end of the data, and then ends with it.
    pub length: u64,
}

/// What a store says of data that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where the data is, in the store's own scheme, as it will be asked for again.
    pub url: String,
    /// How many bytes were written.
    pub size_bytes: u64,
    /// What the store wants to be kept beside the location.
    pub metadata: Map<String, Value>,
}

/// Data that a store hands out.
pub struct Reading {
    /// How many bytes [`Reading::data`] will bring.
    pub size_bytes: u64,
    /// The bytes.
    pub data: DataStream,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

/// What a store can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it takes data.
    pub writable: bool,
    /// Whether it can read from the middle.
    pub ranges: bool,
}

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no data at this location.
    #[error("no data at {0}")]
    NotFound(String),
    /// Data is already stored under this id.
    #[error("data is already stored at {0}")]
    Exists(String),
    /// There is no room left.
    #[error("the store is full: {0}")]
    Full(String),
    /// The store may not be written, or this data may not be removed.
    #[error("permission denied: {0}")]
    Denied(String),
    /// The store cannot do this at all.
    #[error("the store cannot do this: {0}")]
    Unsupported(&'static str),
    /// The store is not there: a folder is missing, a service does not answer.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// The location is no location of this store.
    #[error("not a location of this store: {0}")]
    BadLocation(String),
    /// The incoming data broke off; nothing of it is kept.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// Anything else that went wrong below; for the log, never for the caller.
    #[error("{what}")]
    Io {
        /// What was being done to which file.
        what: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// Keeps the data of images.
#[async_trait]
pub trait ImageStore: fmt::Debug + Send + Sync {
    /// Says what this store can do.
    fn capabilities(&self) -> Capabilities;

    /// The URL schemes of this store's locations, such as `file`.
    fn schemes(&self) -> &'static [&'static str];

    /// How the store is set up, as operators are told: names and values, none of them a secret.
    fn properties(&self) -> Map<String, Value> {
        Map::new()
    }

    /// Tells from its text alone whether `url` is a location that this store may have written.
    ///
    /// Of several stores with one scheme, this tells which to ask.
    fn owns(&self, url: &str) -> bool {
        url.split_once("://").is_some_and(|(scheme, _)| self.schemes().contains(&scheme))
    }

    /// Tells whether `url`, which a user named, may be read at all. Nothing is read for that.
    ///
    /// # Errors
    /// [`StoreError::BadLocation`] when it is no location of this store, [`StoreError::Unavailable`] when it leads where
    /// nothing is to be read.
    async fn vet(&self, url: &str) -> Result<(), StoreError> {
        if self.owns(url) { Ok(()) } else { Err(StoreError::BadLocation("of another scheme".to_owned())) }
    }

    /// Takes all of `data` and keeps it under `id`, or keeps nothing.
    ///
    /// `size_bytes` is how long the data is said to be, for stores that can prepare for it; it promises nothing.
    /// When the returned future is dropped, nothing of the data is kept either.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when `id` has data already, [`StoreError::Stream`] when the data broke off, and what
    /// else kept the store from writing.
    async fn put(&self, id: ImageId, data: DataStream, size_bytes: Option<u64>) -> Result<Stored, StoreError>;

    /// Opens the data at `url`, or the part of it in `range`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, [`StoreError::Unsupported`] for a range that the store cannot read.
    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError>;

    /// Tells how many bytes are at `url`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is nothing.
    async fn size(&self, url: &str) -> Result<u64, StoreError>;

    /// Removes the data at `url`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is nothing, [`StoreError::Denied`] when it may not be removed.
    async fn delete(&self, url: &str) -> Result<(), StoreError>;

    /// Removes whatever is kept under `id`, finished or not; nothing at all is as good.
    ///
    /// This is what is left to do for an upload whose process died: nobody wrote down where its data went.
    ///
    /// # Errors
    /// [`StoreError::Denied`] or [`StoreError::Io`] when something is there and cannot be removed.
    async fn discard(&self, id: ImageId) -> Result<(), StoreError>;

    /// Removes what writers that no longer live left half done, and tells how many pieces of data that were.
    ///
    /// Writers that are at work, in this process or in another, are not disturbed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] or [`StoreError::Io`] when the store cannot be searched.
    async fn sweep(&self) -> Result<usize, StoreError>;
}

impl From<StoreError> for crate::error::Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Self::NotFound("The image data could not be found.".to_owned()),
            StoreError::Full(what) => {
                tracing::error!(what, "an image store is full");
                Self::StoreFull
            }
            StoreError::Denied(what) => Self::StoreDenied(what),
            StoreError::Unavailable(what) => Self::StoreUnavailable(what),
            StoreError::Unsupported(what) => Self::StoreUnsupported(what.to_owned()),
            StoreError::Stream(broken @ (StreamError::Aborted(_) | StreamError::Stalled)) => {
                Self::SenderGone(broken.to_string())
            }
            StoreError::Stream(long @ StreamError::TooLong { .. }) => Self::LimitExceeded(long.to_string()),
            StoreError::Stream(StreamError::Refused(reason)) => Self::UnfitData(reason),
            other => Self::Store(Box::new(other)),
        }
    }
}
