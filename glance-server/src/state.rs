//! What all requests share.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::FromRef;
use glance_core::service::Glance;

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
    /// `[healthcheck] disable_by_file_path`: as long as this file exists, the service calls itself unhealthy.
    pub disabled_by_file: Option<PathBuf>,
    /// Whether answers are compressed for clients that say that they understand `gzip`.
    pub gzip: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { public_endpoint: None, max_request_id_length: 64, disabled_by_file: None, gzip: false }
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
