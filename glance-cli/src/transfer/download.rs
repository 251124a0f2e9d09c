//! Fetches image data and verifies it.

use std::io::{self, IsTerminal};
use std::path::Path;

use reqwest::{Method, StatusCode};

use super::digest::Expected;
use super::progress::Progress;
use super::target::Target;
use crate::client::{Client, Response};
use crate::error::{Error, Result};
use crate::json::Object;

/// What to download, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Download<'a> {
    /// The image.
    pub(crate) id: &'a str,
    /// Where to; without it, to standard output.
    pub(crate) file: Option<&'a Path>,
    /// Whether to verify MD5 where the image's own algorithm is unknown.
    pub(crate) allow_md5: bool,
    /// Stores to try first, with commas between them.
    pub(crate) prefer: Option<&'a str>,
    /// Whether to draw a bar.
    pub(crate) progress: bool,
}

/// Downloads an image's data. A file appears under its name when its data is verified, or not at all.
///
/// # Errors
/// [`Error::Message`] when there is no data, it is corrupt or can't be written; and those of [`Client::send`].
pub(crate) fn download(client: &Client, order: Download<'_>) -> Result<()> {
    if order.file.is_none() && io::stdout().is_terminal() {
        return Err(Error::message(
            "Image data is not for a terminal: name a file with --file, or redirect standard output.",
        ));
    }
    let (image, response) = request(client, order).map_err(|error| match error {
        refusal @ (Error::Http { .. } | Error::Unreachable { .. }) => {
            Error::message(format!("Unable to download image '{}'. ({refusal})", order.id))
        }
        other => other,
    })?;
    if response.status() == StatusCode::NO_CONTENT {
        return Err(Error::message(format!("Image {} has no data.", order.id)));
    }
    let expected = Expected::of(&image, response.header("content-md5"), order.allow_md5)?;
    let size = image["size"].as_u64();
    let mut target = Target::open(order.file)?;
    copy(response, &mut target, expected, size, &Progress::new(size, order.progress))?;
    target.finish()
}

fn request<'a>(client: &'a Client, order: Download<'_>) -> Result<(Object, Response<'a>)> {
    let image = client.image(order.id)?;
    let mut request = client.request(Method::GET, &["images", order.id, "file"])?;
    if let Some(stores) = order.prefer {
        request = request.query(&[("prefer", stores)]);
    }
    Ok((image, client.send(request)?))
}

fn copy(
    mut response: Response<'_>,
    target: &mut Target,
    mut expected: Option<Expected>,
    size: Option<u64>,
    progress: &Progress,
) -> Result<()> {
    let mut received: u64 = 0;
    while let Some(chunk) = response.chunk().map_err(broken_off)? {
        received += chunk.len() as u64;
        progress.add(chunk.len());
        if let Some(expected) = &mut expected {
            expected.update(&chunk);
        }
        target.write(&chunk)?;
    }
    match (expected, size) {
        (Some(expected), _) => expected.verify(),
        (None, Some(size)) if size != received => {
            Err(Error::message(format!("Corrupt image download. Size was {received} expected {size}")))
        }
        (None, _) => Ok(()),
    }
}

fn broken_off(error: Error) -> Error {
    match error {
        Error::Unreachable { reason, .. } => Error::message(format!("The download broke off: {reason}")),
        other => other,
    }
}
