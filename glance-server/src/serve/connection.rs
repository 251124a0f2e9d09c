//! One connection.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;

use super::Limits;
use super::impatient::Impatient;
use super::linger::Lingering;
use super::listener::Stream;

/// Marks requests that came over TLS, among their extensions.
#[derive(Clone, Copy, Debug)]
pub struct Secure;

/// What is needed to serve a connection.
pub(super) struct Connection {
    pub(super) router: Router,
    pub(super) limits: Limits,
    /// Becomes true when the connection is to end after the request under way.
    pub(super) stopped: watch::Receiver<bool>,
}

/// Where the requests of a connection come from.
#[derive(Clone, Copy)]
struct Origin {
    client: Option<SocketAddr>,
    is_secure: bool,
}

impl Connection {
    pub(super) async fn serve(self, stream: Stream) {
        let (unread, idle) = (Arc::new(AtomicBool::new(false)), self.limits.idle);
        match stream {
            Stream::Tcp(stream) => {
                let origin = Origin { client: stream.peer_addr().ok(), is_secure: false };
                self.speak(Lingering::new(Impatient::new(stream, idle), unread.clone()), unread, origin).await;
            }
            Stream::Unix(stream) => {
                let origin = Origin { client: None, is_secure: false };
                self.speak(Lingering::new(Impatient::new(stream, idle), unread.clone()), unread, origin).await;
            }
            Stream::Tls(stream, acceptor) => {
                let origin = Origin { client: stream.peer_addr().ok(), is_secure: true };
                let handshake = acceptor.accept(Lingering::new(Impatient::new(stream, idle), unread.clone()));
                match timeout(self.limits.head, handshake).await {
                    Ok(Ok(stream)) => self.speak(stream, unread, origin).await,
                    Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                }
            }
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin, unread: Arc<AtomicBool>, origin: Origin) {
        let Self { router, limits, mut stopped } = self;
        let service = service_fn(|request: Request<Incoming>| {
            unread.store(false, Ordering::Relaxed);
            let mut request = request.map(|body| Body::new(Watched { body, unread: unread.clone() }));
            if origin.is_secure {
                request.extensions_mut().insert(Secure);
            }
            if let Some(client) = origin.client {
                request.extensions_mut().insert(ConnectInfo(client));
            }
            router.clone().oneshot(request)
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_header_size(limits.max_head_bytes);
        let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
        let stop = async { stopped.wait_for(|stopped| *stopped).await.is_ok() };
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = stop => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error = %error, "a connection broke off");
        }
    }
}

/// A request's body that tells whether somebody read it to its end.
struct Watched {
    body: Incoming,
    unread: Arc<AtomicBool>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            self.unread.store(true, Ordering::Relaxed);
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
