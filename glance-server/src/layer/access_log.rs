use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tracing::Span;

/// Writes one line about each request when the last byte of its answer is out, or when it is clear that it never will be.
///
/// The line has the path without its query, for people search for names, and no header, for one of them is a token.
pub(crate) async fn log_access(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let is_head = method == Method::HEAD;
    let response = next.run(request).await;
    let line = Line { method, path, status: response.status(), started, span: Span::current() };
    response.map(|body| {
        Body::new(Logged { expected_bytes: body.size_hint().exact(), sent_bytes: 0, ended: is_head, body, line })
    })
}

/// What the line says besides how the answer went.
struct Line {
    method: Method,
    path: String,
    status: StatusCode,
    started: Instant,
    span: Span,
}

impl Line {
    fn write(&self, sent_bytes: u64, is_complete: bool) {
        let _entered = self.span.enter();
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (method, path, status) = (&self.method, &self.path, self.status.as_u16());
        if is_complete {
            tracing::info!(%method, path, status, sent_bytes, duration_ms, "answered");
        } else {
            tracing::info!(%method, path, status, sent_bytes, duration_ms, "the answer broke off");
        }
    }
}

/// A body that counts what it sends.
struct Logged {
    body: Body,
    line: Line,
    sent_bytes: u64,
    /// How many bytes there are to send, where that is known. Nobody asks for more after them, not even whether there are.
    expected_bytes: Option<u64>,
    /// Whether nothing more will come; there is nothing at all after a `HEAD`.
    ended: bool,
}

impl Drop for Logged {
    fn drop(&mut self) {
        self.line.write(self.sent_bytes, self.ended || self.expected_bytes == Some(self.sent_bytes));
    }
}

impl HttpBody for Logged {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => self.sent_bytes += frame.data_ref().map_or(0, |data| data.len() as u64),
            Poll::Ready(None) => self.ended = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
