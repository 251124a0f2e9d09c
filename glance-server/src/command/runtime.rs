//! The threads that commands run on.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};

use super::complain;

/// More threads than any machine has processors are of no use.
const MOST_THREADS: u32 = 1024;

/// How long a server that ends waits for the threads that wait for disks and databases.
const PATIENCE: Duration = Duration::from_millis(500);

/// Runs a command to its end, and that of all its threads.
pub(super) fn run<T: Send + 'static>(
    command: impl Future<Output = anyhow::Result<T>> + Send + 'static,
) -> anyhow::Result<T> {
    let runtime = start(None)?;
    drive(&runtime, command)
}

/// Runs a server on so many threads, or on one for each processor, beside those that wait for disks and databases.
///
/// Threads that hang do not keep it up: then this ends the process itself, with the exit code that is due.
pub(super) fn serve(
    threads: Option<u32>,
    server: impl Future<Output = anyhow::Result<()>> + Send + 'static,
) -> anyhow::Result<()> {
    let runtime = start(threads)?;
    let ended = drive(&runtime, server);
    let begun = Instant::now();
    runtime.shutdown_timeout(PATIENCE);
    if begun.elapsed() >= PATIENCE {
        leave(&ended);
    }
    ended
}

fn start(threads: Option<u32>) -> anyhow::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    if let Some(threads) = threads {
        builder.worker_threads(threads.clamp(1, MOST_THREADS) as usize);
    }
    builder.enable_all().build().context("cannot start the threads")
}

fn drive<T: Send + 'static>(
    runtime: &Runtime,
    command: impl Future<Output = anyhow::Result<T>> + Send + 'static,
) -> anyhow::Result<T> {
    // The thread of `main` is none of the runtime's workers: what it accepts, another thread would have to be woken for.
    runtime.block_on(runtime.spawn(command)).map_err(anyhow::Error::from).flatten()
}

/// Ends the process without the exit handlers, which would take libraries down that a thread may be at work in (ADR 8).
fn leave(ended: &anyhow::Result<()>) -> ! {
    tracing::warn!("threads that wait for a disk or a database are left behind");
    if let Err(error) = ended {
        complain(error);
    }
    let _ = std::io::stdout().flush();
    signal_hook::low_level::exit(i32::from(ended.is_err()))
}
