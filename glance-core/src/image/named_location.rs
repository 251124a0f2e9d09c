//! Locations as clients name them.

use std::fmt;

use serde_json::{Map, Value};

use super::reader::Reader;
use super::text;
use crate::error::{Error, Result};

/// What a location is a part of.
const SCHEMA: Reader = Reader("image");

/// The most characters that a location has in every database.
const MAX_CHARACTERS: usize = 255;

/// The schemes of locations that a client may name. Those of files of this machine, of an operator's own account and of
/// what else a client has no business with are left out; a new scheme is closed until somebody opens it here.
const OPEN_SCHEMES: &[&str] =
    &["cinder", "http", "https", "rbd", "s3", "s3+http", "s3+https", "swift", "swift+http", "swift+https", "vsphere"];

/// Tells whether a client may name locations of this form at all.
pub fn is_open_location(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| OPEN_SCHEMES.contains(&scheme))
}

/// A location that a client names for an image.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedLocation {
    /// Where the data is. It can hold credentials, and is never logged.
    pub url: String,
    /// What is to be kept beside it.
    pub metadata: Map<String, Value>,
    /// What the client says of the data.
    pub claims: Option<DataClaims>,
}

/// Digests of data that a client vouches for: `validation_data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataClaims {
    /// The MD5 digest.
    pub checksum: Option<String>,
    /// The algorithm of the second digest.
    pub algorithm: String,
    /// The second digest.
    pub value: String,
}

impl fmt::Debug for NamedLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url: _, metadata, claims } = self;
        f.debug_struct("NamedLocation")
            .field("url", &"***")
            .field("metadata", metadata)
            .field("claims", claims)
            .finish()
    }
}

impl NamedLocation {
    /// Reads one location of a document.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it does not fit the schema of images.
    pub fn read(value: &Value) -> Result<Self> {
        let members = SCHEMA.object(value)?;
        let url = SCHEMA.text(SCHEMA.required(members, "url")?, 0, MAX_CHARACTERS)?;
        text::check_text("Location URL", &url)?;
        let metadata = SCHEMA.object(SCHEMA.required(members, "metadata")?)?.clone();
        check_metadata(&Value::Object(metadata.clone()))?;
        let claims = members.get("validation_data").map(DataClaims::read).transpose()?;
        Ok(Self { url, metadata, claims })
    }

    /// Reads a list of locations.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it does not fit the schema of images.
    pub fn read_all(value: &Value) -> Result<Vec<Self>> {
        let Value::Array(items) = value else { return Err(SCHEMA.not_of_type(value, "array")) };
        items.iter().map(Self::read).collect()
    }
}

impl DataClaims {
    fn read(value: &Value) -> Result<Self> {
        let members = SCHEMA.object(value)?;
        let known = ["checksum", "os_hash_algo", "os_hash_value"];
        if let Some(other) = members.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(SCHEMA.unexpected(other));
        }
        Ok(Self {
            checksum: members.get("checksum").map(|value| SCHEMA.text(value, 32, 32)).transpose()?,
            algorithm: SCHEMA.text(SCHEMA.required(members, "os_hash_algo")?, 0, 64)?,
            value: SCHEMA.text(SCHEMA.required(members, "os_hash_value")?, 0, 128)?,
        })
    }
}

/// Stores read what lies in metadata, and Glance's keep texts, lists and objects alone.
fn check_metadata(value: &Value) -> Result<()> {
    match value {
        Value::String(text) => text::check_text("Location metadata", text),
        Value::Array(items) => items.iter().try_for_each(check_metadata),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            text::check_text("Location metadata", name)?;
            check_metadata(value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Err(Error::Invalid(format!("{value} is in the metadata of a location, which has texts, lists and objects")))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn s17_only_open_schemes_may_be_named() {
        for open in ["http://h/x", "https://h/x", "rbd://f/p/i/s", "swift+https://a", "s3://b/k"] {
            assert!(is_open_location(open), "{open}");
        }
        for closed in [
            "file:///etc/passwd",
            "filesystem:///etc/passwd",
            "File:///etc/passwd",
            " file:///x",
            "file:/x",
            "HTTP://h/x",
            "swift+config://ref/c/o",
            "memory://x",
            "gopher://h",
            "http:/h",
            "http:h",
            "//h",
            "",
        ] {
            assert!(!is_open_location(closed), "{closed}");
        }
    }

    #[test]
    fn what_is_no_location_is_refused_with_the_reason_and_without_its_url() {
        let long = format!("http://user:secret@h/{}", "x".repeat(250));
        for (value, reason) in [
            (json!({}), "'url' is a required property"),
            (json!({"url": "http://h"}), "'metadata' is a required property"),
            (json!({"url": 5, "metadata": {}}), "5 is not of type 'string'"),
            (json!({"url": "u", "metadata": []}), "a list is not of type 'object'"),
            (json!({"url": long, "metadata": {}}), "a text of 271 characters is too long"),
            (json!({"url": "u", "metadata": {"a": {"b": [1]}}}), "1 is in the metadata"),
            (json!({"url": "u", "metadata": {}, "validation_data": {}}), "'os_hash_algo' is a required property"),
            (
                json!({"url": "u", "metadata": {}, "validation_data": {"os_hash_algo": "a", "os_hash_value": "b", "c": 1}}),
                "Additional properties are not allowed ('c' was unexpected)",
            ),
            (
                json!({"url": "u", "metadata": {}, "validation_data": {"os_hash_algo": "a", "os_hash_value": "b",
                    "checksum": "c"}}),
                "'c' is too short",
            ),
        ] {
            let refusal = NamedLocation::read(&value).unwrap_err().to_string();
            assert!(refusal.contains(reason) && !refusal.contains("secret"), "{value}: {refusal}");
        }
    }
}
