use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_RANGE, HeaderName, RANGE};
use axum::http::request::Parts;
use glance_core::service::Part;

use crate::ApiError;

/// The part of an image's data that a client wants.
///
/// Besides `Range` there is `Content-Range`, which older clients of the Images API send in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requested {
    /// The part; all of the data if there is none.
    pub(crate) part: Option<Part>,
    /// The last byte, where it must not lie beyond the data: `Content-Range` with an asterisk.
    pub(crate) last_within: Option<u64>,
}

impl<S: Send + Sync> FromRequestParts<S> for Requested {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let text = |name: HeaderName| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
        match (text(RANGE), text(CONTENT_RANGE)) {
            (Some(range), _) if range.contains(',') => Err(ApiError::bad_request(
                "Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests \
                 instead.",
            )),
            (Some(range), _) => read_range(range).ok_or_else(|| unsatisfiable("Invalid Range header.")),
            (None, Some(range)) => {
                read_content_range(range).ok_or_else(|| unsatisfiable("Invalid Content-Range header."))
            }
            (None, None) => Ok(Self { part: None, last_within: None }),
        }
    }
}

impl Requested {
    /// Checks what only the length of the data tells.
    pub(crate) fn check(self, size_bytes: u64) -> Result<(), ApiError> {
        if self.last_within.is_some_and(|last| last >= size_bytes) {
            return Err(unsatisfiable(format!(
                "Invalid stop position in Content-Range header. The stop position MUST be in the inclusive range [0, {}].",
                size_bytes.saturating_sub(1)
            )));
        }
        Ok(())
    }
}

fn unsatisfiable(detail: impl Into<String>) -> ApiError {
    ApiError::detailed(StatusCode::RANGE_NOT_SATISFIABLE, detail)
}

/// Reads `bytes=first-last`, `bytes=first-` or `bytes=-length`.
fn read_range(text: &str) -> Option<Requested> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes"))?;
    let part = match (first.trim(), last.trim()) {
        ("", length) => Part::Last(number(length)?),
        (first, "") => Part::From(number(first)?),
        (first, last) => between(number(first)?, number(last)?)?,
    };
    Some(Requested { part: Some(part), last_within: None })
}

/// Reads `bytes first-last/length`, where the length may be an asterisk.
fn read_content_range(text: &str) -> Option<Requested> {
    let (range, length) = text.trim().strip_prefix("bytes ")?.trim().split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first.trim())?, number(last.trim())?);
    let part = Some(between(first, last)?);
    match length.trim() {
        "*" => Some(Requested { part, last_within: Some(last) }),
        length => (last < number(length)?).then_some(Requested { part, last_within: None }),
    }
}

fn between(first: u64, last: u64) -> Option<Part> {
    (first <= last).then_some(Part::Between(first, last))
}

/// Digits alone: no sign, no blank.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_in_their_three_forms() {
        let part = |text| read_range(text).and_then(|requested| requested.part);

        assert_eq!(part("bytes=0-9"), Some(Part::Between(0, 9)));
        assert_eq!(part("bytes=4090-"), Some(Part::From(4090)));
        assert_eq!(part("bytes=-5"), Some(Part::Last(5)));
        for text in ["", "bytes", "bytes=", "bytes=-", "bytes=x", "bytes=9-5", "pages=1-2", "bytes=+1-2", "bytes=1--2"]
        {
            assert_eq!(part(text), None, "{text}");
        }
    }

    #[test]
    fn the_old_header_is_read_as_well() {
        let whole = Requested { part: Some(Part::Between(10, 19)), last_within: None };

        assert_eq!(read_content_range("bytes 10-19/4096"), Some(whole));
        assert_eq!(read_content_range("bytes 10-19/*"), Some(Requested { last_within: Some(19), ..whole }));
        for text in ["bytes 10-5/4096", "bytes 10-19/19", "bytes */4096", "10-19/20"] {
            assert_eq!(read_content_range(text), None, "{text}");
        }
    }
}
