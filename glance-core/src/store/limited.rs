//! A stream of at most so many bytes.

use futures::{StreamExt, future};

use super::{DataStream, StreamError};

/// Passes `data` on until it has brought more than `max_bytes`, and then fails with [`StreamError::TooLong`] instead of
/// passing on the chunk that was too much.
pub fn limited(data: DataStream, max_bytes: u64) -> DataStream {
    let mut left = Some(max_bytes);
    Box::pin(data.scan((), move |(), chunk| {
        let Some(bytes) = left else { return future::ready(None) };
        future::ready(Some(chunk.and_then(|chunk| {
            left = bytes.checked_sub(chunk.len() as u64);
            left.map(|_| chunk).ok_or(StreamError::TooLong { limit: max_bytes })
        })))
    }))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::{TryStreamExt, stream};

    use super::*;

    fn chunks(chunks: &'static [&'static [u8]]) -> DataStream {
        Box::pin(stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk)))))
    }

    #[tokio::test]
    async fn data_of_just_the_limit_passes() {
        let passed: Vec<Bytes> = limited(chunks(&[b"ab", b"", b"c"]), 3).try_collect().await.unwrap();

        assert_eq!(passed.concat(), b"abc");
    }

    #[tokio::test]
    async fn the_chunk_that_is_too_much_is_not_passed_on_and_ends_the_stream() {
        let mut data = limited(chunks(&[b"ab", b"cd", b"e"]), 3);

        assert_eq!(data.next().await.unwrap().unwrap(), "ab");
        assert!(matches!(data.next().await, Some(Err(StreamError::TooLong { limit: 3 }))));
        assert!(data.next().await.is_none());
    }
}
