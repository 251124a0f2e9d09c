//! Who is asked who a caller is, and what the image cache may be used for.

use std::fmt;
use std::str::FromStr;

/// How requests are told apart: `[paste_deploy] flavor`, such as `keystone+caching`; empty by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flavor {
    /// Who says who a caller is.
    pub identity: Identity,
    /// What the image cache may be used for. It counts only with an `image_cache_dir`.
    pub cache: CacheAccess,
}

/// Who says who a caller is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// Nobody: everybody is an admin.
    #[default]
    None,
    /// Keystone, which knows the caller's token.
    Keystone,
    /// The request's headers, which are believed. Only for a server behind a proxy that sets them.
    Context,
    /// The token's text, which is believed. Only for tests.
    Fakeauth,
}

/// What the image cache may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CacheAccess {
    /// Nothing.
    #[default]
    None,
    /// Downloads go through it.
    Caching,
    /// Downloads go through it, and requests can manage it.
    Management,
}

/// A text that is no flavor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFlavor;

const IDENTITIES: [(&str, Identity); 3] =
    [("keystone", Identity::Keystone), ("context", Identity::Context), ("fakeauth", Identity::Fakeauth)];
const CACHES: [(&str, CacheAccess); 2] =
    [("caching", CacheAccess::Caching), ("cachemanagement", CacheAccess::Management)];

impl FromStr for Flavor {
    type Err = UnknownFlavor;

    fn from_str(text: &str) -> Result<Self, UnknownFlavor> {
        let (identity, cache) = match text.split_once('+') {
            Some((identity, cache)) => (find(&IDENTITIES, identity), find(&CACHES, cache)),
            None if text.is_empty() => (Some(Identity::None), Some(CacheAccess::None)),
            None => match find(&CACHES, text) {
                Some(cache) => (Some(Identity::None), Some(cache)),
                None => (find(&IDENTITIES, text), Some(CacheAccess::None)),
            },
        };
        identity.zip(cache).map(|(identity, cache)| Self { identity, cache }).ok_or(UnknownFlavor)
    }
}

impl fmt::Display for UnknownFlavor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a flavor (keystone, context or fakeauth, with +caching or +cachemanagement behind it or without; \
             caching or cachemanagement alone; or empty)",
        )
    }
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
