//! HTTP to Keystone: TLS, time limits, another try.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use glance_core::config::{KeystoneConnection, KeystoneTls};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Identity, Request};
use tokio::time::sleep;

use super::KeystoneError;

/// The longest answer that is read. Catalogs of large clouds have some hundred kilobytes.
const LONGEST_ANSWER: usize = 8 << 20;
/// How long it takes until the second try; each later one takes twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    retries: u32,
}

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Client {
    /// # Errors
    /// [`KeystoneError::Setup`] when a certificate cannot be used.
    pub(super) fn new(connection: &KeystoneConnection) -> Result<Self, KeystoneError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("glance-server/", env!("CARGO_PKG_VERSION")))
            // A token in a header would go along to wherever it leads.
            .redirect(Policy::none())
            .timeout(connection.timeout)
            .connect_timeout(connection.timeout)
            .pool_max_idle_per_host(64);
        let KeystoneTls { ca_file, certificate, insecure } = &connection.tls;
        if let Some(file) = ca_file {
            let authorities = Certificate::from_pem_bundle(&read("cafile", file)?);
            let authorities = authorities.map_err(|error| unusable("cafile", file, &error))?;
            if authorities.is_empty() {
                return Err(unusable("cafile", file, &"there is no certificate in it"));
            }
            builder = builder.tls_certs_only(authorities);
        }
        if let Some((file, key)) = certificate {
            let mut pem = read("certfile", file)?;
            if let Some(key) = key {
                pem.push(b'\n');
                pem.extend(read("keyfile", key)?);
            }
            builder = builder.identity(Identity::from_pem(&pem).map_err(|error| unusable("certfile", file, &error))?);
        }
        if *insecure {
            builder = builder.tls_danger_accept_invalid_certs(true);
        }
        let http = builder.build().map_err(|error| KeystoneError::Setup(told(error)))?;
        Ok(Self { http, retries: connection.retries })
    }

    /// Sends a request, once more if nobody took it.
    ///
    /// # Errors
    /// [`KeystoneError::Unreachable`], and [`KeystoneError::Answer`] when there is too much of it.
    pub(super) async fn send(
        &self,
        make: impl Fn(&reqwest::Client) -> reqwest::Result<Request>,
    ) -> Result<Answer, KeystoneError> {
        let mut tried = 0;
        loop {
            let request = make(&self.http).map_err(|error| KeystoneError::Setup(told(error)))?;
            let url = request.url().to_string();
            match self.http.execute(request).await {
                Ok(response) => return read_all(url, response).await,
                Err(error)
                    if tried < self.retries && (error.is_connect() || error.is_request()) && !error.is_timeout() =>
                {
                    sleep(FIRST_PAUSE * 2_u32.saturating_pow(tried.min(6))).await;
                    tried += 1;
                }
                Err(error) => return Err(KeystoneError::Unreachable { url, reason: told(error) }),
            }
        }
    }
}

async fn read_all(url: String, mut response: reqwest::Response) -> Result<Answer, KeystoneError> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(KeystoneError::Answer { url, what: "without end".to_owned() }),
            Ok(None) => return Ok(Answer { status, headers, body }),
            Err(error) => return Err(KeystoneError::Unreachable { url, reason: told(error) }),
        }
    }
}

fn read(option: &str, file: &Path) -> Result<Vec<u8>, KeystoneError> {
    fs::read(file).map_err(|error| unusable(option, file, &error))
}

fn unusable(option: &str, file: &Path, reason: &dyn fmt::Display) -> KeystoneError {
    KeystoneError::Setup(format!("{option}: {}: {reason}", file.display()))
}

/// An error with all that caused it, without the URL, which is told by itself.
fn told(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
