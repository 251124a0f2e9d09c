//! The HTTP clients behind the gate.

use std::sync::Arc;

use reqwest::{Certificate, Client, ClientBuilder, Proxy, redirect, retry};

use super::gate::{Checked, Gate, Unchecked};
use super::target::Scheme;
use super::{FetchOptions, SetupError, Trust};

/// One client for each way to a server.
#[derive(Debug)]
pub(super) struct Clients {
    direct: Client,
    http_proxy: Option<Client>,
    https_proxy: Option<Client>,
}

impl Clients {
    pub(super) fn new(options: &FetchOptions, gate: &Gate) -> Result<Self, SetupError> {
        let direct = base(options)?.dns_resolver(Arc::new(Checked(gate.clone())));
        let proxied = |scheme: Scheme| {
            let proxy = options.proxies.iter().find(|(of, _)| of.eq_ignore_ascii_case(scheme.as_str()));
            proxy.map(|(_, proxy)| through(options, gate, proxy)).transpose()
        };
        Ok(Self { direct: build(direct)?, http_proxy: proxied(Scheme::Http)?, https_proxy: proxied(Scheme::Https)? })
    }

    /// Returns the client for a scheme, and whether it goes through a proxy, which looks up names on its own.
    pub(super) fn of(&self, scheme: Scheme) -> (&Client, bool) {
        let proxied = match scheme {
            Scheme::Http => &self.http_proxy,
            Scheme::Https => &self.https_proxy,
        };
        proxied.as_ref().map_or((&self.direct, false), |client| (client, true))
    }
}

/// A client that does nothing on its own: it follows no redirect, reads no environment, tries nothing twice, and keeps no
/// connection to an address that was good once.
fn base(options: &FetchOptions) -> Result<ClientBuilder, SetupError> {
    let client = Client::builder()
        .user_agent(concat!("glance/", env!("CARGO_PKG_VERSION")))
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .pool_max_idle_per_host(0)
        .connect_timeout(options.limits.connect);
    Ok(match &options.trust {
        Trust::System => client,
        Trust::Anyone => client.tls_danger_accept_invalid_certs(true),
        Trust::Only(pem) => {
            let certificates = Certificate::from_pem_bundle(pem).map_err(setup("certificates of authorities"))?;
            client.tls_certs_only(certificates)
        }
    })
}

fn through(options: &FetchOptions, gate: &Gate, proxy: &str) -> Result<Client, SetupError> {
    let all = Proxy::all(proxy).map_err(setup(&format!("proxy {proxy}")))?;
    build(base(options)?.proxy(all).dns_resolver(Arc::new(Unchecked(gate.clone()))))
}

fn build(client: ClientBuilder) -> Result<Client, SetupError> {
    client.build().map_err(setup("HTTP client"))
}

fn setup(what: &str) -> impl FnOnce(reqwest::Error) -> SetupError {
    let what = what.to_owned();
    move |error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        SetupError { what, reason: cause.unwrap_or_else(|| error.to_string()) }
    }
}
