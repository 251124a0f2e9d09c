//! What texts may be.
//!
//! The limits are those of the narrowest database that Glance runs on: columns of 255 characters, and MySQL tables whose
//! characters have three bytes at most.

use crate::error::{Error, Result};

const MAX_CHARACTERS: usize = 255;

/// Checks that every database can keep a text.
///
/// # Errors
/// [`Error::Invalid`] when a character of it takes four bytes.
pub fn check_text(what: &str, text: &str) -> Result<()> {
    if text.chars().any(|c| c.len_utf8() > 3) {
        return Err(Error::Invalid(format!("{what} can't contain 4 byte unicode characters.")));
    }
    if text.contains('\0') {
        return Err(Error::Invalid(format!("{what} can't contain the character NUL.")));
    }
    Ok(())
}

/// Checks the value of an attribute that is a line of text: its name, its owner.
///
/// # Errors
/// [`Error::Invalid`] when it is too long or cannot be kept.
pub fn check_name(attribute: &str, text: &str) -> Result<()> {
    if text.chars().count() > MAX_CHARACTERS {
        return Err(Error::Invalid(format!(
            "Provided object does not match schema 'image': '{text}' is too long: {attribute} has at most 255 characters"
        )));
    }
    let mut capital = attribute.to_owned();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    check_text(&capital, text)
}

/// Checks the name of a property.
///
/// # Errors
/// [`Error::Invalid`] when it is empty, too long or cannot be kept.
pub fn check_property_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::Invalid("Custom property should have a name.".to_owned()));
    }
    if name.chars().count() > MAX_CHARACTERS {
        return Err(Error::Invalid("Custom property should not be greater than 255 characters.".to_owned()));
    }
    check_text("Property name", name)
}

/// Checks a tag.
///
/// # Errors
/// [`Error::Invalid`] when it is too long or cannot be kept.
pub fn check_tag(tag: &str) -> Result<()> {
    if tag.chars().count() > MAX_CHARACTERS {
        return Err(Error::Invalid(format!(
            "Invalid image tag: '{tag}' is too long: a tag has at most 255 characters"
        )));
    }
    check_text("Tag", tag)
}
