use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use glance_core::config::CorsConfig;

/// Headers that pages may always send, whatever the operator allows besides.
const SIMPLE_HEADERS: [&str; 8] = [
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Cache-Control",
    "Content-Language",
    "Expires",
    "Last-Modified",
    "Pragma",
];

/// Tells browsers whether a page of another site may use the API, and answers `OPTIONS`, by which they ask beforehand and
/// without credentials.
pub(super) async fn share_with_pages(
    cors: &CorsConfig,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let origin = allowed_origin(cors, request.headers());
    if request.method() == Method::OPTIONS {
        let permission = origin.and_then(|origin| permission(cors, origin, request.headers()));
        return (StatusCode::OK, permission.unwrap_or_default()).into_response();
    }
    let mut response = next(request).await;
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        share(cors, origin, headers);
        insert(headers, ACCESS_CONTROL_EXPOSE_HEADERS, &cors.expose_headers.join(","));
    }
    response
}

/// The origin that is told as allowed, if that of the request is.
fn allowed_origin(cors: &CorsConfig, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    let is_allowed = |known: &str| cors.allowed_origins.iter().any(|allowed| allowed == known);
    match origin.to_str() {
        Ok(known) if is_allowed(known) => Some(origin.clone()),
        _ => is_allowed("*").then_some(HeaderValue::from_static("*")),
    }
}

/// What a browser is told that asks before it sends a request: nothing, if it may not.
fn permission(cors: &CorsConfig, origin: HeaderValue, asked: &HeaderMap) -> Option<HeaderMap> {
    let method = asked.get(ACCESS_CONTROL_REQUEST_METHOD)?.to_str().ok()?;
    if !cors.allow_methods.iter().any(|allowed| allowed == method) {
        return None;
    }
    let names = asked.get(ACCESS_CONTROL_REQUEST_HEADERS).map_or(Ok(""), HeaderValue::to_str).ok()?;
    let names: Vec<&str> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_allowed = |name: &str| {
        let mut known = cors.allow_headers.iter().map(String::as_str).chain(SIMPLE_HEADERS);
        known.any(|known| known.eq_ignore_ascii_case(name))
    };
    if !names.iter().all(|name| is_allowed(name)) {
        return None;
    }
    let mut headers = HeaderMap::new();
    share(cors, origin, &mut headers);
    if cors.max_age != 0 {
        insert(&mut headers, ACCESS_CONTROL_MAX_AGE, &cors.max_age.to_string());
    }
    insert(&mut headers, ACCESS_CONTROL_ALLOW_METHODS, method);
    insert(&mut headers, ACCESS_CONTROL_ALLOW_HEADERS, &names.join(","));
    Some(headers)
}

fn share(cors: &CorsConfig, origin: HeaderValue, headers: &mut HeaderMap) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if cors.allow_credentials {
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

/// Adds a header that says something.
fn insert(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let (false, Ok(value)) = (text.is_empty(), HeaderValue::from_str(text)) {
        headers.insert(name, value);
    }
}
