//! Prints one task.

use crate::error::Result;
use crate::json::Object;
use crate::output::{Document, OutputArgs};

/// Prints a task as a record, without the places of documents.
///
/// # Errors
/// Those of [`Document::print`].
pub(super) fn print(mut task: Object, output: OutputArgs) -> Result<()> {
    task.retain(|name| !["self", "schema"].contains(&name));
    Document::record(task).print(output.format)
}
