//! The descriptor: lines of text, of which each must be understood.

use super::super::finding::Check;
use super::super::parser::Notes;

/// The longest line, in bytes. The longest that tools write name a file.
const MAX_LINE: usize = 2048;
/// The kinds of images that are in one file, as they are written; all others name the files that they are in.
const SINGLE_FILE: [&str; 2] = ["monolithicSparse", "streamOptimized"];
/// What an image without a parent has in the place of its parent's number.
const NO_PARENT: &str = "ffffffff";

/// Reads a descriptor that comes in parts.
#[derive(Debug, Default)]
pub(super) struct Descriptor {
    /// The line that is not complete yet, at most [`MAX_LINE`] long.
    line: Vec<u8>,
    /// Whether the text has ended with a zero byte.
    is_over: bool,
    subformat: Option<&'static str>,
    has_extent: bool,
    failed: Option<(Check, &'static str)>,
}

impl Descriptor {
    pub(super) fn push(&mut self, part: &[u8]) {
        for &byte in part {
            if self.failed.is_some() {
                return;
            }
            self.failed = self.take(byte).err();
        }
    }

    /// Learns that the descriptor is over, and notes what it says.
    pub(super) fn finish(&mut self, notes: &mut Notes) {
        if self.failed.is_none() {
            self.failed = self.end_of_line().and_then(|()| self.is_complete()).err();
        }
        notes.subformat = self.subformat;
        if let Some((check, reason)) = self.failed {
            notes.fail(check, reason);
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), (Check, &'static str)> {
        match byte {
            0 if self.is_over => Ok(()),
            _ if self.is_over => Err(unclear("its descriptor goes on behind its end")),
            0 => {
                self.is_over = true;
                self.end_of_line()
            }
            b'\n' => self.end_of_line(),
            _ if self.line.len() >= MAX_LINE => Err(unclear("a line of its descriptor is too long")),
            _ => {
                self.line.push(byte);
                Ok(())
            }
        }
    }

    fn end_of_line(&mut self) -> Result<(), (Check, &'static str)> {
        let line = std::mem::take(&mut self.line);
        let text = std::str::from_utf8(&line).ok().filter(|text| text.is_ascii());
        let text = text.ok_or(unclear("its descriptor is not ASCII"))?;
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.contains(|c: char| c.is_ascii_control() && c != '\t') {
            return Err(unclear("its descriptor has control characters in it"));
        }
        let text = text.trim();
        self.read(text, &text.to_ascii_lowercase())
    }

    /// Reads one line. Tools find some keys wherever they stand, even in comments, so that these are looked for there too.
    fn read(&mut self, text: &str, lower: &str) -> Result<(), (Check, &'static str)> {
        if lower.contains("parentfilenamehint") {
            return Err((Check::BackingFile, "it has a parent"));
        }
        let (key, value) = lower.split_once('=').unwrap_or_default();
        if lower.contains("createtype") {
            return self.create_type(key, value);
        }
        let is_field = !key.is_empty() && !key.contains([' ', '\t']);
        if text.is_empty() || text.starts_with('#') || lower.starts_with("ddb") {
            Ok(())
        } else if is_field {
            match key {
                "parentcid" if value != NO_PARENT => Err((Check::BackingFile, "it has a parent")),
                _ => without_paths(text),
            }
        } else if matches!(lower.split(' ').next(), Some("rw" | "rdonly" | "noaccess")) {
            self.has_extent = true;
            without_paths(text)
        } else {
            Err(unclear("a line of its descriptor has no meaning"))
        }
    }

    fn create_type(&mut self, key: &str, value: &str) -> Result<(), (Check, &'static str)> {
        if key != "createtype" || self.subformat.is_some() {
            return Err(unclear("its descriptor speaks of its kind in more than one place"));
        }
        let kind = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or_default();
        self.subformat = SINGLE_FILE.into_iter().find(|known| known.eq_ignore_ascii_case(kind));
        self.subformat.map(|_| ()).ok_or(unclear("it is of a kind that is in several files"))
    }

    fn is_complete(&self) -> Result<(), (Check, &'static str)> {
        match (self.subformat, self.has_extent) {
            (Some(_), true) => Ok(()),
            (None, _) => Err(unclear("its descriptor does not name its kind")),
            (Some(_), false) => Err(unclear("its descriptor names no extents")),
        }
    }
}

fn unclear(reason: &'static str) -> (Check, &'static str) {
    (Check::Descriptor, reason)
}

fn without_paths(line: &str) -> Result<(), (Check, &'static str)> {
    if line.contains('/') { Err(unclear("its descriptor names a path")) } else { Ok(()) }
}
