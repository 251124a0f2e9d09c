//! What Keystone said of tokens, for as long as that counts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use chrono::Utc;
use moka::Expiry;
use moka::future::Cache;
use sha2::{Digest, Sha256};

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
    Known(Arc<Token>, usize),
    Unknown,
}

/// What Keystone says of tokens. Each is asked for once, however many requests bring it at the same time.
#[derive(Debug)]
pub(super) struct Tokens {
    session: Arc<Session>,
    path: &'static str,
    cache: Cache<Key, Answer>,
}

impl Tokens {
    pub(super) fn new(session: Arc<Session>, life: Duration, with_catalog: bool) -> Self {
        let cache = Cache::builder()
            .max_capacity(CAPACITY_BYTES)
            .weigher(|_, answer: &Answer| match answer {
                Answer::Known(_, bytes) => u32::try_from(bytes + OVERHEAD_BYTES).unwrap_or(u32::MAX),
                Answer::Unknown => u32::try_from(OVERHEAD_BYTES).unwrap_or(u32::MAX),
            })
            .expire_after(Life(life))
            .build();
        Self { session, path: if with_catalog { "/auth/tokens" } else { "/auth/tokens?nocatalog" }, cache }
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
        let answer = self.cache.try_get_with((hash, allow_expired), self.ask(token, allow_expired)).await?;
        match answer {
            Answer::Known(token, _) => Ok(Some(token)),
            Answer::Unknown => {
                if allow_expired {
                    // Who is not known even so was revoked.
                    self.cache.invalidate(&(hash, false)).await;
                }
                Ok(None)
            }
        }
    }

    async fn ask(&self, token: &HeaderValue, allow_expired: bool) -> Result<Answer, KeystoneError> {
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
                Ok(token.map_or(Answer::Unknown, |token| Answer::Known(Arc::new(token), reply.body.len())))
            }
            StatusCode::NOT_FOUND => Ok(Answer::Unknown),
            status => Err(wrong(format!("with {status}"))),
        }
    }
}

/// How long an answer counts: never longer than its token.
struct Life(Duration);

impl Expiry<Key, Answer> for Life {
    fn expire_after_create(&self, _: &Key, answer: &Answer, _: Instant) -> Option<Duration> {
        Some(match answer {
            Answer::Known(token, _) => {
                let rest = (token.expires_at - Utc::now()).to_std().unwrap_or_default();
                // One that ran out already was let in by a service, and is asked for no more often than others.
                if rest.is_zero() { self.0 } else { self.0.min(rest) }
            }
            Answer::Unknown => self.0.min(UNKNOWN_TIME),
        })
    }
}
