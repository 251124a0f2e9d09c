//! Asking a server whether a caller may do something.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Certificate, Client, Identity, redirect};
use serde_json::{Map, Value as Json, json};

use super::{Target, credential};
use crate::context::Caller;
use crate::error::{Error, Result};

/// How many bytes of an answer are looked at. All that counts is whether it is `True`.
const ANSWER_BYTES: usize = 64;

/// How a question is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentType {
    /// `application/x-www-form-urlencoded`, with JSON in each field.
    #[default]
    Form,
    /// `application/json`
    Json,
}

/// How servers are asked: `remote_*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteOptions {
    /// How a question is written.
    pub content_type: ContentType,
    /// Whether servers have to prove who they are, `remote_ssl_verify_server_crt`.
    pub verify: bool,
    /// Who is believed to know servers, instead of those whom the system believes. PEM.
    pub authorities: Option<PathBuf>,
    /// The certificate that this service shows. PEM.
    pub certificate: Option<PathBuf>,
    /// The key of that certificate. PEM; without it, it is in the certificate's file.
    pub key: Option<PathBuf>,
    /// How long an answer may take.
    pub timeout: Duration,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self {
            content_type: ContentType::default(),
            verify: false,
            authorities: None,
            certificate: None,
            key: None,
            timeout: Duration::from_secs(60),
        }
    }
}

/// Asks servers.
#[derive(Debug, Default)]
pub(super) struct RemoteChecks {
    options: RemoteOptions,
    authorities: Vec<Certificate>,
    identity: Option<Identity>,
    /// Made for the first question: most policies ask nobody.
    client: OnceLock<Client>,
}

impl RemoteChecks {
    pub(super) fn new(options: &RemoteOptions) -> Result<Self> {
        let read =
            |option: &str, path: &PathBuf| std::fs::read(path).map_err(|error| wrong(option, path, &error.to_string()));
        let authorities = match &options.authorities {
            Some(path) => {
                let authorities = Certificate::from_pem_bundle(&read("remote_ssl_ca_crt_file", path)?)
                    .map_err(|error| wrong("remote_ssl_ca_crt_file", path, &error.to_string()))?;
                if authorities.is_empty() {
                    return Err(wrong("remote_ssl_ca_crt_file", path, "there is no certificate in it"));
                }
                authorities
            }
            None => Vec::new(),
        };
        let identity = match &options.certificate {
            Some(path) => {
                let mut pem = read("remote_ssl_client_crt_file", path)?;
                if let Some(key) = &options.key {
                    pem.push(b'\n');
                    pem.extend(read("remote_ssl_client_key_file", key)?);
                }
                let identity = Identity::from_pem(&pem);
                Some(identity.map_err(|error| wrong("remote_ssl_client_crt_file", path, &error.to_string()))?)
            }
            None => None,
        };
        Ok(Self { options: options.clone(), authorities, identity, client: OnceLock::new() })
    }

    /// Asks the server at this address; it says `True`, or else no.
    pub(super) async fn ask(&self, address: &str, rule: &str, caller: &Caller, target: Target<'_>) -> Result<bool> {
        let failed = |error: reqwest::Error| {
            Error::Policy(format!("the rule {rule} asks {address}, and that fails: {}", causes(&error)))
        };
        let (target, credentials) = (target.document(), credential::document(caller));
        let request = self.client().map_err(failed)?.post(address);
        let request = match self.options.content_type {
            ContentType::Form => request.form(&form(rule, target, credentials)),
            ContentType::Json => request.json(&json!({"rule": rule, "target": target, "credentials": credentials})),
        };
        let mut response = request.send().await.map_err(failed)?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_BYTES {
                return Ok(false);
            }
        }
        Ok(std::str::from_utf8(&answer).is_ok_and(|answer| answer.trim_matches('"') == "True"))
    }

    fn client(&self) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut builder = Client::builder()
            .timeout(self.options.timeout)
            // Whoever may redirect would get to see the credentials elsewhere.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tls_danger_accept_invalid_certs(!self.options.verify);
        if !self.authorities.is_empty() {
            builder = builder.tls_certs_only(self.authorities.iter().cloned());
        }
        if let Some(identity) = &self.identity {
            builder = builder.identity(identity.clone());
        }
        let client = builder.build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn form(rule: &str, target: Map<String, Json>, credentials: Map<String, Json>) -> [(&'static str, String); 3] {
    [
        ("rule", Json::from(rule).to_string()),
        ("target", Json::from(target).to_string()),
        ("credentials", Json::from(credentials).to_string()),
    ]
}

fn wrong(option: &str, path: &std::path::Path, reason: &str) -> Error {
    Error::Policy(format!("[oslo_policy] {option}: {}: {reason}", path.display()))
}

/// What went wrong with all that caused it. The address stands beside it already.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "no answer in time".to_owned() } else { "no answer".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
