//! Sends image data.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Body, Method};
use tokio::time::Sleep;

use super::Source;
use super::progress::Progress;
use crate::client::Client;
use crate::error::Result;

/// Bytes to hold at a time.
const CHUNK: usize = 128 * 1024;

/// From so many bytes on, a server gets the chance to refuse before any of them is sent.
///
/// One that refuses while data is under way resets the connection, and that can cost us the reason that it gave.
const LARGE: u64 = 1024 * 1024;
const TIME_TO_REFUSE: Duration = Duration::from_millis(250);

/// Where uploaded data goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// To this store, or to the one that the service chooses.
    Store(Option<&'a str>),
    /// To where an import finds it.
    Staging,
}

/// Uploads data for an image. Memory does not depend on the size of the data.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn upload(client: &Client, id: &str, source: Source, place: Place<'_>, progress: bool) -> Result<()> {
    let path = match place {
        Place::Store(_) => "file",
        Place::Staging => "stage",
    };
    let mut request =
        client.request(Method::PUT, &["images", id, path])?.header(CONTENT_TYPE, "application/octet-stream");
    if let Some(size) = source.expected_size() {
        request = request.header("x-openstack-image-size", size);
    }
    if let Place::Store(Some(store)) = place {
        request = request.header("x-image-meta-store", store);
    }
    let is_large = source.expected_size().is_none_or(|size| size >= LARGE);
    let data = Data {
        wait: is_large.then(|| client.after(TIME_TO_REFUSE)),
        left: source.exact_size(),
        progress: Progress::new(source.expected_size(), progress),
        file: source.file,
    };
    client.send_data(request.body(Body::wrap(data))).map(drop)
}

/// The data as a body. It reads in the thread that sends, for there is nothing else to do meanwhile.
#[derive(Debug)]
struct Data {
    file: File,
    /// What to wait for before the first byte.
    wait: Option<Pin<Box<Sleep>>>,
    /// Bytes to come, if that is certain: then the request says so, and no more are sent.
    left: Option<u64>,
    progress: Progress,
}

impl Data {
    fn next(&mut self) -> io::Result<Option<Bytes>> {
        let wanted = self.left.map_or(CHUNK, |left| usize::try_from(left).unwrap_or(CHUNK).min(CHUNK));
        let mut chunk = vec![0; wanted];
        let count = loop {
            match self.file.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if count == 0 {
            return match self.left {
                Some(left) if left > 0 => Err(io::Error::other(format!("the file ended {left} bytes too early"))),
                _ => Ok(None),
            };
        }
        chunk.truncate(count);
        self.left = self.left.map(|left| left - count as u64);
        self.progress.add(count);
        Ok(Some(Bytes::from(chunk)))
    }
}

impl http_body::Body for Data {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(context));
            self.wait = None;
        }
        Poll::Ready(self.next().transpose().map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
