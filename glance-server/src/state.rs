//! What all requests share.

use std::sync::Arc;

use axum::extract::FromRef;
use glance_core::config::{CorsConfig, HealthConfig};
use glance_core::service::Glance;
use glance_core::service::metadef::Metadefs;

use crate::auth::{Authenticate, NoAuth};

/// What all requests share: the service, who tells callers apart, and how the API presents itself.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) glance: Glance,
    pub(crate) auth: Arc<dyn Authenticate>,
    pub(crate) options: Arc<Options>,
}

/// How the API presents itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `public_endpoint`: what absolute links begin with; if not given, the host that the client asked for.
    pub public_endpoint: Option<String>,
    /// `max_request_id_length`: how many characters a client's request id may have; any number if it is 0.
    pub max_request_id_length: usize,
    /// Whether there is an `image_cache_dir`, and so the versions of the API that came with it.
    pub image_cache: bool,
    /// Whether a proxy is believed what it says of a request in `Forwarded` and `X-Forwarded-*`.
    pub proxy_headers: bool,
    /// Which web pages may use the API from a browser.
    pub cors: CorsConfig,
    /// What `/healthcheck` looks at, and what it tells to whom.
    pub health: HealthConfig,
    /// Whether answers are compressed for clients that say that they understand `gzip`.
    pub gzip: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            public_endpoint: None,
            max_request_id_length: 64,
            image_cache: false,
            proxy_headers: false,
            cors: CorsConfig::default(),
            health: HealthConfig::default(),
            gzip: false,
        }
    }
}

impl State {
    /// Serves to everybody, who all may do everything.
    pub fn new(glance: Glance) -> Self {
        Self { glance, auth: Arc::new(NoAuth), options: Arc::default() }
    }

    /// Serves to those whom `auth` lets in.
    #[must_use]
    pub fn with_auth(self, auth: impl Authenticate + 'static) -> Self {
        Self { auth: Arc::new(auth), ..self }
    }

    /// Presents itself in another way.
    #[must_use]
    pub fn with_options(self, options: Options) -> Self {
        Self { options: Arc::new(options), ..self }
    }
}

impl FromRef<State> for Glance {
    fn from_ref(state: &State) -> Self {
        state.glance.clone()
    }
}

impl FromRef<State> for Metadefs {
    fn from_ref(state: &State) -> Self {
        state.glance.metadefs()
    }
}
