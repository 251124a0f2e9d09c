//! Verifies downloaded data.

use std::fmt::Write as _;

use digest::DynDigest;

use crate::error::{Error, Result};
use crate::json::Object;

/// What the data must digest to.
pub(super) struct Expected {
    /// How messages call it.
    name: &'static str,
    value: String,
    hasher: Box<dyn DynDigest>,
}

impl Expected {
    /// Chooses what to verify: the image's own algorithm, else its MD5 checksum, else that of the response.
    ///
    /// # Errors
    /// [`Error::Message`] when the algorithm is unknown here, unless `allow_md5` says that MD5 will do.
    pub(super) fn of(image: &Object, content_md5: Option<&str>, allow_md5: bool) -> Result<Option<Self>> {
        let text = |name| image[name].as_str().filter(|text| !text.is_empty());
        if let (Some(algorithm), Some(value)) = (text("os_hash_algo"), text("os_hash_value")) {
            match hasher(algorithm) {
                Some(hasher) => return Ok(Some(Self { name: "Hash", value: value.to_owned(), hasher })),
                None if allow_md5 => {}
                None => {
                    return Err(Error::message(format!(
                        "The hash algorithm '{algorithm}' is not available here; --allow-md5-fallback verifies the MD5 \
                         checksum instead"
                    )));
                }
            }
        }
        let checksum = text("checksum").or(content_md5);
        Ok(checksum.and_then(|value| Some(Self { name: "Checksum", value: value.to_owned(), hasher: hasher("md5")? })))
    }

    /// Takes in the next bytes of the data.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Compares.
    ///
    /// # Errors
    /// [`Error::Message`] when the data is not what was uploaded.
    pub(super) fn verify(self) -> Result<()> {
        let mut actual = String::new();
        for byte in &self.hasher.finalize() {
            let _ = write!(actual, "{byte:02x}");
        }
        if actual.eq_ignore_ascii_case(&self.value) {
            return Ok(());
        }
        Err(Error::message(format!("Corrupt image download. {} was {actual} expected {}", self.name, self.value)))
    }
}

/// Algorithms by the names that Python's hashlib gives them, as the service does.
fn hasher(algorithm: &str) -> Option<Box<dyn DynDigest>> {
    Some(match algorithm {
        "md5" => Box::new(md5::Md5::default()),
        "sha1" => Box::new(sha1::Sha1::default()),
        "sha224" => Box::new(sha2::Sha224::default()),
        "sha256" => Box::new(sha2::Sha256::default()),
        "sha384" => Box::new(sha2::Sha384::default()),
        "sha512" => Box::new(sha2::Sha512::default()),
        "sha3_224" => Box::new(sha3::Sha3_224::default()),
        "sha3_256" => Box::new(sha3::Sha3_256::default()),
        "sha3_384" => Box::new(sha3::Sha3_384::default()),
        "sha3_512" => Box::new(sha3::Sha3_512::default()),
        "blake2b" => Box::new(blake2::Blake2b512::default()),
        "blake2s" => Box::new(blake2::Blake2s256::default()),
        _ => return None,
    })
}
