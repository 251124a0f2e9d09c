//! Serving until told to stop: what every command that serves has in common.

use std::time::Duration;

use anyhow::Context;
use glance_core::service::Glance;
use glance_server::serve::{Address, Limits, Listener, Tls, serve};
use glance_server::{State, router};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};

/// How long work that was cut off may take to clean up after itself.
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
    let Service { glance, state, address, tls, limits } = service;
    let stop = stop_signal()?;
    let listener = Listener::bind(&address, tls).await.with_context(|| format!("cannot listen on {address}"))?;
    sweep(&glance).await?;
    ready(&listener.url());
    let sweeps = tokio::spawn(sweep_regularly(glance.clone()));
    serve(listener, router(state), limits, stop).await;
    sweeps.abort();
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
