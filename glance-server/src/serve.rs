//! Sockets: listening, serving HTTP/1.1 on each connection, and going down without breaking what is under way.

mod connection;
mod impatient;
mod linger;
mod listener;
mod tls;

use std::future::Future;
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

pub use connection::Secure;
pub use listener::{Address, InvalidAddress, Listener};
pub use tls::{Tls, TlsError, TlsFiles};

use connection::Connection;

/// How long and how much clients may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a client may take for the head of a request, from the moment on when the connection is there or the
    /// previous request is done. An idle connection is closed after this time.
    pub head: Duration,
    /// How many bytes the head of a request may have.
    pub max_head_bytes: usize,
    /// How long a client may take nothing of what there is for it; without end if `None`.
    pub idle: Option<Duration>,
    /// How long transfers under way are waited for when the server is told to stop.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(60),
            max_head_bytes: 64 * 1024,
            idle: Some(Duration::from_secs(900)),
            shutdown: Duration::from_secs(7),
        }
    }
}

/// Serves `router` to whoever connects, until `stop` ends; then lets requests under way finish, as long as
/// [`Limits::shutdown`] says, and cuts the rest off.
pub async fn serve(listener: Listener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok(stream) => {
                    let connection = Connection { router: router.clone(), limits, stopped: stopped.clone() };
                    connections.spawn(connection.serve(stream));
                }
                Err(error) => {
                    // Mostly: too many open files. Trying again at once would only burn what is left.
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
    drop(listener);
    tracing::info!(connections = connections.len(), "stopping");
    let _ = stopping.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.shutdown, all).await.is_err() {
        tracing::warn!(connections = connections.len(), "cutting off connections that did not end in time");
        connections.shutdown().await;
    }
}
