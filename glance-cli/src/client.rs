//! Talks to the service: paths, tokens and answers.

mod pages;
mod response;
mod trace;
mod transport;

use std::pin::Pin;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Sleep;

use crate::auth::{Access, Settings, access};
use crate::error::{Error, Result};
use crate::json::{Json, Object};

pub(crate) use response::Response;
pub(crate) use transport::Transport;

/// The JSON patches that Glance calls version 2.1.
const PATCH: &str = "application/openstack-images-v2.1-json-patch";

/// What need not be encoded in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A connection to the service in somebody's name.
#[derive(Debug)]
pub(crate) struct Client {
    transport: Transport,
    endpoint: String,
    token: Option<HeaderValue>,
}

impl Client {
    /// Finds the service and, where there is a Keystone, asks it for a token.
    ///
    /// # Errors
    /// Those of the settings, of Keystone, and [`Error::Message`] for unusable certificates and tokens.
    pub(crate) fn connect(settings: &Settings, debug: bool) -> Result<Self> {
        let transport = Transport::new(&settings.tls, settings.timeout, debug)?;
        let Access { endpoint, token } = access(settings, &transport)?;
        let token = token.map(|token| {
            let mut value = HeaderValue::from_str(token.reveal())
                .map_err(|_| Error::message("The token holds characters that a header can't"))?;
            value.set_sensitive(true);
            Ok(value)
        });
        Ok(Self { transport, endpoint: without_version(&endpoint).to_owned(), token: token.transpose()? })
    }

    /// Begins a request for the path made of `segments`, below `/v2`.
    ///
    /// # Errors
    /// [`Error::Message`] when a segment is one that would lead to another path.
    pub(crate) fn request(&self, method: Method, segments: &[&str]) -> Result<RequestBuilder> {
        let mut path = String::from("/v2");
        for segment in segments {
            if matches!(*segment, "" | "." | "..") {
                return Err(Error::message(format!("'{segment}' is not a name that anything can have")));
            }
            path.push('/');
            path.extend(utf8_percent_encode(segment, SEGMENT));
        }
        Ok(self.request_path(method, &path))
    }

    /// Whether the service says that it has this version of the API, which it writes `v2.12`.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn has_version(&self, version: &str) -> Result<bool> {
        let document: Object = self.fetch(self.request_path(Method::GET, "/versions"))?;
        let is_this = |each: &Json| {
            let each = each.as_object();
            each.is_some_and(|each| {
                each["id"].as_str() == Some(version) && each["status"].as_str() != Some("DEPRECATED")
            })
        };
        Ok(document["versions"].as_list().is_some_and(|versions| versions.iter().any(is_this)))
    }

    fn request_path(&self, method: Method, path_and_query: &str) -> RequestBuilder {
        let request = self.transport.request(method, &format!("{}{path_and_query}", self.endpoint));
        match &self.token {
            Some(token) => request.header(HeaderName::from_static("x-auth-token"), token.clone()),
            None => request,
        }
    }

    /// Sends a request, and returns the response if it is a good one.
    ///
    /// # Errors
    /// [`Error::Http`] and [`Error::Unauthorized`] when it is not, [`Error::Unreachable`] when there is none.
    pub(crate) fn send(&self, request: RequestBuilder) -> Result<Response<'_>> {
        self.transport.send(request)
    }

    /// Sends a request with image data in it, however long that takes.
    ///
    /// # Errors
    /// Those of [`Client::send`].
    pub(crate) fn send_data(&self, request: RequestBuilder) -> Result<Response<'_>> {
        self.transport.send_data(request)
    }

    /// Sends a request and reads the document that comes back.
    ///
    /// # Errors
    /// Those of [`Client::send`], and [`Error::Message`] when the answer is something else.
    pub(crate) fn fetch<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        self.transport.json(self.send(request)?)
    }

    /// A moment from now on, for bodies to wait for while they are sent.
    pub(crate) fn after(&self, duration: Duration) -> Pin<Box<Sleep>> {
        self.transport.after(duration)
    }

    /// Reads the document at the path made of `segments`.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn get(&self, segments: &[&str]) -> Result<Object> {
        self.fetch(self.request(Method::GET, segments)?)
    }

    /// Reads one image.
    ///
    /// # Errors
    /// Those of [`Client::fetch`].
    pub(crate) fn image(&self, id: &str) -> Result<Object> {
        self.get(&["images", id])
    }

    /// Changes one image.
    ///
    /// # Errors
    /// Those of [`Client::send`].
    pub(crate) fn patch_image(&self, id: &str, patch: &[Value]) -> Result<()> {
        let body = Value::from(patch).to_string();
        let request = self.request(Method::PATCH, &["images", id])?.header(CONTENT_TYPE, PATCH).body(body);
        self.send(request).map(drop)
    }

    /// Makes sure that `store` is one that the service says it has. Old services don't say.
    ///
    /// # Errors
    /// [`Error::Message`] when it is not, and those of [`Client::fetch`].
    pub(crate) fn check_store(&self, store: &str) -> Result<()> {
        let found = match self.get(&["info", "stores"]) {
            Err(Error::Http { status: 404, .. }) => return Ok(()),
            other => other?,
        };
        let is_this = |each: &Json| each.as_object().is_some_and(|each| each["id"].as_str() == Some(store));
        if found["stores"].as_list().is_some_and(|stores| stores.iter().any(is_this)) {
            return Ok(());
        }
        Err(Error::message(format!(
            "Store '{store}' is not valid for this cloud. Valid values can be retrieved with stores-info command."
        )))
    }
}

/// An endpoint may or may not name the version; paths always do.
fn without_version(endpoint: &str) -> &str {
    let endpoint = endpoint.trim_end_matches('/');
    match endpoint.rsplit_once('/') {
        Some((base, last)) if is_version(last) && !base.ends_with(":/") => base.trim_end_matches('/'),
        _ => endpoint,
    }
}

/// `v2`, `v2.0`, `v2.17`
fn is_version(segment: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    segment.strip_prefix('v').is_some_and(|version| version.split('.').all(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_loses_its_version_and_nothing_else() {
        assert_eq!(without_version("http://h:9292/v2/"), "http://h:9292");
        assert_eq!(without_version("http://h/image/v2.17"), "http://h/image");
        assert_eq!(without_version("http://h/vault/"), "http://h/vault");
        assert_eq!(without_version("http://v2"), "http://v2");
    }
}
