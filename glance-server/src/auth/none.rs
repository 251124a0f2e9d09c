//! No authentication at all.

use async_trait::async_trait;
use axum::http::request::Parts;
use glance_core::context::Caller;

use super::Authenticate;
use crate::ApiError;

/// Lets everybody do everything: for a machine of one's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAuth;

#[async_trait]
impl Authenticate for NoAuth {
    async fn caller(&self, _: &Parts) -> Result<Caller, ApiError> {
        Ok(Caller::unrestricted())
    }
}
