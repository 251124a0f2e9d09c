use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Span;

use super::request_id::RequestId;
use crate::ApiError;

/// Finds out who asks, before anything of the API answers, be it only that there is nothing at this path.
pub(crate) async fn identify(
    State(state): State<crate::State>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let span = Span::current();
    if let Some(route) = request.extensions().get::<MatchedPath>() {
        span.record("http.route", route.as_str());
    }
    super::request_id::check(request.headers(), &state)?;
    let (head, body) = request.into_parts();
    let mut caller = state.glance.identify(state.auth.caller(&head).await?).await?;
    caller.request_id = head.extensions.get::<RequestId>().map(|id| id.0.clone());
    let mut request = Request::from_parts(head, body);
    if let Some(project) = &caller.project {
        span.record("project.id", project.as_str());
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}
