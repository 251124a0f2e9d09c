//! From names to addresses.

use std::fmt;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// The most names that are looked up at a time; each lookup has a thread.
const LOOKUPS: usize = 16;

/// Finds the addresses of a host.
#[async_trait]
pub trait Resolver: fmt::Debug + Send + Sync {
    /// Returns all addresses of `host`, best first.
    ///
    /// # Errors
    /// When there is no such host, or nobody knows at the moment.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the system, hosts file included. The lookups are done on threads for blocking work, a few at a time.
#[derive(Clone, Debug)]
pub struct SystemResolver {
    turns: Arc<Semaphore>,
}

impl Default for SystemResolver {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(io::Error::other)?;
        let host = host.to_owned();
        let found = spawn_blocking(move || {
            let found = (host.as_str(), 0).to_socket_addrs();
            // A lookup cannot be called off: its turn ends when it does, however long its caller waits.
            drop(turn);
            found
        });
        let found = found.await.map_err(io::Error::other)??;
        Ok(found.map(|address| address.ip()).collect())
    }
}
