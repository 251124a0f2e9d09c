//! Names of definitions, and how long texts may be.

use std::fmt;

use crate::error::{Error, Result};
use crate::image::check_text;

/// How many characters names, and other texts of one line, have at most.
const MAX_CHARACTERS: usize = 80;

/// The name of a namespace, of something in it, or of a type of resources: 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Checks a name; `what` tells in a refusal what it would have named.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is empty or too long, or not every database can keep it.
    pub fn new(what: &str, text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        if text.is_empty() {
            return Err(Error::Invalid(format!("{what} should have a name.")));
        }
        check_line(what, &text)?;
        Ok(Self(text))
    }

    /// Takes the word of whoever keeps it that it is a name.
    pub fn known(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the name as documents have it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks a text that is kept where names are.
pub(super) fn check_line(what: &str, text: &str) -> Result<()> {
    check_length(what, text, MAX_CHARACTERS)
}

/// Checks a text that is kept where there is room for so many characters.
pub(super) fn check_length(what: &str, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        return Err(Error::Invalid(format!("'{text}' is too long: {what} has at most {max} characters")));
    }
    check_text(what, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Name::new("Tag", text).unwrap_err().to_string()
    }

    #[test]
    fn a_name_has_1_to_80_characters_of_at_most_3_bytes() {
        assert_eq!(Name::new("Tag", "☃".repeat(80)).unwrap().as_str(), "☃".repeat(80));
        assert_eq!(refusal(""), "Tag should have a name.");
        assert!(refusal(&"x".repeat(81)).ends_with("is too long: Tag has at most 80 characters"));
        assert_eq!(refusal("\u{1f600}"), "Tag can't contain 4 byte unicode characters.");
    }
}
