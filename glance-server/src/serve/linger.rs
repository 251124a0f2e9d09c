//! Closing a connection without losing the last answer.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How much of an unwanted upload is read and thrown away, so that its sender gets to the answer.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How long that may take.
const MAX_TIME: Duration = Duration::from_secs(5);

/// A socket that is read on for a while after it was shut down for writing.
///
/// A system that closes a socket with unread data in it resets the connection, and the reset overtakes the answer: a client
/// that is still sending never learns that its upload was refused, and why.
#[derive(Debug)]
pub(super) struct Lingering<T> {
    socket: T,
    /// Whether a request was answered before its body was read.
    unread: Arc<AtomicBool>,
    closing: Option<Closing>,
}

#[derive(Debug)]
struct Closing {
    deadline: Pin<Box<Sleep>>,
    left_bytes: usize,
}

impl<T> Lingering<T> {
    pub(super) fn new(socket: T, unread: Arc<AtomicBool>) -> Self {
        Self { socket, unread, closing: None }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Lingering<T> {
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.closing.is_none() {
            ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        }
        let closing =
            this.closing.get_or_insert_with(|| Closing { deadline: Box::pin(sleep(MAX_TIME)), left_bytes: MAX_BYTES });
        let mut scratch = [0; 16 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut this.socket).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if (1..closing.left_bytes).contains(&buffer.filled().len()) => {
                    closing.left_bytes -= buffer.filled().len();
                }
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending if !this.unread.load(Ordering::Relaxed) => return Poll::Ready(Ok(())),
                Poll::Pending => return closing.deadline.as_mut().poll(cx).map(Ok),
            }
        }
    }

    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, data)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Lingering<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}
