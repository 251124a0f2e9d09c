use std::borrow::Cow;

use axum::extract::Request;
use axum::http::header::ACCEPT;
use axum::http::{StatusCode, Uri, uri};
use axum::response::{IntoResponse, Response};
use glance_core::Error;

use crate::ApiError;
use crate::api::versions;
use crate::extract::{BaseUrl, MountPoint};

/// What stands before the version in the media type by which a client may choose one.
const MEDIA_TYPE: &str = "application/vnd.openstack.images-";

/// Finds out which version a request is for and sends it on to `/v2`, for all versions are one.
///
/// What needs no version, and no identity either, is answered here: the version documents.
pub(super) async fn negotiate(
    state: &crate::State,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let mount_point = MountPoint::of(&parts);
    let base = BaseUrl::of(&parts, state);
    let path = plain(parts.uri.path());
    let path = path.trim_start_matches('/');
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (version, rest) = match accept.strip_prefix(MEDIA_TYPE) {
        _ if first == "versions" => return Ok(versions::list(StatusCode::OK, &base, state)),
        Some(version) => (version, Some(path)),
        None => (first, rest),
    };
    if !versions::paths(state).any(|known| known == version) {
        return Ok(versions::list(StatusCode::MULTIPLE_CHOICES, &base, state));
    }
    let Some(rest) = rest else { return Ok(versions::redirect(&base).into_response()) };
    if rest.contains("%2F") || rest.contains("%2f") {
        // A slash is a slash to the API, however it is written, and no name has one.
        return Err(ApiError::standard(StatusCode::NOT_FOUND));
    }
    let uri = rewritten(&parts.uri, rest.trim_start_matches('/'))?;
    request = Request::from_parts(parts, body);
    *request.uri_mut() = uri;
    request.extensions_mut().insert(mount_point);
    Ok(next(request).await)
}

/// Decodes those letters of a path that need no encoding: encoded or not, they are the same path.
fn plain(path: &str) -> Cow<'_, str> {
    let Some((start, mut rest)) = path.split_once('%') else { return Cow::Borrowed(path) };
    let mut plain = start.to_owned();
    loop {
        let decoded = rest.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match decoded {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                plain.push(byte.into());
                rest = rest.get(2..).unwrap_or_default();
            }
            _ => plain.push('%'),
        }
        let Some((before, after)) = rest.split_once('%') else { break };
        plain.push_str(before);
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn rewritten(uri: &Uri, rest: &str) -> Result<Uri, ApiError> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri::Parts::default();
    let path = format!("/v2/{rest}{query}").parse();
    parts.path_and_query = Some(path.map_err(|error| Error::Internal(format!("rewriting a path: {error}")))?);
    Uri::from_parts(parts).map_err(|error| Error::Internal(format!("rewriting a path: {error}")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_that_need_no_encoding_are_decoded() {
        for (path, decoded) in [
            ("/v2/images", "/v2/images"),
            ("/%76%32/%69mages", "/v2/images"),
            ("/a%2Fb%2fc%00%20%C3%A9", "/a%2Fb%2fc%00%20%C3%A9"),
            ("/%2541/%7E%2e%5F%2D", "/%2541/~._-"),
            ("/%", "/%"),
            ("/%4", "/%4"),
            ("/%4x%41%", "/%4xA%"),
            ("/%+1", "/%+1"),
        ] {
            assert_eq!(plain(path), decoded);
        }
    }
}
