//! Where log lines go: to stderr, for whoever runs the program decides about files, or to a file after all.

use std::fs::OpenOptions;
use std::io::IsTerminal;
use std::sync::Mutex;

use anyhow::Context;
use glance_core::config::LogConfig;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Begins to log. `RUST_LOG` chooses what; without it, all that an operator wants to see on a normal day, or more if the
/// configuration asks for it.
pub(super) fn start(config: &LogConfig) -> anyhow::Result<()> {
    let usual = if config.debug { "info,glance_core=debug,glance_server=debug" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let (writer, in_color) = match config.path("glance-api") {
        None => (BoxMakeWriter::new(std::io::stderr), std::io::stderr().is_terminal()),
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(&path);
            let file = file.with_context(|| format!("[DEFAULT] log_file: cannot write {}", path.display()))?;
            (BoxMakeWriter::new(Mutex::new(file)), false)
        }
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    lines.with_ansi(in_color).with_target(false).init();
    Ok(())
}
