//! A stream that is not waited for without end.

use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::time::timeout;

use super::{DataStream, StreamError};

/// Passes `data` on, and fails with [`StreamError::Stalled`] when it has been waited for longer than `idle` at a time.
///
/// Only waiting counts: a receiver may take as long as it likes between chunks.
pub fn patient(data: DataStream, idle: Duration) -> DataStream {
    Box::pin(stream::unfold(Some(data), move |data| async move {
        let mut data = data?;
        match timeout(idle, data.next()).await {
            Ok(chunk) => chunk.map(|chunk| (chunk, Some(data))),
            Err(_) => Some((Err(StreamError::Stalled), None)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[tokio::test]
    async fn a_silent_sender_ends_the_stream() {
        let data = stream::iter([Ok(Bytes::from_static(b"a"))]).chain(stream::pending());

        let mut data = patient(Box::pin(data), Duration::from_millis(20));

        assert_eq!(data.next().await.unwrap().unwrap(), "a");
        assert!(matches!(data.next().await, Some(Err(StreamError::Stalled))));
        assert!(data.next().await.is_none());
    }
}
