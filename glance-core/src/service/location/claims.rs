//! What clients say of the data that they name.

use crate::digest::Algorithm;
use crate::error::{Error, Result};
use crate::image::{DataClaims, Image, NamedLocation, Status};

/// Checks what a client says of data against what is known of it, and tells what is new.
pub(super) fn check(image: &Image, new: &[&NamedLocation], algorithm: Algorithm) -> Result<Option<DataClaims>> {
    let mut claims: Option<DataClaims> = None;
    for claim in new.iter().filter_map(|named| named.claims.as_ref()) {
        match &mut claims {
            None => claims = Some(claim.clone()),
            Some(known) => merge(known, claim)?,
        }
    }
    let Some(claims) = claims else { return Ok(None) };
    let hash = image.multihash.as_ref();
    let given = [
        ("checksum", claims.checksum.as_deref(), image.checksum.as_deref()),
        ("os_hash_algo", Some(claims.algorithm.as_str()), hash.map(|hash| hash.algorithm.as_str())),
        ("os_hash_value", Some(claims.value.as_str()), hash.and_then(|hash| hash.value.as_deref())),
    ];
    let mut unknown = Vec::new();
    for (name, _, known) in given.into_iter().filter(|(_, given, known)| given.is_some() && given != known) {
        if known.is_some_and(|known| !known.is_empty()) {
            return Err(Error::Conflict(format!("{name} is already set with a different value")));
        }
        unknown.push(name);
    }
    if unknown.is_empty() {
        return Ok(None);
    }
    if image.status != Status::Queued {
        return Err(Error::Conflict(format!(
            "New value(s) for {} may only be provided when image status is 'queued'",
            unknown.join(", ")
        )));
    }
    if claims.algorithm != algorithm.name() {
        return Err(Error::Conflict(format!("os_hash_algo must be {algorithm}, not {}", claims.algorithm)));
    }
    if let Some(checksum) = &claims.checksum {
        check_digest("checksum", checksum, Algorithm::Md5).map_err(Error::Conflict)?;
    }
    check_digest("os_hash_value", &claims.value, algorithm).map_err(Error::Conflict)?;
    Ok(Some(claims))
}

/// Checks that a text can be a digest by an algorithm.
pub(in crate::service) fn check_digest(
    name: &str,
    text: &str,
    algorithm: Algorithm,
) -> std::result::Result<(), String> {
    if !is_hexadecimal(text) {
        return Err(format!("{name} ({text}) is not a valid hexadecimal value"));
    }
    let length = algorithm.size_bytes();
    if text.len() == length * 2 {
        return Ok(());
    }
    Err(format!("{name} ({text}) is not the correct size for {algorithm} (should be {length} bytes)"))
}

/// Whether a text is made of bytes in hexadecimal digits.
pub(super) fn is_hexadecimal(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn merge(known: &mut DataClaims, claim: &DataClaims) -> Result<()> {
    let conflict = |name: &str| Err(Error::Conflict(format!("Conflicting values for {name}")));
    match (&known.checksum, &claim.checksum) {
        (Some(one), Some(other)) if one != other => return conflict("checksum"),
        (None, Some(_)) => known.checksum.clone_from(&claim.checksum),
        _ => {}
    }
    if known.algorithm != claim.algorithm {
        return conflict("os_hash_algo");
    }
    if known.value == claim.value { Ok(()) } else { conflict("os_hash_value") }
}
