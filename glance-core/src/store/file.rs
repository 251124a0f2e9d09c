//! Images as files of one folder.
//!
//! Data is written under a temporary name in that folder, forced to the disk, and gets its name, the image's id, by one
//! rename. Whoever finds a file under an image's id therefore finds all of it, whatever happened to the program or the
//! machine in between. See [`draft`] for what becomes of data that did not get that far.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::{ByteRange, Capabilities, DataStream, ImageStore, Reading, StoreError, Stored};
use crate::image::ImageId;
use folder::Folder;

mod draft;
mod folder;
mod read;
mod sweep;
mod write;

/// How a [`FileStore`] is set up.
#[derive(Clone, Debug)]
pub struct FileStoreOptions {
    /// The folder that holds the files; made when the store is opened, never later.
    pub datadir: PathBuf,
    /// The permission bits of an image's file, `0o640` if not given. If given, the folder lets those pass who may then
    /// read files in it.
    pub file_mode: Option<u32>,
    /// How many bytes are read at once.
    pub chunk_size_bytes: NonZeroUsize,
}

impl FileStoreOptions {
    /// How many bytes are read at once unless something else is asked for.
    ///
    /// Reading 512 MiB from the page cache, on two cores of an AMD EPYC (Zen 5), 2026-11-22, in GiB/s: 64 KiB 2.2,
    /// 256 KiB 7.0, 512 KiB 11, 1 MiB 16. It is the hand-over between threads that costs; each reader holds two of them.
    pub const CHUNK_SIZE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(512 * 1024 - 1);

    /// Sets up a store in `datadir` with everything else as usual.
    pub fn new(datadir: impl Into<PathBuf>) -> Self {
        Self { datadir: datadir.into(), file_mode: None, chunk_size_bytes: Self::CHUNK_SIZE }
    }
}

/// A store that keeps each image in one file, named by the image's id.
///
/// Locations are `file://<datadir>/<image id>`, with the folder as it was given and nothing percent-encoded, which is how
/// Glance writes them. Only regular files directly in the folder are ever opened or removed.
#[derive(Debug)]
pub struct FileStore {
    folder: Folder,
    file_mode: u32,
    chunk_size_bytes: usize,
    writable: bool,
}

impl FileStore {
    /// Opens the store and makes its folder if it is missing.
    ///
    /// # Errors
    /// [`StoreError::Denied`] or [`StoreError::Unavailable`] when the folder cannot be made,
    /// [`StoreError::Unsupported`] when its name is not UTF-8, which no location can express.
    pub fn open(options: FileStoreOptions) -> Result<Self, StoreError> {
        let FileStoreOptions { datadir, file_mode, chunk_size_bytes } = options;
        let folder = Folder::create(datadir)?;
        if let Some(mode) = file_mode {
            folder.let_readers_pass(mode);
        }
        Ok(Self {
            writable: folder.is_writable(),
            folder,
            file_mode: file_mode.unwrap_or(0o640),
            chunk_size_bytes: chunk_size_bytes.get(),
        })
    }
}

#[async_trait]
impl ImageStore for FileStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities { writable: self.writable, ranges: true }
    }

    fn schemes(&self) -> &'static [&'static str] {
        folder::SCHEMES
    }

    fn properties(&self) -> Map<String, Value> {
        let properties = [
            ("data_dir", Value::from(self.folder.path().to_string_lossy())),
            ("chunk_size", self.chunk_size_bytes.into()),
            ("thin_provisioning", false.into()),
        ];
        properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn owns(&self, url: &str) -> bool {
        self.folder.name_in(url).is_ok()
    }

    async fn put(&self, id: ImageId, data: DataStream, _size_bytes: Option<u64>) -> Result<Stored, StoreError> {
        write::write(self.folder.clone(), id, self.file_mode, data).await
    }

    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        read::read(self.folder.clone(), url.to_owned(), range, self.chunk_size_bytes).await
    }

    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        let (folder, url) = (self.folder.clone(), url.to_owned());
        blocking(move || folder.open_file(&url).map(|(_, size_bytes)| size_bytes)).await
    }

    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        let (folder, url) = (self.folder.clone(), url.to_owned());
        blocking(move || folder.remove_file(&url)).await
    }

    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        let folder = self.folder.clone();
        blocking(move || sweep::discard(&folder, id)).await
    }

    async fn sweep(&self) -> Result<usize, StoreError> {
        let folder = self.folder.clone();
        blocking(move || sweep::sweep(&folder, None)).await
    }
}

/// Runs file system calls where waiting for a disk holds up nobody else.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(interrupted(error)))
}

/// What is left to say when the runtime gave up a piece of work.
fn interrupted(error: tokio::task::JoinError) -> StoreError {
    StoreError::Io { what: "work on a file was interrupted".to_owned(), source: error.into() }
}
