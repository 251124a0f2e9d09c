//! The threads that commands run on.

use anyhow::Context;
use tokio::runtime::Builder;

/// More threads than any machine has processors are of no use.
const MOST_THREADS: u32 = 1024;

/// Runs a command on so many threads, or on one for each processor, beside those that wait for disks and databases.
pub(super) fn run<T: Send + 'static>(
    threads: Option<u32>,
    command: impl Future<Output = anyhow::Result<T>> + Send + 'static,
) -> anyhow::Result<T> {
    let mut builder = Builder::new_multi_thread();
    if let Some(threads) = threads {
        builder.worker_threads(threads.clamp(1, MOST_THREADS) as usize);
    }
    let runtime = builder.enable_all().build().context("cannot start the threads")?;
    // The thread of `main` is none of the runtime's workers: what it accepts, another thread would have to be woken for.
    let ended = runtime.block_on(runtime.spawn(command));
    ended.map_err(anyhow::Error::from).flatten()
}
