//! Where log lines go: to stderr, for whoever runs the program decides about files, or to a file after all.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use glance_core::config::LogConfig;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Begins to log. `RUST_LOG` chooses what; without it, all that an operator wants to see on a normal day, or more if the
/// configuration asks for it.
pub(super) fn start(config: &LogConfig) -> anyhow::Result<Log> {
    let usual = if config.debug { "info,glance_core=debug,glance_server=debug" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let file = config.path("glance-api").map(LogFile::open).transpose()?;
    let (writer, in_color) = match &file {
        None => (BoxMakeWriter::new(io::stderr), io::stderr().is_terminal()),
        Some(file) => {
            let file = file.clone();
            (BoxMakeWriter::new(move || file.clone()), false)
        }
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    lines.with_ansi(in_color).with_target(false).init();
    Ok(Log { file })
}

/// The log that was begun.
#[derive(Debug)]
pub(super) struct Log {
    file: Option<LogFile>,
}

impl Log {
    /// From now on, SIGHUP no longer ends the program, and opens the log file anew: what rotates logs has moved the old one.
    pub(super) fn reopen_on_hangup(self) -> anyhow::Result<()> {
        let mut hangup = signal(SignalKind::hangup()).context("cannot wait for SIGHUP")?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                let Some(file) = self.file.clone() else { continue };
                match spawn_blocking(move || file.reopen()).await {
                    Ok(Ok(())) => tracing::info!("got SIGHUP: this log begins here"),
                    Ok(Err(error)) => tracing::error!(error = %format!("{error:#}"), "the log goes on in the old file"),
                    Err(error) => tracing::error!(%error, "the log goes on in the old file"),
                }
            }
        });
        Ok(())
    }
}

/// A file that lines are appended to; clones are the same.
#[derive(Clone, Debug)]
struct LogFile {
    path: Arc<Path>,
    file: Arc<Mutex<File>>,
}

impl LogFile {
    fn open(path: PathBuf) -> anyhow::Result<Self> {
        let file = append(&path)?;
        Ok(Self { path: path.into(), file: Arc::new(Mutex::new(file)) })
    }

    fn reopen(&self) -> anyhow::Result<()> {
        let file = append(&self.path)?;
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn append(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.with_context(|| format!("[DEFAULT] log_file: cannot write {}", path.display()))
}
