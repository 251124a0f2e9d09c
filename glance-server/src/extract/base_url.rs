use axum::extract::{FromRef, FromRequestParts, OriginalUri};
use axum::http::header::HOST;
use axum::http::request::Parts;

use super::Forwarded;
use crate::serve::Secure;
use crate::{ApiError, State};

/// What absolute links begin with: `public_endpoint`, or what the client called the server, without a slash at the end.
pub(crate) struct BaseUrl(pub(crate) String);

impl<S> FromRequestParts<S> for BaseUrl
where
    S: Send + Sync,
    State: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Ok(Self::of(parts, &State::from_ref(state)))
    }
}

impl BaseUrl {
    /// Reads it off a request's head.
    pub(crate) fn of(parts: &Parts, state: &State) -> Self {
        if let Some(endpoint) = &state.options.public_endpoint {
            return Self(endpoint.trim_end_matches('/').to_owned());
        }
        let forwarded = parts.extensions.get::<Forwarded>();
        let prefix = forwarded.map_or("", |forwarded| forwarded.prefix.as_str());
        let path = format!("{prefix}{}", mount_point(parts));
        let host = forwarded
            .and_then(|forwarded| forwarded.host.as_deref())
            .or_else(|| parts.headers.get(HOST)?.to_str().ok())
            .or_else(|| Some(parts.uri.authority()?.as_str()));
        // A client of HTTP/1.0 need not say whom it calls; a link without a host is right for it as well.
        let Some(host) = host else { return Self(path) };
        let own = if parts.extensions.get::<Secure>().is_some() { "https" } else { "http" };
        let scheme = forwarded.and_then(|forwarded| forwarded.scheme).unwrap_or(own);
        let port = if scheme == "https" { ":443" } else { ":80" };
        Self(format!("{scheme}://{}{path}", host.strip_suffix(port).unwrap_or(host)))
    }
}

/// Where in another program's paths the router is mounted. [`crate::layer::negotiate`] keeps it, for it rewrites paths.
fn mount_point(parts: &Parts) -> String {
    let mounted = parts.extensions.get::<MountPoint>();
    mounted.map_or_else(|| MountPoint::of(parts).0, |point| point.0.clone())
}

/// What the program around the router cut off the path.
#[derive(Clone, Debug)]
pub(crate) struct MountPoint(String);

impl MountPoint {
    /// Compares the path as it was sent with the path as it is here.
    pub(crate) fn of(parts: &Parts) -> Self {
        let sent = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |OriginalUri(uri)| uri.path());
        let cut =
            sent.strip_suffix(parts.uri.path()).or_else(|| sent.strip_suffix(parts.uri.path().trim_start_matches('/')));
        Self(cut.unwrap_or_default().trim_end_matches('/').to_owned())
    }
}
