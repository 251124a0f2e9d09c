//! The openssl crate as a peer of the library's digests.

use glance_core::digest::Algorithm;
use openssl::hash::{Hasher, MessageDigest};

/// Starts a digest by its name in OpenSSL.
pub fn start(algorithm: Algorithm) -> Hasher {
    let name = match algorithm {
        Algorithm::Blake2b => "blake2b512".to_owned(),
        Algorithm::Blake2s => "blake2s256".to_owned(),
        other => other.name().replace('_', "-"),
    };
    Hasher::new(MessageDigest::from_name(&name).unwrap()).unwrap()
}
