//! What Keystone said of tokens, for as long as that counts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use chrono::Utc;
use glance_core::config::SharedCacheConfig;
use moka::Expiry;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use super::shared::SharedCache;
use super::token::Token;
use crate::keystone::{KeystoneError, Session};

const SUBJECT: HeaderName = HeaderName::from_static("x-subject-token");
/// Keystone gives out tokens with access rules only to those who say that they check them.
const ACCESS_RULES: HeaderName = HeaderName::from_static("openstack-identity-access-rules");
/// How long a token that Keystone does not know is not asked for again.
const UNKNOWN_TIME: Duration = Duration::from_secs(5);
/// What all answers together may take, in bytes of their documents.
const CAPACITY_BYTES: u64 = 64 << 20;
/// What an answer takes besides its document.
const OVERHEAD_BYTES: usize = 512;

/// The hash of a whole token, and whether the answer is one for a token that may have run out.
type Key = ([u8; 32], bool);

/// An answer of Keystone's.
#[derive(Clone, Debug)]
enum Answer {
    Known {
        token: Arc<Token>,
        /// How long its document is.
        bytes: usize,
        /// For how long it counts at most.
        life: Duration,
    },
    Unknown,
}

/// What Keystone says of tokens. Each is asked for once, however many requests bring it at the same time.
#[derive(Debug)]
pub(super) struct Tokens {
    session: Arc<Session>,
    path: &'static str,
    life: Duration,
    cache: Cache<Key, Answer>,
    /// Where to look before Keystone is asked.
    shared: Option<SharedCache>,
}

impl Tokens {
    /// Answers count for `life`, in the shared cache too; if that is no time at all, no cache is looked into.
    pub(super) fn new(
        session: Arc<Session>,
        life: Duration,
        with_catalog: bool,
        shared: Option<&SharedCacheConfig>,
    ) -> Self {
        let cache = Cache::builder()
            .max_capacity(CAPACITY_BYTES)
            .weigher(|_, answer: &Answer| match answer {
                Answer::Known { bytes, .. } => u32::try_from(bytes + OVERHEAD_BYTES).unwrap_or(u32::MAX),
                Answer::Unknown => u32::try_from(OVERHEAD_BYTES).unwrap_or(u32::MAX),
            })
            .expire_after(Life(life.min(UNKNOWN_TIME)))
            .build();
        let path = if with_catalog { "/auth/tokens" } else { "/auth/tokens?nocatalog" };
        let shared = shared.filter(|_| !life.is_zero()).map(|shared| SharedCache::new(shared, life));
        Self { session, path, life, cache, shared }
    }

    /// What Keystone says, or said a short time ago, of a token; `None` if it does not know it, or not any more.
    ///
    /// Whether the token has run out meanwhile is for the caller to see.
    ///
    /// # Errors
    /// [`KeystoneError`] when it does not say anything.
    pub(super) async fn look_up(
        &self,
        token: &HeaderValue,
        allow_expired: bool,
    ) -> Result<Option<Arc<Token>>, Arc<KeystoneError>> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let answer = self.cache.try_get_with((hash, allow_expired), self.find(token, allow_expired)).await?;
        match answer {
            Answer::Known { token, .. } => Ok(Some(token)),
            Answer::Unknown => {
                if allow_expired {
                    // Who is not known even so was revoked.
                    self.cache.invalidate(&(hash, false)).await;
                }
                Ok(None)
            }
        }
    }

    /// What others were told, or else what Keystone says; which the others are told then.
    async fn find(&self, token: &HeaderValue, allow_expired: bool) -> Result<Answer, KeystoneError> {
        let Some(shared) = &self.shared else {
            return self.ask(token, allow_expired).await.map(|(answer, _)| answer);
        };
        if let Some((document, life)) = shared.find(token).await {
            match Token::read(&document) {
                Ok(Some(token)) => return Ok(Answer::Known { token: Arc::new(token), bytes: document.len(), life }),
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "an entry of the shared token cache is no token"),
            }
        }
        let (answer, document) = self.ask(token, allow_expired).await?;
        match answer.life() {
            Some(life) => shared.keep(token, &document, life),
            None => shared.forget(token),
        }
        Ok(answer)
    }

    async fn ask(&self, token: &HeaderValue, allow_expired: bool) -> Result<(Answer, Vec<u8>), KeystoneError> {
        let path = match (allow_expired, self.path.contains('?')) {
            (false, _) => self.path.to_owned(),
            (true, false) => format!("{}?allow_expired=1", self.path),
            (true, true) => format!("{}&allow_expired=1", self.path),
        };
        let headers = HeaderMap::from_iter([(SUBJECT, token.clone()), (ACCESS_RULES, HeaderValue::from_static("1"))]);
        let reply = self.session.get(&path, &headers).await?;
        let wrong = |what: String| KeystoneError::Answer { url: self.path.to_owned(), what };
        match reply.status {
            StatusCode::OK => {
                let token = Token::read(&reply.body).map_err(|error| wrong(format!("what is no token: {error}")))?;
                let answer = token.map_or(Answer::Unknown, |token| Answer::Known {
                    token: Arc::new(token),
                    bytes: reply.body.len(),
                    life: self.life,
                });
                Ok((answer, reply.body))
            }
            StatusCode::NOT_FOUND => Ok((Answer::Unknown, reply.body)),
            status => Err(wrong(format!("with {status}"))),
        }
    }
}

impl Answer {
    /// How long it counts: never longer than its token. `None` if Keystone does not know the token.
    fn life(&self) -> Option<Duration> {
        let Self::Known { token, life, .. } = self else { return None };
        let rest = (token.expires_at - Utc::now()).to_std().unwrap_or_default();
        // One that ran out already was let in by a service, and is asked for no more often than others.
        Some(if rest.is_zero() { *life } else { rest.min(*life) })
    }
}

/// How long answers count that are as good as none.
struct Life(Duration);

impl Expiry<Key, Answer> for Life {
    fn expire_after_create(&self, _: &Key, answer: &Answer, _: Instant) -> Option<Duration> {
        Some(answer.life().unwrap_or(self.0))
    }
}
