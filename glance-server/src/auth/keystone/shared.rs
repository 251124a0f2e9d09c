//! A cache on memcached servers, which services share.
//!
//! Names and values are those of keystonemiddleware, so that services in Python know what this one was told of a token, and
//! the other way round. It can only spare questions to Keystone: whatever goes wrong with it, Keystone is asked.

mod connection;
mod seal;
mod servers;

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use glance_core::config::SharedCacheConfig;
use tokio::time::timeout;

use connection::Command;
use seal::Seal;
use servers::Servers;

/// How long a request waits for the cache. Keystone takes about as long for an answer.
const PATIENCE: Duration = Duration::from_millis(100);
/// The longest life that memcached understands as one; what is longer it takes for a date.
const LONGEST_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What services told each other of tokens.
#[derive(Debug)]
pub(super) struct SharedCache {
    servers: Arc<Servers>,
    seal: Seal,
    life: Duration,
}

impl SharedCache {
    /// Makes it as the configuration says. The servers need not be there. Nothing counts for longer than `life`.
    pub(super) fn new(config: &SharedCacheConfig, life: Duration) -> Self {
        Self {
            servers: Arc::new(Servers::new(config)),
            seal: Seal::new(config.protection.as_ref()),
            life: life.min(LONGEST_LIFE),
        }
    }

    /// What Keystone told a service of a token, and how long that still counts.
    pub(super) async fn find(&self, token: &HeaderValue) -> Option<(Vec<u8>, Duration)> {
        let entry = self.seal.entry(token.as_bytes());
        let (servers, name) = (Arc::clone(&self.servers), entry.name().to_owned());
        // A task of its own, for a connection on which nobody waits for the answer any more is of no use.
        let question = tokio::spawn(async move { servers.ask(&name, &Command::Get).await });
        let found = timeout(PATIENCE, question).await.ok()?.ok()??;
        // An entry without an end, or one with a later end than any that is made here, would keep revoked tokens alive.
        let rest = found.rest.filter(|rest| *rest <= self.life)?;
        let document = entry.open(&found.value);
        if document.is_none() {
            tracing::warn!(
                "an entry of the shared token cache is left out: it was not made with this memcache_secret_key and \
                 memcache_security_strategy, or it was changed"
            );
        }
        Some((document?, rest))
    }

    /// Tells the others what Keystone said of a token that counts for so long. Nobody waits for that.
    pub(super) fn keep(&self, token: &HeaderValue, document: &[u8], rest: Duration) {
        let seconds = self.life.min(rest).as_secs();
        let entry = self.seal.entry(token.as_bytes());
        if seconds > 0
            && let Some(value) = entry.close(document)
        {
            self.tell(entry.name().to_owned(), Command::Set { value, seconds });
        }
    }

    /// Takes out what there is about a token.
    pub(super) fn forget(&self, token: &HeaderValue) {
        self.tell(self.seal.entry(token.as_bytes()).name().to_owned(), Command::Delete);
    }

    fn tell(&self, name: String, command: Command) {
        let servers = Arc::clone(&self.servers);
        tokio::spawn(async move { servers.ask(&name, &command).await });
    }
}
