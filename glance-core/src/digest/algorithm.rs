//! The algorithms, by their names in Python's hashlib.

use std::fmt;
use std::str::FromStr;

use digest::DynDigest;

use super::aws_lc::AwsLc;
#[cfg(feature = "openssl")]
use super::openssl::start as start_in_c;

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// MD5, 128 bits; for checksums only.
    Md5,
    /// SHA-1, 160 bits.
    Sha1,
    /// SHA-2 of 224 bits.
    Sha224,
    /// SHA-2 of 256 bits.
    Sha256,
    /// SHA-2 of 384 bits.
    Sha384,
    /// SHA-2 of 512 bits.
    Sha512,
    /// SHA-3 of 224 bits.
    Sha3_224,
    /// SHA-3 of 256 bits.
    Sha3_256,
    /// SHA-3 of 384 bits.
    Sha3_384,
    /// SHA-3 of 512 bits.
    Sha3_512,
    /// `BLAKE2b` of 512 bits.
    Blake2b,
    /// `BLAKE2s` of 256 bits.
    Blake2s,
}

/// A text that names no algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not one of md5, sha1, sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, blake2b, blake2s"
)]
pub struct UnknownAlgorithm;

impl Algorithm {
    /// All algorithms there are.
    pub const ALL: [Self; 12] = [
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha3_224,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
        Self::Blake2b,
        Self::Blake2s,
    ];

    /// Returns the name that Python's hashlib has for the algorithm.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha3_224 => "sha3_224",
            Self::Sha3_256 => "sha3_256",
            Self::Sha3_384 => "sha3_384",
            Self::Sha3_512 => "sha3_512",
            Self::Blake2b => "blake2b",
            Self::Blake2s => "blake2s",
        }
    }

    /// Returns how many bytes a digest has.
    pub fn size_bytes(self) -> usize {
        self.start_portable().output_size()
    }

    /// Starts a digest, in the implementation that was the fastest; `benches/checksum.rs` has the measurements.
    pub fn start(self) -> Box<dyn DynDigest + Send> {
        start_in_c(self).unwrap_or_else(|| self.start_portable())
    }

    fn start_portable(self) -> Box<dyn DynDigest + Send> {
        match self {
            Self::Md5 => Box::new(md5::Md5::default()),
            Self::Sha1 => Box::new(sha1::Sha1::default()),
            Self::Sha224 => Box::new(sha2::Sha224::default()),
            Self::Sha256 => Box::new(sha2::Sha256::default()),
            Self::Sha384 => Box::new(sha2::Sha384::default()),
            Self::Sha512 => Box::new(sha2::Sha512::default()),
            Self::Sha3_224 => Box::new(sha3::Sha3_224::default()),
            Self::Sha3_256 => Box::new(AwsLc::new(&aws_lc_rs::digest::SHA3_256)),
            Self::Sha3_384 => Box::new(AwsLc::new(&aws_lc_rs::digest::SHA3_384)),
            Self::Sha3_512 => Box::new(AwsLc::new(&aws_lc_rs::digest::SHA3_512)),
            Self::Blake2b => Box::new(blake2::Blake2b512::default()),
            Self::Blake2s => Box::new(blake2::Blake2s256::default()),
        }
    }
}

/// Without OpenSSL there is nothing that goes before the implementations above.
#[cfg(not(feature = "openssl"))]
fn start_in_c(_: Algorithm) -> Option<Box<dyn DynDigest + Send>> {
    None
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == text).ok_or(UnknownAlgorithm)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
