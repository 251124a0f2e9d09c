//! A stream that is hashed as it passes.

use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::sync::oneshot;

use super::{DataStream, StreamError};
use crate::digest::{Algorithm, Hasher, Sums};

/// The digests of a stream from [`hashing`], to be had when that has been read to its end.
#[derive(Debug)]
pub struct Digests {
    hasher: oneshot::Receiver<Hasher>,
}

/// What is on its way from a stream's sender to its receiver.
struct Passage {
    data: DataStream,
    hasher: Hasher,
    end: oneshot::Sender<Hasher>,
}

/// Passes `data` on chunk by chunk as it comes, and works out its digests meanwhile.
///
/// When the digests fall behind, the stream waits for them. See [`Hasher`] for what that costs in memory.
pub fn hashing(data: DataStream, algorithms: &[Algorithm]) -> (DataStream, Digests) {
    let (end, hasher) = oneshot::channel();
    let passage = Passage { data, hasher: Hasher::new(algorithms), end };
    (Box::pin(stream::unfold(Some(passage), pass)), Digests { hasher })
}

async fn pass(passage: Option<Passage>) -> Option<(Result<Bytes, StreamError>, Option<Passage>)> {
    let mut passage = passage?;
    match passage.data.next().await {
        Some(Ok(chunk)) => {
            passage.hasher.update(chunk.clone()).await;
            Some((Ok(chunk), Some(passage)))
        }
        Some(Err(error)) => Some((Err(error), None)),
        None => {
            // Nobody may be left who wants the digests.
            _ = passage.end.send(passage.hasher);
            None
        }
    }
}

impl Digests {
    /// Waits for the digests of everything that passed.
    ///
    /// # Errors
    /// [`StreamError::Aborted`] when the stream broke off or was not read to its end, or when a digest was lost.
    pub async fn finish(self) -> Result<Sums, StreamError> {
        let unread = |_| StreamError::Aborted("its digests were asked for before its end".to_owned());
        let hasher = self.hasher.await.map_err(unread)?;
        hasher.finish().await.map_err(|lost| StreamError::Aborted(lost.to_string()))
    }
}
