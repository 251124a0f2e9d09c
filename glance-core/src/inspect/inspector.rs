//! All parsers side by side.

use super::format::Format;
use super::gpt::Gpt;
use super::iso::Iso;
use super::luks::Luks;
use super::qcow2::Qcow2;
use super::qed::Qed;
use super::report::{Detected, Report};
use super::vdi::Vdi;
use super::vhd::Vhd;
use super::vhdx::Vhdx;
use super::vmdk::Vmdk;
use super::watcher::Watcher;

/// Looks at data as it passes.
#[derive(Debug)]
pub struct Inspector {
    size_bytes: u64,
    /// In the order of [`Format`].
    watchers: [Watcher; 9],
}

impl Default for Inspector {
    fn default() -> Self {
        Self::new()
    }
}

impl Inspector {
    /// No inspector takes as many bytes of memory: each of nine parsers waits for one piece of at most 2 KiB at a time, and
    /// one of them also keeps a line of at most 2 KiB and the last 1.5 KiB.
    pub const MAX_BYTES: usize = 32 * 1024;

    /// Begins at the first byte.
    pub fn new() -> Self {
        Self {
            size_bytes: 0,
            watchers: [
                Watcher::new(Qcow2::default()),
                Watcher::new(Vhd),
                Watcher::new(Vhdx::default()),
                Watcher::new(Vmdk::default()),
                Watcher::new(Vdi),
                Watcher::new(Qed),
                Watcher::new(Iso),
                Watcher::new(Gpt),
                Watcher::new(Luks::default()),
            ],
        }
    }

    /// Looks at the next bytes. However the data is cut, the same is found.
    pub fn push(&mut self, chunk: &[u8]) {
        for watcher in &mut self.watchers {
            watcher.push(self.size_bytes, chunk);
        }
        self.size_bytes = self.size_bytes.saturating_add(chunk.len() as u64);
    }

    /// Whether nothing but the end of the data can teach more.
    pub fn is_idle(&self) -> bool {
        self.watchers.iter().all(Watcher::is_idle)
    }

    /// What is certain before the end: `None` as long as the data may still turn out to be of another format.
    ///
    /// The formats are final. Findings may be added to those that there are. Sizes are not final.
    pub fn so_far(&self) -> Option<Report> {
        let is_certain = self.watchers.iter().all(|watcher| watcher.notes.is_match.is_some());
        is_certain.then(|| self.report())
    }

    /// Tells what the data was.
    pub fn finish(mut self) -> Report {
        for watcher in &mut self.watchers {
            watcher.finish(self.size_bytes);
        }
        self.report()
    }

    fn report(&self) -> Report {
        let matching = self.watchers.iter().filter(|watcher| watcher.notes.is_match == Some(true));
        let mut detected: Vec<_> = matching
            .map(|Watcher { parser, notes, .. }| Detected {
                format: parser.format(),
                virtual_size_bytes: Some(notes.virtual_size_bytes).filter(|size| *size > 0),
                subformat: notes.subformat,
                findings: notes.findings.clone(),
            })
            .collect();
        if detected.is_empty() {
            detected.push(Detected {
                format: Format::Raw,
                virtual_size_bytes: Some(self.size_bytes).filter(|size| *size > 0),
                subformat: None,
                findings: Vec::new(),
            });
        }
        Report { size_bytes: self.size_bytes, detected }
    }
}
