//! Sends requests and sorts responses into good ones and errors.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Certificate, ClientBuilder, Identity, Method, Request, RequestBuilder, StatusCode, redirect};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Sleep;

use super::response::{Response, in_time};
use super::trace;

use crate::auth::Tls;
use crate::error::{Body, Error, Result, details, innermost};

/// As much of an error page as is worth reading, in bytes.
const LONGEST_ERROR: usize = 64 * 1024;
const MOST_REDIRECTS: usize = 10;

/// HTTP, without a thought of who asks.
///
/// Asynchronous underneath and driven from the calling thread: reqwest's blocking client gives up an upload that the
/// server refuses before its end without reading why.
#[derive(Debug)]
pub(crate) struct Transport {
    runtime: Runtime,
    http: reqwest::Client,
    timeout: Duration,
    debug: bool,
}

impl Transport {
    /// Makes a transport that gives up when a server is silent for `timeout`.
    ///
    /// # Errors
    /// [`Error::Message`] when a certificate or a key can't be used.
    pub(crate) fn new(tls: &Tls, timeout: Duration, debug: bool) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::message(format!("No network: {error}")))?;
        let builder = || {
            ClientBuilder::new()
                .user_agent(concat!("glance-cli/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(timeout)
                .redirect(same_origin())
        };
        let built = match with_tls(builder(), tls)?.build() {
            // A system that trusts nobody, like a small container, can still talk to servers without TLS.
            Err(_) if tls.cacert.is_none() => with_tls(builder(), tls)?.tls_certs_only([]).build(),
            other => other,
        };
        let http = built.map_err(|error| Error::message(format!("TLS: {}", innermost(&error))))?;
        Ok(Self { runtime, http, timeout, debug })
    }

    /// Begins a request.
    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// A request, ready to be sent.
    ///
    /// # Errors
    /// [`Error::Message`] when it can't be one, as when its URL is none.
    pub(crate) fn built(request: RequestBuilder) -> Result<Request> {
        request.build().map_err(|error| Error::message(innermost(&error)))
    }

    /// Sends a request, and returns the response if it is a good one.
    ///
    /// # Errors
    /// [`Error::Http`] and [`Error::Unauthorized`] when it is not, [`Error::Unreachable`] when there is none.
    pub(crate) fn send(&self, request: Request) -> Result<Response<'_>> {
        judged(self.execute(self.timeout, request)?)
    }

    /// Sends a request to which a list of choices is a good answer.
    ///
    /// # Errors
    /// Those of [`Transport::send`].
    pub(crate) fn send_for_choices(&self, request: Request) -> Result<Response<'_>> {
        let response = self.execute(self.timeout, request)?;
        if response.status() == StatusCode::MULTIPLE_CHOICES { Ok(response) } else { judged(response) }
    }

    /// Sends a request that may take any time, for its response comes only when all data is sent.
    ///
    /// # Errors
    /// Those of [`Transport::send`].
    pub(crate) fn send_data(&self, request: Request) -> Result<Response<'_>> {
        judged(self.execute(Duration::MAX, request)?)
    }

    fn execute(&self, timeout: Duration, request: Request) -> Result<Response<'_>> {
        if self.debug {
            trace::request(&request);
        }
        let url = request.url().to_string();
        let head = self.wait(in_time(timeout, &url, self.http.execute(request)))?;
        if self.debug {
            trace::response(&head);
        }
        Ok(Response::new(self, head, url))
    }

    /// Reads the document of a response.
    ///
    /// # Errors
    /// [`Error::Message`] when it is not the JSON that it should be.
    pub(crate) fn json<T: DeserializeOwned>(&self, response: Response<'_>) -> Result<T> {
        let url = response.url().to_owned();
        let text = response.text()?;
        if self.debug {
            trace::body(&text);
        }
        serde_json::from_str(&text)
            .map_err(|error| Error::message(format!("{url} did not return the document that it should: {error}")))
    }

    /// A moment from now on.
    pub(super) fn after(&self, duration: Duration) -> Pin<Box<Sleep>> {
        // A timer belongs to the runtime in which it is made.
        let _runtime = self.runtime.enter();
        Box::pin(tokio::time::sleep(duration))
    }

    /// How long a server may be silent.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Waits for an event of the network.
    pub(super) fn wait<F: Future>(&self, event: F) -> F::Output {
        self.runtime.block_on(event)
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
        Error::message(format!("{}: {}", path.display(), innermost(error)))
    };
    if tls.insecure {
        builder = builder.tls_danger_accept_invalid_certs(true);
    } else if let Some(path) = &tls.cacert {
        let bundle = Certificate::from_pem_bundle(&read(path)?).map_err(|error| unusable(path, &error))?;
        builder = builder.tls_certs_only(bundle);
    }
    if let Some(version) = tls.min_version {
        builder = builder.tls_version_min(version);
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

fn judged(response: Response<'_>) -> Result<Response<'_>> {
    if response.status().is_success() { Ok(response) } else { Err(refusal(response)) }
}

fn refusal(mut response: Response<'_>) -> Error {
    let status = response.status();
    if status == StatusCode::UNAUTHORIZED {
        return Error::Unauthorized;
    }
    if status == StatusCode::MULTIPLE_CHOICES {
        return Error::message("Requested version of OpenStack Images API is not available.");
    }
    if status.is_redirection()
        && let Some(elsewhere) = response.header(LOCATION.as_str())
    {
        return Error::message(format!("HTTP {status}: the server sends to {elsewhere}, which is not followed"));
    }
    let content_type = response.header(CONTENT_TYPE.as_str()).unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    // A page that breaks off still says something.
    while let Ok(Some(chunk)) = response.chunk() {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= LONGEST_ERROR {
            break;
        }
    }
    let body =
        Body { status: &status.to_string(), content_type: &content_type, text: &String::from_utf8_lossy(&bytes) };
    Error::Http { status: status.as_u16(), details: details(body) }
}
