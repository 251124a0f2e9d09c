//! `cache-clean`

use reqwest::Method;

use super::{TIDYING_VERSION, refused, unsupported};
use crate::client::Client;
use crate::error::Result;

/// Removes what is invalid or stuck from the cache of a server.
///
/// # Errors
/// [`crate::error::Error::Message`] when the service refuses, and those of [`Client::send`].
pub(crate) fn run(client: &Client) -> Result<()> {
    let sent = client.send(client.request(Method::POST, &["cache", "clean"])?);
    sent.map(drop).map_err(|error| unsupported(client, TIDYING_VERSION, error)).map_err(|error| {
        refused(error, "You are not permitted to clean the image cache.", "Unable to clean the image cache.")
    })
}
