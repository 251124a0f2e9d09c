//! Sends image data.

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Body;
use reqwest::header::CONTENT_TYPE;

use super::Source;
use super::progress::Watched;
use crate::client::Client;
use crate::error::Result;

/// Uploads data for an image, to `store` if one is named. Memory does not depend on the size of the data.
///
/// # Errors
/// Those of [`Client::send`].
pub(crate) fn upload(client: &Client, id: &str, source: Source, store: Option<&str>, progress: bool) -> Result<()> {
    let (exact, expected) = (source.exact_size(), source.expected_size());
    // The response comes when all is sent, so a limit to waiting for it would be one to the data's size.
    let mut request = client
        .request(Method::PUT, &["images", id, "file"])?
        .header(CONTENT_TYPE, "application/octet-stream")
        .timeout(Duration::MAX);
    if let Some(size) = expected {
        request = request.header("x-openstack-image-size", size);
    }
    if let Some(store) = store {
        request = request.header("x-image-meta-store", store);
    }
    let reader = Watched::new(source.file, expected, progress);
    let body = match exact {
        Some(size) => Body::sized(reader, size),
        None => Body::new(reader),
    };
    client.send(request.body(body)).map(drop)
}
