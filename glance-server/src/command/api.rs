//! `glance-server api`: the Images API as a configuration wants it.

use std::time::Duration;

use glance_core::config::{Config, GivenOption, Standing};
use glance_server::serve::Limits;

use super::config::{self, ConfigFiles};
use super::run::{self, Service};
use super::{assemble, check, log, runtime};

/// Serves the Images API.
#[derive(Debug, clap::Args)]
pub(super) struct ApiArguments {
    #[command(flatten)]
    files: ConfigFiles,
    /// How many seconds transfers under way are waited for when the server is told to stop.
    #[arg(long, default_value_t = 7)]
    shutdown_timeout: u64,
}

pub(super) fn run(arguments: ApiArguments) -> anyhow::Result<()> {
    let config = arguments.files.load(&[config::API])?;
    runtime::serve(config.server.workers, serve(arguments, config))
}

async fn serve(arguments: ApiArguments, config: Config) -> anyhow::Result<()> {
    log::start(&config.server.log)?.reopen_on_hangup()?;
    if let Some(file) = arguments.files.overlooked() {
        tracing::warn!(
            file = %file.display(),
            "Glance reads this file as well; here nothing in it counts until it is named with --config-file"
        );
    }
    tell_ignored(&config.ignored);
    let database = assemble::database(&config.database).await?;
    assemble::check_schema(&database, &format!("glance-server manage{} db sync", arguments.files.repeated())).await?;
    let address = assemble::address(&config.server);
    let worker = worker(&config, &address.to_string());
    let stores = assemble::stores(&config)?;
    let glance = assemble::glance(
        &config,
        &database,
        stores,
        assemble::policy(&config)?,
        assemble::unified_limits(&config)?,
        worker,
    );
    let state = assemble::state(&config, glance.clone())?;
    let limits = Limits {
        idle: config.server.client_socket_timeout,
        shutdown: Duration::from_secs(arguments.shutdown_timeout),
        ..Limits::default()
    };
    let service = Service { glance, state, address, tls: assemble::tls(&config.server)?, limits };
    run::run(service, |url| tracing::info!(url, "ready")).await
}

/// Who this process is among those that share the database: nobody else listens at this address on this machine.
fn worker(config: &Config, address: &str) -> String {
    let machine = || rustix::system::uname().nodename().to_string_lossy().into_owned();
    config.server.worker_self_reference_url.clone().unwrap_or_else(|| format!("{}/{address}", machine()))
}

/// What means nothing here is told once. An option that Glance does not have is most likely a mistake.
fn tell_ignored(options: &[(GivenOption, Standing)]) {
    let (known, unknown): (Vec<_>, Vec<_>) = options.iter().partition(|(_, standing)| *standing == Standing::Known);
    let known: Vec<String> = known.iter().map(|(given, _)| format!("[{}] {}", given.section, given.option)).collect();
    if !known.is_empty() {
        tracing::info!(options = known.join(", "), "options that have no effect here");
    }
    for (GivenOption { section, option, place }, standing) in unknown {
        tracing::warn!("{place}: [{section}] {option}: {}", check::told(standing));
    }
}
