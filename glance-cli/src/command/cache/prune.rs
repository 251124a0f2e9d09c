//! `cache-prune`

use reqwest::Method;

use super::{TIDYING_VERSION, refused, unsupported};
use crate::client::Client;
use crate::error::Result;
use crate::json::Object;
use crate::output;

/// Makes the cache of a server as small as it is to be.
///
/// # Errors
/// [`crate::error::Error::Message`] when the service refuses, and those of [`Client::fetch`].
pub(crate) fn run(client: &Client) -> Result<()> {
    let fetched: Result<Object> = client.fetch(client.request(Method::POST, &["cache", "prune"])?);
    let pruned = fetched.map_err(|error| unsupported(client, TIDYING_VERSION, error)).map_err(|error| {
        refused(error, "You are not permitted to prune the image cache.", "Unable to prune the image cache.")
    })?;
    let count = |name: &str| pruned[name].as_u64().unwrap_or_default();
    output::write(&format!(
        "Pruned {} file(s), {} byte(s).\n",
        count("total_files_pruned"),
        count("total_bytes_pruned")
    ))
}
