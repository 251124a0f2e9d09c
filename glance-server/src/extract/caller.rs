use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use glance_core::{Error, context};

use crate::ApiError;

/// Who asks, as [`crate::layer::identify`] found out. A handler takes it once.
pub(crate) struct Caller(pub(crate) context::Caller);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let caller = parts.extensions.remove::<context::Caller>();
        caller
            .map(Self)
            .ok_or_else(|| Error::Internal("a request reached its handler without a caller".to_owned()).into())
    }
}
