//! Reads documents member by member.

use std::fmt;

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// Reads parts of documents, and complains in the name of the schema that they do not fit.
pub(super) struct Reader(pub(super) &'static str);

impl Reader {
    pub(super) fn object<'v>(&self, value: &'v Value) -> Result<&'v Map<String, Value>> {
        value.as_object().ok_or_else(|| self.not_of_type(value, "object"))
    }

    pub(super) fn required<'v>(&self, members: &'v Map<String, Value>, name: &str) -> Result<&'v Value> {
        members.get(name).ok_or_else(|| self.mismatch(format_args!("'{name}' is a required property")))
    }

    /// Reads a text of so many characters.
    pub(super) fn text(&self, value: &Value, least: usize, most: usize) -> Result<String> {
        let Value::String(text) = value else { return Err(self.not_of_type(value, "string")) };
        match text.chars().count() {
            // What is too long may be a URL with a secret in it.
            length if length > most => Err(self.mismatch(format_args!("a text of {length} characters is too long"))),
            length if length < least => Err(self.mismatch(format_args!("'{text}' is too short"))),
            _ => Ok(text.clone()),
        }
    }

    pub(super) fn not_of_type(&self, value: &Value, wanted: &str) -> Error {
        let what = match value {
            Value::Object(_) => "an object",
            Value::Array(_) => "a list",
            Value::String(_) => "a text",
            other => &other.to_string(),
        };
        self.mismatch(format_args!("{what} is not of type '{wanted}'"))
    }

    pub(super) fn unexpected(&self, name: &str) -> Error {
        self.mismatch(format_args!("Additional properties are not allowed ('{name}' was unexpected)"))
    }

    pub(super) fn mismatch(&self, reason: impl fmt::Display) -> Error {
        Error::Invalid(format!("Provided object does not match schema '{}': {reason}", self.0))
    }
}
