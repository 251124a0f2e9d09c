//! From a file to a stream: one chunk is read ahead while the one before is on its way.
//!
//! As with writing, no thread waits for the receiver; each chunk is one piece of blocking work.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use rustix::buffer::spare_capacity;
use rustix::fs::Advice;
use tokio::task::{JoinHandle, spawn_blocking};

use super::blocking;
use super::folder::Folder;
use crate::store::{ByteRange, Reading, StoreError, StreamError};

/// What is still to be read of a file.
struct Rest {
    file: Arc<File>,
    position: u64,
    end: u64,
    chunk_size_bytes: usize,
}

/// Opens the file at `url` and starts to read.
pub(super) async fn read(
    folder: Folder,
    url: String,
    range: Option<ByteRange>,
    chunk_size_bytes: usize,
) -> std::result::Result<Reading, StoreError> {
    let (file, file_size) = blocking(move || {
        let (file, size_bytes) = folder.open_file(&url)?;
        // Only a hint; a file system that does not take it reads all the same.
        _ = rustix::fs::fadvise(&file, 0, None, Advice::Sequential);
        Ok((file, size_bytes))
    })
    .await?;
    let ByteRange { start, length } = range.unwrap_or(ByteRange { start: 0, length: file_size });
    let end = start.saturating_add(length).min(file_size);
    let position = start.min(end);
    let mut rest = Rest { file: Arc::new(file), position, end, chunk_size_bytes };
    let first = rest.read_ahead();
    let data = stream::unfold((rest, first), |(mut rest, ahead)| async move {
        let chunk = ahead?.await.unwrap_or_else(|error| Err(error.into()));
        // After a failure there is nothing more to say.
        let next = if chunk.is_ok() { rest.read_ahead() } else { None };
        Some((chunk.map_err(StreamError::Read), (rest, next)))
    });
    Ok(Reading { size_bytes: end - position, data: Box::pin(data) })
}

impl Rest {
    /// Starts to read the next chunk, if there is one.
    fn read_ahead(&mut self) -> Option<JoinHandle<Result<Bytes>>> {
        let position = self.position;
        let left = usize::try_from(self.end - position).unwrap_or(usize::MAX);
        let length = left.min(self.chunk_size_bytes);
        if length == 0 {
            return None;
        }
        self.position += length as u64;
        let file = Arc::clone(&self.file);
        Some(spawn_blocking(move || read_chunk(&file, position, length)))
    }
}

fn read_chunk(file: &File, position: u64, length: usize) -> Result<Bytes> {
    let mut chunk = Vec::with_capacity(length);
    while chunk.len() < length {
        let position = position + chunk.len() as u64;
        match rustix::io::retry_on_intr(|| rustix::io::pread(file, spare_capacity(&mut chunk), position)) {
            Ok(0) => return Err(Error::new(ErrorKind::UnexpectedEof, "the file became shorter while it was read")),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
    }
    chunk.truncate(length);
    Ok(chunk.into())
}
