//! JSON in columns of text.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::{Work, rows};

/// Writes JSON in ASCII, as Glance has it: its tables in MySQL have no room for characters of four bytes, and those of an
/// escape have one.
pub(crate) fn write<T: Serialize>(value: &T) -> Work<String> {
    let mut text = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut text, Ascii))
        .map_err(|error| rows::broken(format!("JSON: {error}")))?;
    String::from_utf8(text).map_err(|error| rows::broken(format!("JSON: {error}")))
}

/// Reads JSON that this or a Glance wrote.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Work<T> {
    serde_json::from_str(text).map_err(|error| rows::broken(format!("JSON: {error}")))
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for part in fragment.split_inclusive(|c: char| !c.is_ascii()) {
            let ascii = part.trim_end_matches(|c: char| !c.is_ascii());
            writer.write_all(ascii.as_bytes())?;
            for unit in part[ascii.len()..].encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn any_text_is_written_in_ascii_and_read_back() {
        let value = json!({"naïve": ["☃ \u{1f600} \" \\ \n", 1.5, null]});

        let text = write(&value).unwrap();

        assert_eq!(text, r#"{"na\u00efve":["\u2603 \ud83d\ude00 \" \\ \n",1.5,null]}"#);
        assert_eq!(read::<Value>(&text).unwrap(), value);
    }
}
