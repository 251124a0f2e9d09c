//! The token of a service account: gotten when it is needed, and again before it runs out or when it is refused.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use glance_core::config::{KeystoneConnection, ServiceAccount};
use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::account::question;
use super::catalog::Catalog;
use super::client::{Answer, Client};
use super::errand::Errand;
use super::error::KeystoneError;

const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
/// How long before its end a token is replaced.
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// How many questions are under way at a time; the rest waits.
const MOST_QUESTIONS: usize = 64;

/// Asks Keystone in the name of a service account.
#[derive(Debug)]
pub struct Session {
    client: Client,
    account: ServiceAccount,
    interface: String,
    region: Option<String>,
    grant: Errand<Arc<Grant>>,
    questions: Semaphore,
    /// How long a question waits for its turn.
    patience: Duration,
}

/// What the service account may use for a while. The token's value prints itself as `Sensitive`.
#[derive(Debug)]
struct Grant {
    token: HeaderValue,
    expires_at: DateTime<Utc>,
    /// Where Keystone wants to be asked, with its version.
    endpoint: String,
}

/// What Keystone said.
#[derive(Debug)]
pub struct Reply {
    /// Whether it did what was asked, and else what it said instead.
    pub status: StatusCode,
    /// The document.
    pub body: Vec<u8>,
}

impl Session {
    /// Makes a session. Keystone is asked for a token only when there is a question.
    ///
    /// # Errors
    /// [`KeystoneError::Setup`] when a certificate cannot be used.
    pub fn new(account: ServiceAccount, connection: &KeystoneConnection) -> Result<Self, KeystoneError> {
        Ok(Self {
            client: Client::new(connection)?,
            account,
            interface: connection.interface.clone(),
            region: connection.region.clone(),
            grant: Errand::new(connection.timeout),
            questions: Semaphore::new(MOST_QUESTIONS),
            patience: connection.timeout,
        })
    }

    /// Asks for what is at `path`, which begins with a slash behind the version, with these headers besides the token.
    ///
    /// # Errors
    /// [`KeystoneError`], when there is no answer, or when a fresh token is refused as well.
    pub async fn get(&self, path: &str, headers: &HeaderMap) -> Result<Reply, KeystoneError> {
        let since = Instant::now();
        let turn = timeout(self.patience, self.questions.acquire()).await.map_err(|_| KeystoneError::Busy)?;
        let _turn = turn.map_err(|error| KeystoneError::Setup(error.to_string()))?;
        let grant = self.grant(since, None).await?;
        let answer = self.ask(&grant, path, headers).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(Reply { status: answer.status, body: answer.body });
        }
        let grant = self.grant(Instant::now(), Some(&grant)).await?;
        let answer = self.ask(&grant, path, headers).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            return Err(KeystoneError::Refused { url: grant.url(path), status: answer.status });
        }
        Ok(Reply { status: answer.status, body: answer.body })
    }

    /// Where a path would be asked for, for those who read logs.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", versioned(&self.account.auth_url))
    }

    async fn ask(&self, grant: &Grant, path: &str, headers: &HeaderMap) -> Result<Answer, KeystoneError> {
        let url = grant.url(path);
        self.client
            .send(|http| http.get(&url).headers(headers.clone()).header(TOKEN, grant.token.clone()).build())
            .await
    }

    /// The token at hand, or a new one if there is none, it ends soon, or it is the one that was refused.
    async fn grant(&self, since: Instant, refused: Option<&Arc<Grant>>) -> Result<Arc<Grant>, KeystoneError> {
        let is_good = |grant: &Arc<Grant>| {
            let is_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, grant));
            !is_refused && Utc::now() + MARGIN < grant.expires_at
        };
        self.grant.get(since, is_good, async { self.authenticate().await.map(Arc::new) }).await
    }

    async fn authenticate(&self) -> Result<Grant, KeystoneError> {
        let base = versioned(&self.account.auth_url);
        let url = format!("{base}/auth/tokens");
        let document = question(&self.account).to_string();
        let post = |http: &reqwest::Client| {
            http.request(Method::POST, &url).header(CONTENT_TYPE, "application/json").body(document.clone()).build()
        };
        let answer = self.client.send(post).await?;
        match answer.status {
            StatusCode::CREATED | StatusCode::OK => {}
            status if status.is_client_error() => return Err(KeystoneError::Refused { url, status }),
            status => return Err(KeystoneError::Answer { url, what: format!("with {status}") }),
        }
        let what = "without a token that can be read";
        let unreadable = || KeystoneError::Answer { url: url.clone(), what: what.to_owned() };
        let mut token = answer.headers.get("x-subject-token").cloned().ok_or_else(unreadable)?;
        token.set_sensitive(true);
        let document: Document = serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
        let endpoint = self.endpoint(&document.token.catalog).unwrap_or(base);
        tracing::debug!(endpoint, expires_at = %document.token.expires_at, "Keystone let the service account in");
        Ok(Grant { token, expires_at: document.token.expires_at, endpoint })
    }

    /// Where Keystone's own catalog says that it is.
    fn endpoint(&self, catalog: &Catalog) -> Option<String> {
        let found = catalog.find("identity", &self.interface, self.region.as_deref()).map(versioned);
        if found.is_none() {
            tracing::debug!(interface = self.interface, "Keystone is not in its own catalog; it is asked at auth_url");
        }
        found
    }
}

impl Grant {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }
}

#[derive(Deserialize)]
struct Document {
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    expires_at: DateTime<Utc>,
    #[serde(default)]
    catalog: Catalog,
}

/// The address of the third version, whichever version `url` names or leaves out.
fn versioned(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let root = url.strip_suffix("/v3").or_else(|| url.strip_suffix("/v2.0")).unwrap_or(url);
    format!("{}/v3", root.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::versioned;

    #[test]
    fn the_third_version_is_asked_whatever_the_configuration_says() {
        for url in
            ["http://id:5000", "http://id:5000/", "http://id:5000/v3", "http://id:5000/v3/", "http://id:5000/v2.0"]
        {
            assert_eq!(versioned(url), "http://id:5000/v3");
        }
        assert_eq!(versioned("https://cloud/identity"), "https://cloud/identity/v3");
    }
}
