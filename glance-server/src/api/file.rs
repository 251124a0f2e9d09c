//! `/v2/images/{image_id}/file`

pub(crate) mod docs;
mod outgoing;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use glance_core::Error;
use glance_core::service::{Download, Glance};
use glance_core::store::ByteRange;

use crate::ApiError;
use crate::error::ApiResult;
use crate::extract::{Caller, ImageIdPath, IncomingData, NoBody, Query, Requested};
use outgoing::OutgoingData;

/// `GET /v2/images/{image_id}/file`
pub(crate) async fn download(
    _: NoBody,
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    query: Query,
    requested: ApiResult<Requested>,
) -> ApiResult<Response> {
    // a part that makes no sense is refused only to those who may have the whole
    let part = requested.as_ref().ok().and_then(|requested| requested.part);
    let preferred = query.last("prefer").unwrap_or_default().split(',').map(str::trim);
    let preferred: Vec<&str> = preferred.filter(|store| !store.is_empty()).collect();
    let downloaded = glance.download_from(&caller, id, part, &preferred).await?;
    let Download::Data { image, size_bytes, range, data } = downloaded else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    requested?.check(size_bytes)?;
    let headers = headers(image.checksum, size_bytes, range)?;
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let body = OutgoingData::new(data, range.map_or(size_bytes, |range| range.length));
    Ok((status, headers, Body::new(body)).into_response())
}

/// `PUT /v2/images/{image_id}/file`
pub(crate) async fn upload(
    State(glance): State<Glance>,
    Caller(caller): Caller,
    ImageIdPath(id): ImageIdPath,
    IncomingData(data): IncomingData,
) -> ApiResult<StatusCode> {
    glance.upload(&caller, id, data).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The digest is that of all the data, even if only a part of it is sent: clients compare it with the image's.
fn headers(checksum: Option<String>, size_bytes: u64, range: Option<ByteRange>) -> Result<HeaderMap, ApiError> {
    let value = |text: String| {
        HeaderValue::try_from(text).map_err(|error| Error::Internal(format!("writing a header: {error}")))
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    if let Some(checksum) = checksum {
        headers.insert(HeaderName::from_static("content-md5"), value(checksum)?);
    }
    if let Some(ByteRange { start, length }) = range {
        let last = (start + length).saturating_sub(1);
        headers.insert(header::CONTENT_RANGE, value(format!("bytes {start}-{last}/{size_bytes}"))?);
    }
    Ok(headers)
}
