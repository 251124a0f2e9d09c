//! Image data on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use glance_core::store::{DataStream, StreamError};
use http_body::{Body, Frame, SizeHint};

/// A body of exactly as many bytes as were announced.
///
/// If the store breaks off, or brings fewer or more bytes than it said, the body fails and the connection with it: a client
/// must never take a part for the whole.
pub(super) struct OutgoingData {
    data: DataStream,
    left_bytes: u64,
    /// Whether there is nothing more to ask the store for.
    ended: bool,
}

impl OutgoingData {
    pub(super) fn new(data: DataStream, size_bytes: u64) -> Self {
        Self { data, left_bytes: size_bytes, ended: false }
    }

    fn fail(&mut self, error: StreamError) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        tracing::error!(%error, left_bytes = self.left_bytes, "a download was cut off");
        self.ended = true;
        Poll::Ready(Some(Err(error)))
    }
}

impl Body for OutgoingData {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        match std::task::ready!(self.data.as_mut().poll_next(cx)) {
            Some(Ok(chunk)) => match self.left_bytes.checked_sub(chunk.len() as u64) {
                Some(left_bytes) => {
                    self.left_bytes = left_bytes;
                    Poll::Ready(Some(Ok(Frame::data(chunk))))
                }
                None => self.fail(StreamError::Aborted("the store has more data than the image".to_owned())),
            },
            None if self.left_bytes > 0 => {
                self.fail(StreamError::Aborted("the store has less data than the image".to_owned()))
            }
            None => {
                self.ended = true;
                Poll::Ready(None)
            }
            Some(Err(error)) => self.fail(error),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left_bytes == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left_bytes)
    }
}
