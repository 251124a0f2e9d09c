//! Values as Python prints them.
//!
//! Scripts cut up the tables of the Python client, so ours spell `None`, `True` and lists alike.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::json::Json;

/// The text of a value in a record: `str()`, and JSON for what has parts.
pub(super) fn record_text(value: &Json) -> String {
    match value {
        Json::List(_) | Json::Object(_) => json_dumps(value),
        scalar => scalar_text(scalar),
    }
}

/// The text of a value in a row: `str()`.
pub(super) fn row_text(value: &Json) -> String {
    match value {
        Json::List(_) | Json::Object(_) => repr(value),
        scalar => scalar_text(scalar),
    }
}

fn scalar_text(value: &Json) -> String {
    match value {
        Json::Null => "None".to_owned(),
        Json::Bool(true) => "True".to_owned(),
        Json::Bool(false) => "False".to_owned(),
        Json::Text(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::List(_) | Json::Object(_) => json_dumps(value),
    }
}

/// JSON with a space after each comma and colon, and in ASCII alone.
fn json_dumps(value: &Json) -> String {
    let mut written = Vec::new();
    // Writing to memory does not fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut written, Dumps));
    String::from_utf8_lossy(&written).into_owned()
}

struct Dumps;

impl Formatter for Dumps {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for unit in fragment.encode_utf16() {
            match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => writer.write_all(&[byte])?,
                _ => write!(writer, "\\u{unit:04x}")?,
            }
        }
        Ok(())
    }
}

/// `repr()`
fn repr(value: &Json) -> String {
    match value {
        Json::Text(text) => repr_text(text),
        Json::List(items) => format!("[{}]", items.iter().map(repr).collect::<Vec<_>>().join(", ")),
        Json::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("{}: {}", repr_text(name), repr(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        scalar => scalar_text(scalar),
    }
}

/// Python prefers single quotes, and double ones around a text that has only single ones.
fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if character == quote => quoted.extend(['\\', quote]),
            _ if character.is_control() => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn records_hold_json_in_ascii() {
        let value = json(r#"{"z": ["ü", "😀", "q\"", null, true], "b": 1.5}"#);
        assert_eq!(record_text(&value), r#"{"z": ["\u00fc", "\ud83d\ude00", "q\"", null, true], "b": 1.5}"#);
        assert_eq!(record_text(&Json::Null), "None");
        assert_eq!(record_text(&false.into()), "False");
    }

    #[test]
    fn rows_hold_representations() {
        let list: Vec<String> = ["a", "it's", "\"'", "b\\\n\u{1b}"].map(str::to_owned).into();
        assert_eq!(row_text(&list.into()), r#"['a', "it's", '"\'', 'b\\\n\x1b']"#);
        assert_eq!(row_text(&json(r#"{"k": [null, true]}"#)), "{'k': [None, True]}");
        assert_eq!(row_text(&Json::Null), "None");
    }
}
