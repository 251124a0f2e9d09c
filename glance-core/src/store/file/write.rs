//! From a stream to a draft: one batch is written while the next one is gathered.
//!
//! No thread waits for a sender: a writing thread is taken for one batch and given back. However many slow uploads there
//! are, the runtime's blocking threads stay free for others, and a stream never holds more than two batches in memory.

use std::pin::pin;

use bytes::Bytes;
use futures::StreamExt;
use serde_json::Map;

use super::draft::Draft;
use super::folder::Folder;
use super::{blocking, interrupted};
use crate::image::ImageId;
use crate::store::{DataStream, StoreError, Stored, StreamError};

/// A batch is written once it has this many bytes,
const BATCH_BYTES: usize = 1024 * 1024;
/// or this many chunks: as many as one system call takes, and a bound for senders of single bytes.
const BATCH_CHUNKS: usize = 1024;

/// The next bytes of a stream; not full only at its end.
struct Batch {
    chunks: Vec<Bytes>,
    is_last: bool,
}

/// Stores all of `data` under `id`, or nothing.
pub(super) async fn write(
    folder: Folder,
    id: ImageId,
    file_mode: u32,
    is_thin: bool,
    mut data: DataStream,
) -> Result<Stored, StoreError> {
    let mut draft = blocking(move || Draft::create(folder, id, is_thin)).await?;
    let mut next = gather(&mut data).await;
    loop {
        let Batch { chunks, is_last } = match next {
            Ok(batch) => batch,
            Err(error) => return discard(draft, error.into()).await,
        };
        let mut writing = tokio::task::spawn_blocking(move || write_batch(draft, &chunks));
        if is_last {
            draft = writing.await.map_err(interrupted)??;
            break;
        }
        let mut gathering = pin!(gather(&mut data));
        (draft, next) = tokio::select! {
            // A failed write must not wait for a slow sender.
            written = &mut writing => (written.map_err(interrupted)??, gathering.await),
            batch = &mut gathering => (writing.await.map_err(interrupted)??, batch),
        };
    }
    // Should this future be dropped meanwhile, nobody takes the draft out of the task, and with the task it is removed.
    let draft = blocking(move || match draft.publish(file_mode) {
        Ok(()) => Ok(draft),
        Err(error) => remove(draft, error),
    })
    .await?;
    let (url, size_bytes) = draft.keep();
    Ok(Stored { url, size_bytes, metadata: Map::new() })
}

async fn gather(data: &mut DataStream) -> Result<Batch, StreamError> {
    let (mut chunks, mut gathered) = (Vec::new(), 0);
    while gathered < BATCH_BYTES && chunks.len() < BATCH_CHUNKS {
        let Some(chunk) = data.next().await.transpose()? else {
            return Ok(Batch { chunks, is_last: true });
        };
        gathered += chunk.len();
        chunks.push(chunk);
    }
    Ok(Batch { chunks, is_last: false })
}

fn write_batch(mut draft: Draft, chunks: &[Bytes]) -> Result<Draft, StoreError> {
    match draft.write(chunks) {
        Ok(()) => Ok(draft),
        Err(error) => remove(draft, error),
    }
}

async fn discard<T: Send + 'static>(draft: Draft, error: StoreError) -> Result<T, StoreError> {
    blocking(move || remove(draft, error)).await
}

fn remove<T>(draft: Draft, error: StoreError) -> Result<T, StoreError> {
    draft.remove();
    Err(error)
}
