//! The identity of an image.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Identifies one image: 32 hexadecimal digits in groups of 8-4-4-4-12.
///
/// The case of the digits is kept, for a client may choose the id of an image that it creates, and expects to read back
/// what it wrote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageId([u8; 36]);

/// A text that is no image id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an image id has 32 hexadecimal digits in groups of 8-4-4-4-12")]
pub struct InvalidId;

impl ImageId {
    /// Makes an id that no other image has.
    pub fn random() -> Self {
        let mut text = [0; 36];
        Uuid::new_v4().hyphenated().encode_lower(&mut text);
        Self(text)
    }

    /// Returns the id as it is written in paths and documents.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for ImageId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let bytes: [u8; 36] = text.as_bytes().try_into().map_err(|_| InvalidId)?;
        let in_form = bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        if in_form { Ok(Self(bytes)) } else { Err(InvalidId) }
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImageId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_the_case_it_came_in() {
        let text = "2B4DFE21-02a0-46c7-a0ce-f234b3f01db4";

        assert_eq!(text.parse::<ImageId>().unwrap().to_string(), text);
    }

    #[test]
    fn only_the_dashed_form_is_an_id() {
        for text in [
            "",
            "2b4dfe2102a046c7a0cef234b3f01db4",
            "2b4dfe21-02a0-46c7-a0ce-f234b3f01dbg",
            "../../../../etc/passwd-------------x",
        ] {
            assert_eq!(text.parse::<ImageId>(), Err(InvalidId), "{text}");
        }
    }
}
