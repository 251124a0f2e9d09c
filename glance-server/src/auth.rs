//! Who asks.

mod context;
mod fakeauth;
mod keystone;
mod none;

use std::fmt;

use async_trait::async_trait;
use axum::http::request::Parts;
use glance_core::context::Caller;

pub use context::Context;
pub use fakeauth::FakeAuth;
pub use keystone::Keystone;
pub use none::NoAuth;

use crate::ApiError;

/// Tells from a request's head who sent it.
#[async_trait]
pub trait Authenticate: fmt::Debug + Send + Sync {
    /// Returns the caller.
    ///
    /// # Errors
    /// The answer for somebody who may not come in.
    async fn caller(&self, request: &Parts) -> Result<Caller, ApiError>;
}
