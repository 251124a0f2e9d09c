//! The digests of the system's OpenSSL behind the trait of the `digest` crate, where they are faster.

use digest::{DynDigest, InvalidBufferSize};
use openssl::hash::{Hasher, MessageDigest};

use super::Algorithm;

/// A digest that OpenSSL works out.
#[derive(Clone)]
struct Openssl {
    kind: MessageDigest,
    hasher: Hasher,
    /// OpenSSL can fail at every step, the trait only at the end.
    has_failed: bool,
}

/// Starts a digest if OpenSSL is faster at it and has it: one that is restricted to approved algorithms has no MD5.
pub(super) fn start(algorithm: Algorithm) -> Option<Box<dyn DynDigest + Send>> {
    let kind = match algorithm {
        Algorithm::Md5 => MessageDigest::md5(),
        Algorithm::Sha384 => MessageDigest::sha384(),
        Algorithm::Sha512 => MessageDigest::sha512(),
        Algorithm::Sha3_224 => MessageDigest::sha3_224(),
        _ => return None,
    };
    let hasher = Hasher::new(kind).ok()?;
    Some(Box::new(Openssl { kind, hasher, has_failed: false }))
}

impl DynDigest for Openssl {
    fn update(&mut self, data: &[u8]) {
        self.has_failed |= self.hasher.update(data).is_err();
    }

    fn finalize_into(mut self, out: &mut [u8]) -> Result<(), InvalidBufferSize> {
        self.finalize_into_reset(out)
    }

    fn finalize_into_reset(&mut self, out: &mut [u8]) -> Result<(), InvalidBufferSize> {
        let sum = self.hasher.finish().ok().filter(|sum| !self.has_failed && sum.len() == out.len());
        self.reset();
        out.copy_from_slice(&sum.ok_or(InvalidBufferSize)?);
        Ok(())
    }

    fn reset(&mut self) {
        match Hasher::new(self.kind) {
            Ok(hasher) => (self.hasher, self.has_failed) = (hasher, false),
            Err(_) => self.has_failed = true,
        }
    }

    fn output_size(&self) -> usize {
        self.kind.size()
    }

    fn box_clone(&self) -> Box<dyn DynDigest> {
        Box::new(self.clone())
    }
}
