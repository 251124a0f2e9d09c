//! Prints one image.

use crate::error::Result;
use crate::json::{Json, Object};
use crate::output::{Document, Format, OutputArgs};

/// Where documents are is of no use here.
const LEFT_OUT: &[&str] = &["self", "access", "file", "schema"];

/// Prints an image as a record.
///
/// # Errors
/// Those of [`Document::print`].
pub(in crate::command) fn print(image: Object, output: OutputArgs) -> Result<()> {
    document(image, output).print(output.format)
}

/// Makes a record of an image.
pub(super) fn document(mut image: Object, output: OutputArgs) -> Document {
    image.retain(|name| !LEFT_OUT.contains(&name));
    if output.format == Format::Table && image.get("virtual_size").is_some_and(Json::is_nothing) {
        image.insert("virtual_size", "Not available");
    }
    Document::record(image)
}
