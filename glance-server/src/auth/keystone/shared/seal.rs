//! What an entry is called, and what keeps it from being read or changed by others.
//!
//! Source: keystonemiddleware 13, as seen in what it writes.

use std::fmt::{self, Write};

use aws_lc_rs::cipher::{
    AES_128, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use glance_core::config::{CacheProtection, Secret};
use sha2::{Digest, Sha256};

/// The length of a signature as text.
const SIGNATURE: usize = 64;
/// The length of each of the three keys that belong to a token: its name in the cache, that of signatures, that of the cipher.
const KEY: usize = 16;
/// What the cipher begins with, so that the same text does not look the same twice.
const START: usize = 16;

/// Makes names and keys of tokens.
pub(super) enum Seal {
    /// Entries are plain.
    Open,
    /// Entries are signed, and perhaps encrypted.
    Closed { secret: Box<hmac::Key>, is_encrypted: bool },
}

/// An entry about one token.
pub(super) struct Entry {
    name: String,
    keys: Option<Keys>,
}

struct Keys {
    signature: hmac::Key,
    cipher: Option<[u8; KEY]>,
}

impl Seal {
    pub(super) fn new(protection: Option<&CacheProtection>) -> Self {
        let key = |secret: &Secret| Box::new(hmac::Key::new(hmac::HMAC_SHA384, secret.reveal().as_bytes()));
        match protection {
            None => Self::Open,
            Some(CacheProtection::Mac(secret)) => Self::Closed { secret: key(secret), is_encrypted: false },
            Some(CacheProtection::Encrypt(secret)) => Self::Closed { secret: key(secret), is_encrypted: true },
        }
    }

    pub(super) fn entry(&self, token: &[u8]) -> Entry {
        let Self::Closed { secret, is_encrypted } = self else {
            let mut name = "tokens/".to_owned();
            for byte in Sha256::digest(token) {
                // A text takes whatever is written to it.
                _ = write!(name, "{byte:02x}");
            }
            return Entry { name, keys: None };
        };
        let mut derived = hmac::Context::with_key(secret);
        derived.update(token);
        derived.update(if *is_encrypted { b"ENCRYPT" } else { b"MAC" });
        let derived = derived.sign();
        let (name, keys) = derived.as_ref().split_at(KEY);
        let (signature, cipher) = keys.split_at(KEY);
        Entry {
            // Python writes bytes so, and there it became the name.
            name: format!("tokens/b'{}'", STANDARD.encode(name)),
            keys: Some(Keys {
                signature: hmac::Key::new(hmac::HMAC_SHA384, signature),
                cipher: if *is_encrypted { cipher.try_into().ok() } else { None },
            }),
        }
    }
}

impl Entry {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value that stands for a document; `None` if the machine has no random numbers.
    pub(super) fn close(&self, document: &[u8]) -> Option<Vec<u8>> {
        let Some(keys) = &self.keys else { return Some(document.to_vec()) };
        let text = match keys.cipher {
            Some(key) => STANDARD.encode(encrypt(key, document)?),
            None => STANDARD.encode(document),
        };
        let signature = STANDARD.encode(hmac::sign(&keys.signature, text.as_bytes()));
        Some([signature, text].concat().into_bytes())
    }

    /// The document that a value stands for, unless somebody without the keys made it.
    pub(super) fn open(&self, value: &[u8]) -> Option<Vec<u8>> {
        let Some(keys) = &self.keys else { return Some(value.to_vec()) };
        let (signature, text) = value.split_at_checked(SIGNATURE)?;
        let signature = STANDARD.decode(signature).ok()?;
        hmac::verify(&keys.signature, text, &signature).ok()?;
        let document = STANDARD.decode(text).ok()?;
        match keys.cipher {
            Some(key) => decrypt(key, document),
            None => Some(document),
        }
    }
}

fn encrypt(key: [u8; KEY], document: &[u8]) -> Option<Vec<u8>> {
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, &key).ok()?).ok()?;
    let mut text = document.to_vec();
    match key.encrypt(&mut text).ok()? {
        DecryptionContext::Iv128(start) => Some([start.as_ref().as_slice(), &text].concat()),
        _ => None,
    }
}

fn decrypt(key: [u8; KEY], mut text: Vec<u8>) -> Option<Vec<u8>> {
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, &key).ok()?).ok()?;
    let (start, text) = text.split_first_chunk_mut::<START>()?;
    let start = DecryptionContext::Iv128(FixedLength::from(*start));
    key.decrypt(text, start).ok().map(|document| document.to_vec())
}

/// Without the secret.
impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Closed { is_encrypted: false, .. } => "Mac",
            Self::Closed { is_encrypted: true, .. } => "Encrypt",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How keystonemiddleware 13 keeps this document for the token `token`, with the secret `secret`.
    const DOCUMENT: &[u8] = br#"{"token": {"a": 1}}"#;
    const SIGNED: &str = "0PkAWgZuzUpvrrZsXqu1e+hOZ2XXZN0Eo+flAZNYTriBM4EX0Uo5QqO7xc0k+HADeyJ0b2tlbiI6IHsiYSI6IDF9fQ==";
    const ENCRYPTED: &str = "33moN90UFyeTj7eZJxQbGREXnRUlXvVsviVMdyGRUR0prui8543udbAm/5wniM2vEGZLJidFy01GC+zzUiB/o09Gnc54quLdvK/cOgTTiu0aVE57Pux8aBLylNybbBTB";

    fn entry(protect: Option<fn(Secret) -> CacheProtection>, token: &[u8]) -> Entry {
        Seal::new(protect.map(|protect| protect(Secret::new("secret"))).as_ref()).entry(token)
    }

    #[test]
    fn what_keystonemiddleware_wrote_is_found_and_read() {
        let plain = entry(None, b"token");
        let signed = entry(Some(CacheProtection::Mac), b"token");
        let encrypted = entry(Some(CacheProtection::Encrypt), b"token");

        assert_eq!(plain.name(), "tokens/3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0");
        assert_eq!(
            (signed.name(), signed.open(SIGNED.as_bytes())),
            ("tokens/b'yC4apZW6eWwsziSdyhzD9A=='", Some(DOCUMENT.to_vec()))
        );
        assert_eq!(
            (encrypted.name(), encrypted.open(ENCRYPTED.as_bytes())),
            ("tokens/b'9OrjCB1e+PqL+pPVKcPZzA=='", Some(DOCUMENT.to_vec()))
        );
        assert_eq!(signed.close(DOCUMENT).unwrap(), SIGNED.as_bytes());
    }

    #[test]
    fn n05_an_entry_that_was_changed_anywhere_or_belongs_to_another_token_is_none() {
        for protect in [CacheProtection::Mac, CacheProtection::Encrypt] {
            let entry = |token| entry(Some(protect), token);
            let value = entry(b"token").close(DOCUMENT).unwrap();

            assert_eq!(entry(b"token").open(&value), Some(DOCUMENT.to_vec()));
            assert_eq!(entry(b"another").open(&value), None);
            for at in 0..value.len() {
                let mut changed = value.clone();
                changed[at] ^= 1;
                assert_eq!(entry(b"token").open(&changed), None, "at {at}");
                assert_eq!(entry(b"token").open(&value[..at]), None, "without its end from {at} on");
            }
        }
    }

    #[test]
    fn what_is_encrypted_never_looks_the_same_twice() {
        let close = || entry(Some(CacheProtection::Encrypt), b"token").close(DOCUMENT);

        assert_ne!(close(), close());
    }
}
