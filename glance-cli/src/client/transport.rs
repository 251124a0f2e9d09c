//! Sends requests and sorts responses into good ones and errors.

use std::io::Read;
use std::time::Duration;

use reqwest::blocking::{ClientBuilder, RequestBuilder, Response};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Certificate, Identity, Method, StatusCode, redirect};
use serde::de::DeserializeOwned;

use super::trace;
use crate::auth::Tls;
use crate::error::{Body, Error, Result, details};

/// As much of an error page as is worth reading, in bytes.
const LONGEST_ERROR: u64 = 64 * 1024;
const MOST_REDIRECTS: usize = 10;

/// HTTP, without a thought of who asks.
#[derive(Debug)]
pub(crate) struct Transport {
    http: reqwest::blocking::Client,
    debug: bool,
}

impl Transport {
    /// Makes a transport that gives up when a server is silent for `timeout`.
    ///
    /// # Errors
    /// [`Error::Message`] when a certificate or a key can't be used.
    pub(crate) fn new(tls: &Tls, timeout: Duration, debug: bool) -> Result<Self> {
        let builder = ClientBuilder::new()
            .user_agent(concat!("glance-cli/", env!("CARGO_PKG_VERSION")))
            .timeout(timeout)
            .redirect(same_origin());
        let http = with_tls(builder, tls)?
            .build()
            .map_err(|error| Error::message(format!("TLS: {}", crate::error::innermost(&error))))?;
        Ok(Self { http, debug })
    }

    /// Begins a request.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends a request, and returns the response if it is a good one.
    ///
    /// # Errors
    /// [`Error::Http`] and [`Error::Unauthorized`] when it is not, [`Error::Unreachable`] when there is none.
    pub(crate) fn send(&self, request: RequestBuilder) -> Result<Response> {
        let request = request.build().map_err(|error| Error::message(crate::error::innermost(&error)))?;
        if self.debug {
            trace::request(&request);
        }
        let url = request.url().to_string();
        let response = self.http.execute(request).map_err(|error| Error::request(&url, &error))?;
        if self.debug {
            trace::response(&response);
        }
        if response.status().is_success() { Ok(response) } else { Err(refusal(response)) }
    }

    /// Reads the document of a response.
    ///
    /// # Errors
    /// [`Error::Message`] when it is not the JSON that it should be.
    pub(crate) fn json<T: DeserializeOwned>(&self, response: Response) -> Result<T> {
        let url = response.url().to_string();
        let text = response.text().map_err(|error| Error::request(&url, &error))?;
        if self.debug {
            trace::body(&text);
        }
        serde_json::from_str(&text)
            .map_err(|error| Error::message(format!("{url} did not return the document that it should: {error}")))
    }
}

/// A token goes along with a redirected request, so it must not be led to another server.
fn same_origin() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
        if stays && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
    })
}

fn with_tls(mut builder: ClientBuilder, tls: &Tls) -> Result<ClientBuilder> {
    let read = |path: &std::path::Path| std::fs::read(path).map_err(|error| Error::file(path, &error));
    let unusable = |path: &std::path::Path, error: &reqwest::Error| {
        Error::message(format!("{}: {}", path.display(), crate::error::innermost(error)))
    };
    if tls.insecure {
        builder = builder.tls_danger_accept_invalid_certs(true);
    } else if let Some(path) = &tls.cacert {
        let bundle = Certificate::from_pem_bundle(&read(path)?).map_err(|error| unusable(path, &error))?;
        builder = builder.tls_certs_merge(bundle);
    }
    if let Some(path) = &tls.cert {
        let mut pem = read(path)?;
        if let Some(key) = &tls.key {
            pem.push(b'\n');
            pem.extend(read(key)?);
        }
        builder = builder.identity(Identity::from_pem(&pem).map_err(|error| unusable(path, &error))?);
    }
    Ok(builder)
}

fn refusal(response: Response) -> Error {
    let status = response.status();
    if status == StatusCode::UNAUTHORIZED {
        return Error::Unauthorized;
    }
    if status == StatusCode::MULTIPLE_CHOICES {
        return Error::message("Requested version of OpenStack Images API is not available.");
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    // A page that breaks off still says something.
    let _ = response.take(LONGEST_ERROR).read_to_end(&mut bytes);
    let body =
        Body { status: &status.to_string(), content_type: &content_type, text: &String::from_utf8_lossy(&bytes) };
    Error::Http { status: status.as_u16(), details: details(body) }
}
