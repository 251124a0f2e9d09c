//! What is not for logs.

use std::io;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::http::request::Parts;
use chrono::TimeDelta;
use glance_core::Error;
use glance_core::context::Caller;
use glance_server::ApiError;
use glance_server::auth::{Authenticate, Keystone};
use serde_json::json;
use tracing::level_filters::LevelFilter;

use super::{FakeKeystone, glance, status, with};
use crate::fixture::Glance;

/// All that is logged, in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Finds out who asks, and then fails, or panics.
#[derive(Debug)]
struct Fails(Keystone, bool);

#[async_trait]
impl Authenticate for Fails {
    async fn caller(&self, request: &Parts) -> Result<Caller, ApiError> {
        let caller = self.0.caller(request).await?;
        let all = format!("{caller:?} {self:?} {:?}", request.headers);
        if self.1 { panic!("{all}") } else { Err(Error::Internal(all).into()) }
    }
}

#[tokio::test]
async fn n08_neither_a_token_nor_a_password_is_ever_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);

    let mut keystone = FakeKeystone::start().await;
    keystone.grant("token-of-a-caller", "owner-project", &["admin"]);
    keystone.grant("token-of-nova", "service", &["service"]);
    keystone.grant_for("token-that-ran-out", "p", &["member"], TimeDelta::seconds(-1), &json!({}));
    keystone.grant_for("token-of-nonsense", "p", &[], TimeDelta::hours(1), &json!({"expires_at": "tomorrow"}));
    let shared =
        "memcached_servers = 127.0.0.1:1\nmemcache_security_strategy = ENCRYPT\nmemcache_secret_key = secret-of-all";
    let failing = Glance::with_state(|state| state.with_auth(Fails(keystone.auth(shared), false))).await;
    let panicking = Glance::with_state(|state| state.with_auth(Fails(keystone.auth(""), true))).await;
    let refused = glance(keystone.auth("password = password-that-is-wrong")).await;
    let working = glance(keystone.auth("token_cache_time = 0")).await;
    let brought = |by: &str| with(&working, "token-that-ran-out").with("x-service-token", by);

    assert_eq!(status(&with(&failing, "token-of-a-caller")).await, 500);
    assert_eq!(status(&with(&panicking, "token-of-a-caller")).await, 500);
    assert_eq!(status(&with(&refused, "token-of-a-caller")).await, 503);
    assert_eq!(status(&with(&working, "token-of-nonsense")).await, 503);
    assert_eq!(status(&with(&working, "token-that-is-made-up")).await, 401);
    assert_eq!((status(&brought("token-of-nova")).await, status(&brought("token-of-nobody")).await), (200, 401));
    keystone.forget_service_account();
    assert_eq!(status(&with(&working, "token-of-a-caller")).await, 200);
    keystone.stop().await;
    assert_eq!(status(&with(&working, "token-of-a-caller")).await, 503);

    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for event in [
        "a handler panicked",
        "Keystone let the service account in",
        "does not answer",
        "what is no token",
        "a memcached server failed",
    ] {
        assert!(log.contains(event), "{event} was not logged:\n{log}");
    }
    for secret in ["token-of-", "token-that-", "service-token-", "password-of-", "password-that-", "secret-of-"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "a secret was logged");
    }
}
