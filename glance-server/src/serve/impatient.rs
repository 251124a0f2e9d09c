//! Closing a connection whose client takes nothing of what it is sent.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A socket that fails when there was something to write for so long and not a byte of it could be.
#[derive(Debug)]
pub(super) struct Impatient<T> {
    socket: T,
    /// How long; without end if `None`.
    patience: Option<Duration>,
    /// Since when it has been waited.
    since: Option<Instant>,
    /// Runs on when something was written, and is put off only when it is over: that is not often.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Impatient<T> {
    pub(super) fn new(socket: T, patience: Option<Duration>) -> Self {
        Self { socket, patience, since: None, timer: None }
    }

    /// Minds what came of writing something.
    fn mind<R>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.since = None;
            return written;
        }
        let Some(patience) = self.patience else { return Poll::Pending };
        let now = Instant::now();
        let Some(end) = self.since.get_or_insert(now).checked_add(patience) else { return Poll::Pending };
        if now >= end {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing")));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
        while timer.as_mut().poll(cx).is_ready() {
            timer.as_mut().reset(end);
        }
        Poll::Pending
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Impatient<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, data);
        self.mind(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.mind(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Impatient<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use futures::poll;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::{sleep, timeout};

    use super::*;

    const SOON: Duration = Duration::from_millis(50);
    const LATE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (socket, _client) = duplex(4);
        let mut socket = Impatient::new(socket, Some(SOON));

        let written = timeout(LATE, socket.write_all(b"12345678")).await.unwrap();

        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_takes_little_is_not() {
        let (socket, mut client) = duplex(4);
        let mut socket = Impatient::new(socket, Some(SOON));
        for _ in 0..3 {
            socket.write_all(b"1234").await.unwrap();
            assert!(poll!(Box::pin(socket.write(b"5"))).is_pending());
            sleep(SOON).await;
            client.read_exact(&mut [0; 4]).await.unwrap();
        }
    }
}
