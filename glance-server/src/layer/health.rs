use axum::extract::Request;
use axum::response::Response;
use glance_core::config::HealthConfig;

use crate::api::healthcheck;

/// Answers `/healthcheck` and what lies below it, before anything else looks at the request.
pub(super) async fn tell_health(
    health: &HealthConfig,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    if request.uri().path().split('/').find(|segment| !segment.is_empty()) == Some("healthcheck") {
        let (parts, _) = request.into_parts();
        return healthcheck::show(&parts, health).await;
    }
    next(request).await
}
