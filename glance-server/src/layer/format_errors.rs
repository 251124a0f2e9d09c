use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use hyper::ext::ReasonPhrase;

use crate::error::{Format, Page};

/// Writes errors in the format that the client prefers. Whoever found the error did not have to know it.
pub(super) async fn format_errors(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let preferred = preferred(request.headers());
    let mut response = next(request).await;
    if let Some(page) = response.extensions_mut().remove::<Page>() {
        let (media_type, text) = page.write(page.format.unwrap_or(preferred));
        // The router counted the empty body already.
        response.headers_mut().remove(CONTENT_LENGTH);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        response.extensions_mut().insert(ReasonPhrase::from_static(page.title().as_bytes()));
        *response.body_mut() = Body::from(text);
    }
    response
}

fn preferred(headers: &HeaderMap) -> Format {
    let values: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    Format::preferred(Some(&values.join(",")))
}
