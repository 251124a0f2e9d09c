//! The versions of the API.

use serde::{Deserialize, Serialize};

/// All versions that a server speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Newest first.
    pub versions: Vec<Version>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its name, such as `v2.17`.
    pub id: String,
    /// `CURRENT` or `SUPPORTED`.
    pub status: String,
    /// Where it is.
    pub links: Vec<Link>,
}

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is to this document.
    pub rel: String,
    /// Its URL.
    pub href: String,
}
