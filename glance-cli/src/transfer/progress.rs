//! The bar that shows how far a transfer is.

use std::io::{self, Read};

use indicatif::{ProgressBar, ProgressStyle};

const KNOWN: &str = "[{bar:40}] {percent:>3}% {bytes} of {total_bytes}, {bytes_per_sec}";
const UNKNOWN: &str = "{spinner} {bytes}, {bytes_per_sec}";

/// A reader that moves a bar along. The bar is drawn on standard error, and only if that is a terminal.
#[derive(Debug)]
pub(super) struct Watched<R> {
    reader: R,
    bar: ProgressBar,
}

impl<R: Read> Watched<R> {
    /// Watches `reader`, of which `size` bytes are expected.
    pub(super) fn new(reader: R, size: Option<u64>, wanted: bool) -> Self {
        let bar = match size {
            _ if !wanted => ProgressBar::hidden(),
            Some(size) => styled(ProgressBar::new(size), KNOWN),
            None => styled(ProgressBar::no_length(), UNKNOWN),
        };
        Self { reader, bar }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bar.inc(count as u64);
        Ok(count)
    }
}

/// The last state stays on the screen, whether or not the transfer came to its end.
impl<R> Drop for Watched<R> {
    fn drop(&mut self) {
        self.bar.abandon();
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
