//! A descriptor without a header.

/// What makes a text a descriptor, in lower case. It has one `c` in it, so that a search never has to step back.
const CREATE_TYPE: &[u8] = b"createtype=\"";

/// Whether a tool may take what begins like this for a text. Nothing at all is none.
pub(super) fn is_text(beginning: &[u8]) -> bool {
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t'..=b'\r' | 0x1c..=0x1f);
    !beginning.is_empty() && beginning.iter().all(is_text)
}

/// Looks for what makes a text a descriptor.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// How much of [`CREATE_TYPE`] the last bytes were.
    found: usize,
}

impl Text {
    /// Looks at the next bytes, and tells whether this is a descriptor if that is certain. What is behind a zero byte is
    /// not part of the text.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Option<bool> {
        for byte in bytes.iter().map(u8::to_ascii_lowercase) {
            let is_next = |found: usize| CREATE_TYPE.get(found) == Some(&byte);
            self.found = if is_next(self.found) { self.found.saturating_add(1) } else { usize::from(is_next(0)) };
            if self.found == CREATE_TYPE.len() {
                return Some(true);
            }
            if byte == 0 {
                return Some(false);
            }
        }
        None
    }
}
