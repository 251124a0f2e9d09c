//! Several digests of one stream.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::Algorithm;
use super::lane::{Chunk, Lane};

/// How many bytes of one stream may wait to be hashed. Enough for one digest to be some milliseconds ahead of another.
const BUDGET_BYTES: u32 = 4 * 1024 * 1024;
/// What the smallest chunk counts, so that a sender of single bytes cannot fill the memory with their bookkeeping.
const LEAST_BYTES: u32 = 4 * 1024;

/// Works out several digests of one stream of bytes in one pass.
///
/// At most 4 MiB of the stream wait in memory, or one chunk if that is larger. A hasher that is dropped does no more work.
#[derive(Debug)]
pub struct Hasher {
    lanes: Vec<Arc<Lane>>,
    budget: Arc<Semaphore>,
    size_bytes: u64,
}

/// The digests of a stream that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// How many bytes the stream had.
    pub size_bytes: u64,
    values: Vec<(Algorithm, String)>,
}

/// A digest whose thread died; for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {0} digest was lost")]
pub struct Lost(pub Algorithm);

impl Hasher {
    /// Starts one digest per algorithm; an algorithm that is named twice is worked out once.
    pub fn new(algorithms: &[Algorithm]) -> Self {
        let mut lanes: Vec<Arc<Lane>> = Vec::with_capacity(algorithms.len());
        for &algorithm in algorithms {
            if lanes.iter().all(|lane| lane.algorithm() != algorithm) {
                lanes.push(Arc::new(Lane::new(algorithm)));
            }
        }
        Self { lanes, budget: Arc::new(Semaphore::new(BUDGET_BYTES as usize)), size_bytes: 0 }
    }

    /// Takes the next bytes of the stream, and waits while too many of those before are not hashed yet.
    pub async fn update(&mut self, bytes: Bytes) {
        self.size_bytes += bytes.len() as u64;
        let cost = u32::try_from(bytes.len()).unwrap_or(u32::MAX).clamp(LEAST_BYTES, BUDGET_BYTES);
        let permit = Arc::clone(&self.budget).acquire_many_owned(cost).await.ok();
        let chunk = Arc::new(Chunk::new(bytes, permit));
        for lane in &self.lanes {
            lane.push(Arc::clone(&chunk));
        }
    }

    /// Ends the stream and waits for its digests.
    ///
    /// # Errors
    /// [`Lost`] when a digest could not be worked out, which takes a fault in its implementation.
    pub async fn finish(self) -> Result<Sums, Lost> {
        let ends: Vec<_> = self.lanes.iter().map(|lane| (lane.algorithm(), lane.end())).collect();
        let mut values = Vec::with_capacity(ends.len());
        for (algorithm, end) in ends {
            values.push((algorithm, end.await.map_err(|_| Lost(algorithm))?));
        }
        Ok(Sums { size_bytes: self.size_bytes, values })
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        for lane in &self.lanes {
            lane.abandon();
        }
    }
}

impl Sums {
    /// Returns one of the digests, in hexadecimal digits of lower case.
    pub fn get(&self, algorithm: Algorithm) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == algorithm).map(|(_, value)| value.as_str())
    }
}
