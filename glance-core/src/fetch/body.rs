//! Data on its way in: bounded in bytes, and in how long it is waited for.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use futures::stream;
use reqwest::Response;
use tokio::time::{Instant, timeout};

use super::{FetchError, FetchLimits};

/// Passes on the body of `response`, `max_bytes` of it at most.
///
/// Only the time that the sender lets us wait counts: a receiver may take as long as it likes.
pub(super) fn bounded(
    response: Response,
    limits: &FetchLimits,
    max_bytes: u64,
) -> impl Stream<Item = Result<Bytes, FetchError>> + Send + use<> {
    let pace = Pace::new(limits);
    stream::unfold(Some((response, pace, max_bytes)), move |state| async move {
        let (mut response, mut pace, left) = state?;
        match pace.next(&mut response).await {
            Ok(None) => None,
            Ok(Some(chunk)) => Some(match left.checked_sub(chunk.len() as u64) {
                Some(left) => (Ok(chunk), Some((response, pace, left))),
                None => (Err(FetchError::TooLong { limit: max_bytes }), None),
            }),
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// How fast a sender is.
struct Pace {
    window: Duration,
    least_bytes: u64,
    /// How long the sender may be waited for in all.
    left: Duration,
    /// Of this window.
    waited: Duration,
    bytes: u64,
}

impl Pace {
    fn new(limits: &FetchLimits) -> Self {
        let FetchLimits { window, least_bytes, longest, .. } = *limits;
        Self { window, least_bytes, left: longest, waited: Duration::ZERO, bytes: 0 }
    }

    async fn next(&mut self, response: &mut Response) -> Result<Option<Bytes>, FetchError> {
        let mut next = pin!(response.chunk());
        loop {
            let begun = Instant::now();
            let patience = self.window.saturating_sub(self.waited).min(self.left);
            let chunk = timeout(patience, &mut next).await;
            self.wait(begun.elapsed());
            match chunk {
                Ok(Ok(chunk)) => {
                    self.bytes += chunk.as_ref().map_or(0, Bytes::len) as u64;
                    return Ok(chunk);
                }
                Ok(Err(_)) => return Err(FetchError::BrokenOff),
                Err(_) if self.is_too_slow() => return Err(FetchError::TooSlow),
                Err(_) => {}
            }
        }
    }

    fn wait(&mut self, time: Duration) {
        self.waited += time;
        self.left = self.left.saturating_sub(time);
    }

    /// Looks back when a window is over, and begins the next.
    fn is_too_slow(&mut self) -> bool {
        if self.left.is_zero() {
            return true;
        }
        if self.waited < self.window {
            return false;
        }
        let is_too_slow = self.bytes < self.least_bytes;
        (self.waited, self.bytes) = (Duration::ZERO, 0);
        is_too_slow
    }
}
