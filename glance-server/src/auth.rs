//! Who asks.

mod context;
mod fakeauth;
mod none;

use std::fmt;

use async_trait::async_trait;
use axum::http::HeaderMap;
use glance_core::context::Caller;

pub use context::Context;
pub use fakeauth::FakeAuth;
pub use none::NoAuth;

use crate::ApiError;

/// Tells from a request's headers who sent it.
#[async_trait]
pub trait Authenticate: fmt::Debug + Send + Sync {
    /// Returns the caller.
    ///
    /// # Errors
    /// The answer for somebody who may not come in.
    async fn caller(&self, headers: &HeaderMap) -> Result<Caller, ApiError>;
}
