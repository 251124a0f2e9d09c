//! Talks to the service: paths, tokens and answers.

mod pages;
mod response;
mod trace;
mod transport;

use std::cell::RefCell;
use std::pin::Pin;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Sleep;

use crate::auth::{Access, Identity, Secret, Settings};
use crate::error::{Error, Result, complain};
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
    identity: Identity,
    endpoint: String,
    /// The token, which may be replaced on the way.
    token: RefCell<Option<HeaderValue>>,
}

impl Client {
    /// Finds the service and, where there is a Keystone, asks it for a token.
    ///
    /// # Errors
    /// Those of the settings, of Keystone, and [`Error::Message`] for unusable certificates and tokens.
    pub(crate) fn connect(settings: Settings, debug: bool) -> Result<Self> {
        if let Some(warning) = &settings.warning {
            complain(warning);
        }
        if settings.tls.insecure {
            complain(
                "WARNING: certificates are not verified; whoever answers may read and change everything, tokens too",
            );
        }
        let transport = Transport::new(&settings.tls, settings.timeout, debug)?;
        let identity = Identity::new(settings)?;
        let Access { endpoint, token } = identity.access(&transport)?;
        let token = RefCell::new(token.as_ref().map(header).transpose()?);
        Ok(Self { transport, identity, endpoint: without_version(&endpoint).to_owned(), token })
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
        self.transport.request(method, &format!("{}{path_and_query}", self.endpoint))
    }

    /// Sends a request, and returns the response if it is a good one.
    ///
    /// # Errors
    /// [`Error::Http`] and [`Error::Unauthorized`] when it is not, [`Error::Unreachable`] when there is none.
    pub(crate) fn send(&self, request: RequestBuilder) -> Result<Response<'_>> {
        let request = Transport::built(request)?;
        let again = request.try_clone();
        match self.transport.send(self.signed(request)) {
            // The token may have come to its end on the way.
            Err(Error::Unauthorized) if self.identity.is_renewable() => {
                let again = again.ok_or(Error::Unauthorized)?;
                let renewed = self.identity.access(&self.transport)?.token;
                self.token.replace(renewed.as_ref().map(header).transpose()?);
                self.transport.send(self.signed(again))
            }
            other => other,
        }
    }

    /// Sends a request with image data in it, however long that takes.
    ///
    /// # Errors
    /// Those of [`Client::send`].
    pub(crate) fn send_data(&self, request: RequestBuilder) -> Result<Response<'_>> {
        self.transport.send_data(self.signed(Transport::built(request)?))
    }

    fn signed(&self, mut request: Request) -> Request {
        if let Some(token) = self.token.borrow().as_ref() {
            request.headers_mut().insert(HeaderName::from_static("x-auth-token"), token.clone());
        }
        request
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

/// A token as a header, which no log shows.
fn header(token: &Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(token.reveal())
        .map_err(|_| Error::message("The token holds characters that a header can't"))?;
    value.set_sensitive(true);
    Ok(value)
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
