//! Lists that come in pages.

use reqwest::Method;

use super::Client;
use crate::error::{Error, Result};
use crate::json::{Json, Object};

impl Client {
    /// Reads things of a kind (`images`, `tasks`) page by page, and gives each to `take`, until there are no more or
    /// `limit` of them.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn list(
        &self,
        kind: &str,
        query: &[(&str, String)],
        limit: Option<usize>,
        take: impl FnMut(Object),
    ) -> Result<()> {
        self.list_at(&[kind], query, limit, take)
    }

    /// Lists as [`Client::list`] does what is at the path made of `segments`, of which the last is the kind.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn list_at(
        &self,
        segments: &[&str],
        query: &[(&str, String)],
        limit: Option<usize>,
        mut take: impl FnMut(Object),
    ) -> Result<()> {
        let kind = segments.last().copied().unwrap_or_default();
        let mut left = limit.unwrap_or(usize::MAX);
        let mut request = self.request(Method::GET, segments)?.query(query);
        loop {
            let mut page: Object = self.fetch(request)?;
            let Json::List(things) = page.take(kind) else {
                return Err(Error::message(format!("The service did not return a list of {kind}")));
            };
            let is_last = things.is_empty();
            for thing in things {
                if left == 0 {
                    return Ok(());
                }
                if let Json::Object(thing) = thing {
                    take(thing);
                    left -= 1;
                }
            }
            match page["next"].as_str() {
                Some(next) if !is_last && left > 0 => request = self.request_path(Method::GET, path(next)?),
                _ => return Ok(()),
            }
        }
    }
}

/// The part of a link that is the service's own. Never its host: the token goes there.
fn path(link: &str) -> Result<&str> {
    let start = link.find("/v2/").ok_or_else(|| Error::message(format!("'{link}' is not a page of this service")))?;
    Ok(&link[start..])
}
