//! The bar that shows how far a transfer is.

use indicatif::{ProgressBar, ProgressStyle};

const KNOWN: &str = "[{bar:40}] {percent:>3}% {bytes} of {total_bytes}, {bytes_per_sec}";
const UNKNOWN: &str = "{spinner} {bytes}, {bytes_per_sec}";

/// A bar on standard error, drawn only if that is a terminal.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Begins a transfer of `size` bytes, if that is known. Unless `wanted`, nothing is drawn at all.
    pub(super) fn new(size: Option<u64>, wanted: bool) -> Self {
        Self(match size {
            _ if !wanted => ProgressBar::hidden(),
            Some(size) => styled(ProgressBar::new(size), KNOWN),
            None => styled(ProgressBar::no_length(), UNKNOWN),
        })
    }

    /// Moves on.
    pub(super) fn add(&self, bytes: usize) {
        self.0.inc(bytes as u64);
    }
}

/// The last state stays on the screen, whether or not the transfer came to its end.
impl Drop for Progress {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
