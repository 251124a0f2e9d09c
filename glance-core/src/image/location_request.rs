//! A location as clients name it for an image that has no data yet.

use std::fmt;

use serde_json::{Value, json};

use super::reader::Reader;
use super::text;
use crate::error::Result;

const SCHEMA: Reader = Reader("location");

/// The most characters of a URL; signed ones are long.
const MAX_CHARACTERS: usize = 8192;

/// The algorithms that a client may have used.
const ALGORITHMS: [&str; 4] = ["sha1", "sha256", "sha512", "md5"];

/// Where the data of an image is, and what its client says of it.
#[derive(Clone, PartialEq, Eq)]
pub struct LocationRequest {
    /// Where the data is. It can hold credentials, and is never logged.
    pub url: String,
    /// The digest that the data is said to have: `validation_data`.
    pub claim: Option<HashClaim>,
}

/// A digest that a client vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashClaim {
    /// The algorithm, by its name.
    pub algorithm: String,
    /// The digest in hexadecimal digits.
    pub value: String,
}

impl fmt::Debug for LocationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url: _, claim } = self;
        f.debug_struct("LocationRequest").field("url", &"***").field("claim", claim).finish()
    }
}

impl LocationRequest {
    /// Reads the document of a request. Other members than these two are not looked at.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when it does not fit.
    pub fn read(document: &Value) -> Result<Self> {
        let members = SCHEMA.object(document)?;
        let url = SCHEMA.text(SCHEMA.required(members, "url")?, 0, MAX_CHARACTERS)?;
        text::check_text("Location URL", &url)?;
        Ok(Self { url, claim: members.get("validation_data").map_or(Ok(None), HashClaim::read)? })
    }

    /// What [`LocationRequest::read`] reads, as a task keeps it.
    pub fn claim_document(&self) -> Value {
        match &self.claim {
            Some(HashClaim { algorithm, value }) => json!({"os_hash_algo": algorithm, "os_hash_value": value}),
            None => json!({}),
        }
    }
}

impl HashClaim {
    /// An object without members claims nothing.
    fn read(value: &Value) -> Result<Option<Self>> {
        let members = SCHEMA.object(value)?;
        if let Some(other) = members.keys().find(|name| !matches!(name.as_str(), "os_hash_algo" | "os_hash_value")) {
            return Err(SCHEMA.unexpected(other));
        }
        let read = |name: &str, most| members.get(name).map(|value| SCHEMA.text(value, 0, most)).transpose();
        let depends =
            |missing: &str, given: &str| Err(SCHEMA.mismatch(format_args!("'{missing}' is a dependency of '{given}'")));
        match (read("os_hash_algo", 64)?, read("os_hash_value", 128)?) {
            (None, None) => Ok(None),
            (Some(_), None) => depends("os_hash_value", "os_hash_algo"),
            (None, Some(_)) => depends("os_hash_algo", "os_hash_value"),
            (Some(algorithm), _) if !ALGORITHMS.contains(&algorithm.as_str()) => {
                Err(SCHEMA.mismatch(format_args!("'{algorithm}' is not one of {}", ALGORITHMS.join(", "))))
            }
            (Some(algorithm), Some(value)) => Ok(Some(Self { algorithm, value })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_far_as_it_means_something() {
        let read = |document: Value| LocationRequest::read(&document).unwrap();

        let plain = read(json!({"url": "http://h/x", "validation_data": {}, "metadata": {"a": 1}}));
        assert_eq!((plain.url.as_str(), &plain.claim, plain.claim_document()), ("http://h/x", &None, json!({})));
        let claim = json!({"os_hash_algo": "md5", "os_hash_value": "ab"});
        assert_eq!(read(json!({"url": "u", "validation_data": claim})).claim_document(), claim);
    }

    #[test]
    fn what_is_no_request_is_refused_with_the_reason_and_without_its_url() {
        let claims = |claims: Value| json!({"url": "http://u:secret@h", "validation_data": claims});
        for (document, reason) in [
            (json!([]), "a list is not of type 'object'"),
            (json!({}), "'url' is a required property"),
            (json!({"url": 5}), "5 is not of type 'string'"),
            (json!({"url": "secret".repeat(2000)}), "a text of 12000 characters is too long"),
            (json!({"url": "secret\u{1f600}"}), "4 byte unicode"),
            (claims(Value::Null), "null is not of type 'object'"),
            (claims(json!({"checksum": "x"})), "('checksum' was unexpected)"),
            (claims(json!({"os_hash_value": "ab"})), "'os_hash_algo' is a dependency of 'os_hash_value'"),
            (claims(json!({"os_hash_algo": "md5"})), "'os_hash_value' is a dependency of 'os_hash_algo'"),
            (claims(json!({"os_hash_algo": "sha3", "os_hash_value": "ab"})), "'sha3' is not one of sha1, sha256"),
        ] {
            let refusal = LocationRequest::read(&document).unwrap_err().to_string();
            assert!(refusal.contains(reason) && !refusal.contains("secret"), "{document}: {refusal}");
        }
    }
}
