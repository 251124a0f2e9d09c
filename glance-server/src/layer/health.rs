use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::api::healthcheck;

/// Answers `/healthcheck` and what lies below it, before anything else looks at the request.
pub(crate) async fn tell_health(State(state): State<crate::State>, request: Request, next: Next) -> Response {
    if request.uri().path().split('/').find(|segment| !segment.is_empty()) == Some("healthcheck") {
        let (parts, _) = request.into_parts();
        return healthcheck::show(&parts, &state.options.health).await;
    }
    next.run(request).await
}
