use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tracing::Span;

use crate::extract::Forwarded;

/// Writes one line about each request when the last byte of its answer is out, or when it is clear that it never will be.
///
/// The line has the path without its query, for people search for names, and no header, for one of them is a token.
pub(super) async fn log_access(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let mut line = Line {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        client: client(&request),
        started: Instant::now(),
        span: Span::current(),
        status: None,
        sent_bytes: 0,
        ended: false,
    };
    let response = next(request).await;
    line.status = Some(response.status());
    line.ended = line.method == Method::HEAD;
    response.map(|body| Body::new(Logged { expected_bytes: body.size_hint().exact(), body, line }))
}

/// Who sent a request: what a proxy says that is believed, and else who is connected.
fn client(request: &Request) -> Option<IpAddr> {
    let forwarded = request.extensions().get::<Forwarded>().and_then(|forwarded| forwarded.client);
    forwarded.or_else(|| request.extensions().get().map(|ConnectInfo::<SocketAddr>(client)| client.ip()))
}

/// What is known of a request so far. The line is written when this is dropped, which happens too when the client leaves
/// and nobody works on its request any more.
struct Line {
    method: Method,
    path: String,
    client: Option<IpAddr>,
    started: Instant,
    span: Span,
    status: Option<StatusCode>,
    sent_bytes: u64,
    /// Whether nothing more will come; there is nothing at all after a `HEAD`.
    ended: bool,
}

impl Drop for Line {
    fn drop(&mut self) {
        let _entered = self.span.enter();
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (method, path, sent_bytes) = (&self.method, &self.path, self.sent_bytes);
        let client = self.client.map(tracing::field::display);
        match self.status.map(|status| status.as_u16()) {
            None => tracing::info!(client, %method, path, duration_ms, "the client left before the answer"),
            Some(status) if self.ended => {
                tracing::info!(client, %method, path, status, sent_bytes, duration_ms, "answered");
            }
            Some(status) => {
                tracing::info!(client, %method, path, status, sent_bytes, duration_ms, "the answer broke off");
            }
        }
    }
}

/// A body that counts what it sends.
struct Logged {
    body: Body,
    /// How many bytes there are to send, where that is known. Nobody asks for more after them, not even whether there are.
    expected_bytes: Option<u64>,
    line: Line,
}

impl Drop for Logged {
    fn drop(&mut self) {
        self.line.ended |= self.expected_bytes == Some(self.line.sent_bytes);
    }
}

impl HttpBody for Logged {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.line.sent_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
            Poll::Ready(None) => self.line.ended = true,
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
