//! From a host to the addresses that may be connected to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::time::timeout;

use super::target::{Host, Target};
use super::{FetchError, FetchRules, Resolver};

/// The rules, and whoever knows addresses.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub(super) rules: Arc<FetchRules>,
    pub(super) resolver: Arc<dyn Resolver>,
    /// How long a lookup may take.
    pub(super) patience: Duration,
}

impl Gate {
    /// Checks a target with all its addresses.
    pub(super) async fn check(&self, target: &Target) -> Result<(), FetchError> {
        self.rules.check(target)?;
        match &target.host {
            Host::Address(_) => Ok(()),
            name @ Host::Name(_) => self.addresses(name).await.map(drop),
        }
    }

    /// Finds the addresses of a host, all of which are good.
    ///
    /// A name without addresses is refused like one with bad ones: neither tells which names there are inside.
    async fn addresses(&self, host: &Host) -> Result<Vec<IpAddr>, FetchError> {
        let name = match host {
            Host::Address(address) => return Ok(vec![*address]),
            Host::Name(name) => name,
        };
        let found = timeout(self.patience, self.resolver.resolve(name)).await.map_err(|_| FetchError::Refused)?;
        let found = found.map_err(|error| {
            tracing::info!(host = name, %error, "the host of a URL has no address");
            FetchError::Refused
        })?;
        self.rules.check_addresses(host, &found).inspect_err(|_| {
            tracing::warn!(host = name, addresses = ?found, "a host that a URL names is at an address that is not allowed");
        })?;
        Ok(found)
    }
}

/// Gives the addresses of a name to whoever connects, and only those that passed: there is no second lookup that could
/// find others.
#[derive(Debug)]
pub(super) struct Checked(pub(super) Gate);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = self.0.clone();
        Box::pin(async move {
            let found = gate.addresses(&Host::Name(name.as_str().to_owned())).await?;
            Ok(to_connect(found))
        })
    }
}

/// Finds the addresses of proxies, which an operator chose and which may be anywhere.
#[derive(Debug)]
pub(super) struct Unchecked(pub(super) Gate);

impl Resolve for Unchecked {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = self.0.clone();
        Box::pin(async move { Ok(to_connect(gate.resolver.resolve(name.as_str()).await?)) })
    }
}

fn to_connect(addresses: Vec<IpAddr>) -> Addrs {
    Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)))
}
