//! Where log lines go: to stderr, for whoever runs the program decides about files.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Begins to log. `RUST_LOG` chooses what; without it, all that an operator wants to see on a normal day.
pub(super) fn start(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
}
