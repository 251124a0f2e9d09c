//! Identity as Keystone knows it by the caller's token.

mod access_rules;
mod cache;
mod shared;
mod token;

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use chrono::Utc;
use glance_core::config::KeystoneConfig;
use glance_core::context::Caller;

use super::Authenticate;
use crate::ApiError;
use crate::keystone::{KeystoneError, Session};
use cache::Tokens;
use token::Token;

/// Asks Keystone about each token, and remembers the answer for a while.
///
/// What else a request says about identity does not count: a caller is made from what Keystone said of the token alone.
#[derive(Debug)]
pub struct Keystone {
    tokens: Tokens,
    /// What clients without a good token are told.
    challenge: HeaderValue,
    service_token_roles: Vec<String>,
    service_token_roles_required: bool,
    service_type: String,
    allow_anonymous: bool,
}

impl Keystone {
    /// Makes it as the configuration says. Keystone need not be there yet.
    ///
    /// # Errors
    /// [`KeystoneError::Setup`] when a certificate or an address cannot be used.
    pub fn new(config: &KeystoneConfig, allow_anonymous: bool) -> Result<Self, KeystoneError> {
        let challenge = format!("Keystone uri=\"{}\"", config.www_authenticate_uri);
        let challenge = HeaderValue::try_from(challenge)
            .map_err(|_| KeystoneError::Setup("www_authenticate_uri: this cannot stand in a header".to_owned()))?;
        let session = Arc::new(Session::new(config.account.clone(), &config.connection)?);
        Ok(Self {
            tokens: Tokens::new(
                session,
                config.token_cache_time,
                config.include_service_catalog,
                config.shared_cache.as_ref(),
            ),
            challenge,
            service_token_roles: config.service_token_roles.clone(),
            service_token_roles_required: config.service_token_roles_required,
            service_type: config.service_type.clone(),
            allow_anonymous,
        })
    }

    /// What Keystone says of a token, if it is one that counts now.
    async fn validate(&self, token: &HeaderValue, allow_expired: bool) -> Result<Option<Arc<Token>>, ApiError> {
        let found = self.tokens.look_up(token, allow_expired).await.map_err(|error| {
            tracing::error!(%error, "a token cannot be checked");
            ApiError::keystone_unavailable()
        })?;
        Ok(found.filter(|token| allow_expired || Utc::now() < token.expires_at))
    }

    fn is_service(&self, token: &Token) -> bool {
        token.roles.iter().any(|role| self.service_token_roles.contains(role))
    }

    fn nobody(&self) -> Result<Caller, ApiError> {
        if self.allow_anonymous { Ok(Caller::anonymous()) } else { Err(ApiError::unauthenticated(&self.challenge)) }
    }
}

#[async_trait]
impl Authenticate for Keystone {
    async fn caller(&self, request: &Parts) -> Result<Caller, ApiError> {
        let service = match header(&request.headers, &["x-service-token"]) {
            Some(token) => self.validate(&token, false).await?,
            None => None,
        };
        let has_service_role = service.as_ref().is_some_and(|token| self.is_service(token));
        let service = service.filter(|_| has_service_role || !self.service_token_roles_required);
        let Some(token) = header(&request.headers, &["x-auth-token", "x-storage-token"]) else { return self.nobody() };
        let Some(user) = self.validate(&token, has_service_role).await? else { return self.nobody() };
        // A service acts for its own purposes; that it may is between the user and that service.
        if service.is_none() && !user.may(&self.service_type, &request.method, request.uri.path()) {
            tracing::debug!("the access rules of the application credential do not have this request");
            return self.nobody();
        }
        Ok(user.caller(&token, service.as_deref()))
    }
}

/// The first of these headers that is there, without the blanks around it, and never to be printed.
fn header(headers: &HeaderMap, names: &[&str]) -> Option<HeaderValue> {
    let value = names.iter().find_map(|name| headers.get(*name))?;
    let mut value = HeaderValue::from_bytes(value.as_bytes().trim_ascii()).ok()?;
    value.set_sensitive(true);
    (!value.is_empty()).then_some(value)
}
