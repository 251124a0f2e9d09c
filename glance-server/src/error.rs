//! Errors as the API tells them: the one table from what went wrong to a status, and the answer it makes.

mod accept;
mod page;

use std::error::Error as _;
use std::fmt;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use glance_core::Error;

pub(crate) use accept::{Format, best_offer};
pub(crate) use page::{Page, escape};

/// What a handler returns.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// A refusal or a failure, on its way to the client.
///
/// What it says reaches the client in the format that the client prefers: HTML, JSON or plain text. Any error of the
/// library can be made into one.
#[derive(Debug)]
pub struct ApiError {
    /// Goes along in the extensions of the response until a layer writes it out.
    page: Page,
    /// A header that the status calls for.
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl ApiError {
    /// A refusal in the server's own words.
    pub(crate) fn new(status: StatusCode, explanation: impl Into<String>) -> Self {
        Self { page: Page::new(status, explanation.into()), header: None }
    }

    /// A refusal in the server's own words, without anything around them.
    pub(crate) fn bare(status: StatusCode, explanation: impl Into<String>) -> Self {
        Self { page: Page::bare(status, explanation.into()), header: None }
    }

    /// A refusal in the words that its status always has.
    pub(crate) fn standard(status: StatusCode) -> Self {
        Self::new(status, page::explanation(status))
    }

    /// A refusal in the words that its status always has, and what there is to say besides.
    pub(crate) fn detailed(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut refusal = Self::standard(status);
        refusal.page.detail = detail.into();
        refusal
    }

    /// A caller who may not come in. The answer is always HTML, as those who put a proxy in front expect it.
    pub fn unauthorized() -> Self {
        let mut refusal = Self::standard(StatusCode::UNAUTHORIZED);
        refusal.page.format = Some(Format::Html);
        refusal
    }

    /// A caller without a good token, who is told where there are some.
    pub(crate) fn unauthenticated(challenge: &HeaderValue) -> Self {
        let header = Some(Box::new((header::WWW_AUTHENTICATE, challenge.clone())));
        Self { header, ..Self::standard(StatusCode::UNAUTHORIZED) }
    }

    /// Nobody can tell who the caller is.
    pub(crate) fn keystone_unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The Keystone service is temporarily unavailable.")
    }

    /// A request that makes no sense.
    pub(crate) fn bad_request(explanation: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, explanation)
    }

    /// Text in the URL or the body that is not UTF-8.
    pub(crate) fn undecodable() -> Self {
        Self::bad_request(
            "Error decoding your request. Either the URL or the request body contained characters that could not be \
             decoded by Glance",
        )
    }

    /// A method that the resource at this path does not have; `allow` lists those that it has.
    pub(crate) fn method_not_allowed(method: &Method, allow: &'static str) -> Self {
        let page = Page::method_not_allowed(method);
        Self { page, header: Some(Box::new((header::ALLOW, HeaderValue::from_static(allow)))) }
    }

    /// A method that nothing here has.
    pub(crate) fn method_unknown(method: &Method) -> Self {
        Self { page: Page::method_unknown(method), header: None }
    }

    /// A body of the wrong type.
    pub(crate) fn media_type(content_type: &str, detail: impl Into<String>) -> Self {
        Self { page: Page::media_type(content_type, detail.into()), header: None }
    }

    /// Adds a header to the answer.
    pub(crate) fn with_header(self, name: HeaderName, value: &'static str) -> Self {
        Self { header: Some(Box::new((name, HeaderValue::from_static(value)))), ..self }
    }

    /// Tells what kept an image from being created. Other than in changes, the name of a reserved property stands in the
    /// detail there.
    pub(crate) fn on_create(error: Error) -> Self {
        match &error {
            Error::Reserved(name) if name != "locations" => Self::detailed(StatusCode::FORBIDDEN, error.to_string()),
            _ => error.into(),
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let status = status(&error);
        if status.is_server_error() {
            tracing::error!(error = %Chain(&error), status = status.as_u16(), "the request failed");
        }
        match &error {
            Error::AccessDenied(_) | Error::PropertyExists(_) | Error::PropertyMissing(_) | Error::BadRange(_) => {
                Self::detailed(status, error.to_string())
            }
            Error::TooFast { seconds, .. } => Self {
                header: Some(Box::new((header::RETRY_AFTER, HeaderValue::from(*seconds)))),
                ..Self::new(status, error.to_string())
            },
            Error::UnfitData(_) => Self::media_type("application/octet-stream", error.to_string()),
            Error::LimitsUnavailable(_) => {
                Self::new(status, "The limits of the project cannot be found out at the moment.")
            }
            Error::StoreDenied(_) => Self::new(status, "Insufficient permissions on image storage media."),
            _ if status.is_server_error() => Self::standard(status),
            _ => Self::new(status, error.to_string()),
        }
    }
}

/// The only such match: what happened, as a status.
fn status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid(_) | Error::StoreUnsupported(_) | Error::SenderGone(_) => StatusCode::BAD_REQUEST,
        Error::NotAuthorized { .. }
        | Error::ReadOnlyCaller
        | Error::Forbidden(_)
        | Error::Reserved(_)
        | Error::ReadOnly(_)
        | Error::AccessDenied(_) => StatusCode::FORBIDDEN,
        Error::ImageNotFound(_) | Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_)
        | Error::PropertyExists(_)
        | Error::PropertyMissing(_)
        | Error::Stale(_)
        | Error::Transition(_) => StatusCode::CONFLICT,
        Error::Gone(_) | Error::StoreReadOnly => StatusCode::GONE,
        Error::LimitExceeded(_) | Error::StoreFull => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooFast { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::UnfitData(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::BadRange(_) => StatusCode::RANGE_NOT_SATISFIABLE,
        Error::LimitsUnavailable(_) | Error::StoreDenied(_) | Error::StoreUnavailable(_) | Error::DbUnavailable(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Error::Store(_) | Error::Db(_) | Error::Policy(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.page.status.into_response();
        if let Some((name, value)) = self.header.map(|header| *header) {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self.page);
        response
    }
}

/// An error with all that caused it, in one line.
struct Chain<'e>(&'e Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
