//! Images as files of one folder, or of several.
//!
//! Data is written under a temporary name in its folder, forced to the disk, and gets its name, the image's id, by one
//! rename. Whoever finds a file under an image's id therefore finds all of it, whatever happened to the program or the
//! machine in between. See [`draft`] for what becomes of data that did not get that far.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::{ByteRange, Capabilities, DataStream, ImageStore, Reading, StoreError, Stored};
use crate::image::ImageId;
use folder::Folder;
use folders::Folders;

mod draft;
mod folder;
mod folders;
mod read;
mod sweep;
mod thin;
mod write;

/// How a [`FileStore`] is set up.
#[derive(Clone, Debug)]
pub struct FileStoreOptions {
    /// The folders that hold the files; made when the store is opened, never later.
    pub datadirs: Vec<Datadir>,
    /// The permission bits of an image's file, `0o640` if not given. If given, the folders let those pass who may then
    /// read files in them.
    pub file_mode: Option<u32>,
    /// Whether zeros are left out where the file system can do without them: it takes less room, and more time to look.
    pub is_thin: bool,
    /// How many bytes are read at once.
    pub chunk_size_bytes: NonZeroUsize,
}

/// One folder of a [`FileStore`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datadir {
    /// The folder.
    pub path: PathBuf,
    /// New data goes to the folders of the highest priority that have room for it, and among these to the one with the
    /// most room.
    pub priority: i64,
}

impl FileStoreOptions {
    /// How many bytes are read at once unless something else is asked for.
    ///
    /// Reading 512 MiB from the page cache, on two cores of an AMD EPYC (Zen 5), 2026-11-22, in GiB/s: 64 KiB 2.2,
    /// 256 KiB 7.0, 512 KiB 11, 1 MiB 16. It is the hand-over between threads that costs; each reader holds two of them.
    pub const CHUNK_SIZE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(512 * 1024 - 1);

    /// Sets up a store in `datadir` with everything else as usual.
    pub fn new(datadir: impl Into<PathBuf>) -> Self {
        Self {
            datadirs: vec![Datadir { path: datadir.into(), priority: 0 }],
            file_mode: None,
            is_thin: false,
            chunk_size_bytes: Self::CHUNK_SIZE,
        }
    }
}

/// A store that keeps each image in one file, named by the image's id.
///
/// Locations are `file://<datadir>/<image id>`, with the folder as it was given and nothing percent-encoded, which is how
/// Glance writes them. Only regular files directly in a folder are ever opened or removed.
#[derive(Debug)]
pub struct FileStore {
    folders: Folders,
    file_mode: u32,
    is_thin: bool,
    chunk_size_bytes: usize,
    writable: bool,
}

impl FileStore {
    /// Opens the store and makes its folders if they are missing.
    ///
    /// # Errors
    /// [`StoreError::Denied`] or [`StoreError::Unavailable`] when a folder cannot be made,
    /// [`StoreError::Unsupported`] when its name is not UTF-8, which no location can express, or when there is none.
    pub fn open(options: FileStoreOptions) -> Result<Self, StoreError> {
        let FileStoreOptions { datadirs, file_mode, is_thin, chunk_size_bytes } = options;
        let mut folders = Vec::new();
        for Datadir { path, priority } in datadirs {
            let folder = Folder::create(path)?;
            if let Some(mode) = file_mode {
                folder.let_readers_pass(mode);
            }
            folders.push((priority, folder));
        }
        if folders.is_empty() {
            return Err(StoreError::Unsupported("a store without a folder"));
        }
        let folders = Folders::new(folders);
        let writable = folders.iter().any(Folder::is_writable);
        Ok(Self {
            writable,
            folders,
            is_thin,
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
        let folders: Vec<_> = self.folders.iter().map(|folder| folder.path().to_string_lossy()).collect();
        let properties = [
            ("data_dir", Value::from(folders.join(","))),
            ("chunk_size", self.chunk_size_bytes.into()),
            ("thin_provisioning", self.is_thin.into()),
        ];
        properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn owns(&self, url: &str) -> bool {
        self.folders.of(url).is_ok()
    }

    async fn put(&self, id: ImageId, data: DataStream, size_bytes: Option<u64>) -> Result<Stored, StoreError> {
        let folders = self.folders.clone();
        let folder = blocking(move || folders.choose(id, size_bytes.unwrap_or_default()).cloned()).await?;
        write::write(folder, id, self.file_mode, self.is_thin, data).await
    }

    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        read::read(self.folders.of(url)?.clone(), url.to_owned(), range, self.chunk_size_bytes).await
    }

    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        let (folder, url) = (self.folders.of(url)?.clone(), url.to_owned());
        blocking(move || folder.open_file(&url).map(|(_, size_bytes)| size_bytes)).await
    }

    async fn delete(&self, url: &str) -> Result<(), StoreError> {
        let (folder, url) = (self.folders.of(url)?.clone(), url.to_owned());
        blocking(move || folder.remove_file(&url)).await
    }

    async fn discard(&self, id: ImageId) -> Result<(), StoreError> {
        let folders = self.folders.clone();
        blocking(move || folders.each(|folder| sweep::discard(folder, id)).map(drop)).await
    }

    async fn sweep(&self) -> Result<usize, StoreError> {
        let folders = self.folders.clone();
        blocking(move || folders.each(|folder| sweep::sweep(folder, None)).map(|swept| swept.into_iter().sum())).await
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
