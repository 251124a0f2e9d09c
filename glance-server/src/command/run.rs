//! Serving until told to stop: what every command that serves has in common.

use std::pin::pin;
use std::time::Duration;

use anyhow::Context;
use glance_core::service::Glance;
use glance_server::serve::{Address, Limits, Listener, Tls, serve};
use glance_server::{State, router};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};

/// How long work that was cut off may take to clean up after itself. With what [`Limits::shutdown`] gives to transfers, and
/// the runtime to its threads, a stop takes nine and a half seconds.
const CLEANUP_TIME: Duration = Duration::from_secs(2);

/// What is served, and where.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) glance: Glance,
    pub(super) state: State,
    pub(super) address: Address,
    pub(super) tls: Option<Tls>,
    pub(super) limits: Limits,
}

/// Cleans up what an earlier life left behind, serves until SIGTERM or SIGINT, and leaves nothing half done.
///
/// The address is taken before anything is cleaned up: whoever has it is the only living process of its name. Clients that
/// connect meanwhile wait. `ready` is called with the URL as soon as they are answered.
pub(super) async fn run(service: Service, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    run_until(stop_signal()?, service, ready).await
}

async fn run_until(stop: impl Future<Output = ()>, service: Service, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    let Service { glance, state, address, tls, limits } = service;
    let mut stop = pin!(stop);
    let start = async {
        let listener = Listener::bind(&address, tls).await.with_context(|| format!("cannot listen on {address}"))?;
        sweep(&glance).await?;
        anyhow::Ok(listener)
    };
    let listener = tokio::select! {
        started = start => Some(started?),
        // What is left of the cleaning up is done at the next start.
        () = &mut stop => None,
    };
    if let Some(listener) = listener {
        ready(&listener.url());
        let sweeps = tokio::spawn(sweep_regularly(glance.clone()));
        serve(listener, router(state), limits, stop).await;
        sweeps.abort();
    }
    if timeout(CLEANUP_TIME, glance.drain()).await.is_err() {
        tracing::warn!("some work could not be ended in time; the next start cleans up, and goes on with tasks");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The handlers are in place when this returns; what it returns ends with the first signal.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("got SIGTERM"),
            _ = interrupt.recv() => tracing::info!("got SIGINT"),
        }
    })
}

async fn sweep(glance: &Glance) -> anyhow::Result<()> {
    let done = glance.recover().await.context("cannot clean up what an earlier run left behind")?;
    if done != glance_core::service::Recovered::default() {
        tracing::info!(
            uploads = done.uploads,
            tasks = done.tasks,
            removals = done.removals,
            pieces = done.pieces,
            "cleaned up"
        );
    }
    Ok(())
}

async fn sweep_regularly(glance: Glance) {
    loop {
        sleep(glance.settings().sweep_interval).await;
        if let Err(error) = sweep(&glance).await {
            tracing::warn!(error = %format!("{error:#}"), "cleaning up failed; it is tried again later");
        }
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use glance_core::Result;
    use glance_core::clock::Moment;
    use glance_core::db::{Database, PoolOptions};
    use glance_core::image::ImageId;

    use glance_core::repo::{HeldLease, LeaseRepo};
    use glance_core::service::Parts;
    use glance_core::store::{MemoryStore, Stores};
    use tokio::sync::Notify;

    use super::*;

    /// A database that hangs as soon as it is asked for leases.
    #[derive(Debug, Default)]
    struct Hanging {
        is_asked: Arc<Notify>,
    }

    #[async_trait]
    impl LeaseRepo for Hanging {
        async fn held(&self) -> Result<Vec<HeldLease>> {
            self.is_asked.notify_one();
            std::future::pending().await
        }

        async fn exchange(&self, _: ImageId, _: &str, _: &str) -> Result<bool> {
            unreachable!("there are no leases")
        }

        async fn end(&self, _: ImageId, _: &str, _: Moment) -> Result<bool> {
            unreachable!("there are no leases")
        }
    }

    #[tokio::test]
    async fn a_start_that_hangs_can_be_stopped() {
        let database = Database::connect("sqlite://", PoolOptions::default()).await.unwrap();
        let leases = Hanging::default();
        let is_asked = Arc::clone(&leases.is_asked);
        let glance = Glance::new(Parts {
            leases: Arc::new(leases),
            ..Parts::new(database.repositories(), Stores::single(Arc::new(MemoryStore::default())))
        });
        let state = State::new(glance.clone());
        let address = "127.0.0.1:0".parse().unwrap();
        let service = Service { glance, state, address, tls: None, limits: Limits::default() };

        let stopped = run_until(async move { is_asked.notified().await }, service, |_| panic!("it is not ready"));

        timeout(Duration::from_secs(20), stopped).await.unwrap().unwrap();
    }
}
