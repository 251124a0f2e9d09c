//! Lists that come in pages.

use reqwest::Method;
use serde::Deserialize;

use super::{Client, ImageMap};
use crate::error::{Error, Result};

/// As much of a page of images as this program needs. An image is a map, for its properties can have any name.
#[derive(Deserialize)]
struct Page {
    images: Vec<ImageMap>,
    next: Option<String>,
}

impl Client {
    /// Reads images page by page, until there are no more or `limit` of them.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn images(&self, query: &[(&str, String)], limit: Option<usize>) -> Result<Vec<ImageMap>> {
        let mut request = self.request(Method::GET, &["images"])?.query(query);
        let mut images = Vec::new();
        loop {
            let page: Page = self.fetch(request)?;
            let is_last = page.images.is_empty();
            images.extend(page.images);
            if let Some(limit) = limit.filter(|limit| *limit <= images.len()) {
                images.truncate(limit);
                return Ok(images);
            }
            match page.next.filter(|_| !is_last) {
                Some(next) => request = self.request_path(Method::GET, path(&next)?),
                None => return Ok(images),
            }
        }
    }
}

/// The part of a link that is the service's own. Never its host: the token goes there.
fn path(link: &str) -> Result<&str> {
    let start = link.find("/v2/").ok_or_else(|| Error::message(format!("'{link}' is not a page of this service")))?;
    Ok(&link[start..])
}
