//! Responses, piece by piece, and how long to wait for them.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use super::Transport;
use crate::error::{Error, Result};

/// A response, of which the head is there.
#[derive(Debug)]
pub(crate) struct Response<'a> {
    transport: &'a Transport,
    head: reqwest::Response,
    url: String,
}

impl<'a> Response<'a> {
    /// Takes a response to a request for `url`.
    pub(super) fn new(transport: &'a Transport, head: reqwest::Response, url: String) -> Self {
        Self { transport, head, url }
    }

    /// What was asked for.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The status.
    pub(crate) fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// A header, if it is there and text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// The next bytes of the body, if there are more.
    ///
    /// # Errors
    /// [`Error::Unreachable`] when the server goes or stays silent for too long.
    pub(crate) fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.transport.wait(in_time(self.transport.timeout(), &self.url, self.head.chunk()))
    }

    /// The whole body.
    ///
    /// # Errors
    /// Those of [`Response::chunk`].
    pub(crate) fn text(mut self) -> Result<String> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk()? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Waits for `event` no longer than `timeout`.
///
/// # Errors
/// [`Error::Unreachable`] when it does not come.
pub(super) async fn in_time<T>(
    timeout: Duration,
    url: &str,
    event: impl Future<Output = reqwest::Result<T>>,
) -> Result<T> {
    let late = |_| {
        let reason = format!("no answer for {} seconds", timeout.as_secs());
        Error::Unreachable { url: url.to_owned(), reason }
    };
    tokio::time::timeout(timeout, event).await.map_err(late)?.map_err(|error| Error::request(url, &error))
}
