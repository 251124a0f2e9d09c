//! Prints one image.

use serde_json::Value;

use crate::client::ImageMap;
use crate::error::Result;
use crate::output::{Document, Format, OutputArgs};

/// Where documents are is of no use here.
const LEFT_OUT: &[&str] = &["self", "access", "file", "schema"];

/// Prints an image as a record.
///
/// # Errors
/// Those of [`Document::print`].
pub(super) fn print(image: ImageMap, output: OutputArgs) -> Result<()> {
    document(image, output).print(output.format)
}

/// Makes a record of an image.
pub(super) fn document(mut image: ImageMap, output: OutputArgs) -> Document {
    image.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
    let is_size = image.get("virtual_size").and_then(Value::as_u64).is_some_and(|size| size > 0);
    if output.format == Format::Table && !is_size {
        image.insert("virtual_size".to_owned(), Value::from("Not available"));
    }
    Document::record(image)
}
