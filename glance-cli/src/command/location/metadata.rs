//! The metadata of a location on the command line.

use crate::error::{Error, Result};
use crate::json::Object;

/// Reads metadata.
///
/// # Errors
/// [`Error::Message`] when the text is something else.
pub(super) fn parse(text: &str) -> Result<Object> {
    serde_json::from_str(text).map_err(|_| Error::message("Metadata is not a valid JSON object."))
}
