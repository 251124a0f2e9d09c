//! Which web pages of other sites may use the API from a browser.

use super::error::ConfigError;
use super::sources::Sources;

/// Which web pages of other sites may use the API from a browser: section `[cors]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsConfig {
    /// The sites, such as `https://dashboard.example.org`; an asterisk is any site. `allowed_origin`, none.
    pub allowed_origins: Vec<String>,
    /// Whether pages may send the credentials that a browser keeps. `allow_credentials`, true.
    pub allow_credentials: bool,
    /// How many seconds a browser may remember what it was allowed; it is told nothing if 0. `max_age`, 3600.
    pub max_age: i64,
    /// The methods that pages may use, in upper case. `allow_methods`, those of the API.
    pub allow_methods: Vec<String>,
    /// The headers that pages may send besides those that are always allowed. `allow_headers`, those of the API.
    pub allow_headers: Vec<String>,
    /// The headers of answers that pages may read besides those that they always may. `expose_headers`, those of the API.
    pub expose_headers: Vec<String>,
}

const ALLOW_METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "PATCH"];
const ALLOW_HEADERS: &[&str] = &[
    "Content-MD5",
    "X-Image-Meta-Checksum",
    "X-Storage-Token",
    "Accept-Encoding",
    "X-Auth-Token",
    "X-Identity-Status",
    "X-Roles",
    "X-Service-Catalog",
    "X-User-Id",
    "X-Tenant-Id",
    "X-OpenStack-Request-ID",
];
const EXPOSE_HEADERS: &[&str] =
    &["X-Image-Meta-Checksum", "X-Auth-Token", "X-Subject-Token", "X-Service-Token", "X-OpenStack-Request-ID"];

impl Default for CorsConfig {
    fn default() -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            allowed_origins: Vec::new(),
            allow_credentials: true,
            max_age: 3600,
            allow_methods: owned(ALLOW_METHODS),
            allow_headers: owned(ALLOW_HEADERS),
            expose_headers: owned(EXPOSE_HEADERS),
        }
    }
}

impl CorsConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let section = sources.section("cors");
        let known = Self::default();
        let config = Self {
            allowed_origins: section.list("allowed_origin")?.unwrap_or_default(),
            allow_credentials: section.flag("allow_credentials", known.allow_credentials)?,
            max_age: section.integer("max_age", i64::MIN..=i64::MAX)?.unwrap_or(known.max_age),
            allow_methods: section.list("allow_methods")?.unwrap_or(known.allow_methods),
            allow_headers: section.list("allow_headers")?.unwrap_or(known.allow_headers),
            expose_headers: section.list("expose_headers")?.unwrap_or(known.expose_headers),
        };
        // These become headers of answers; what a header cannot have in it must not get as far as that.
        for (option, texts) in [("allowed_origin", &config.allowed_origins), ("expose_headers", &config.expose_headers)]
        {
            if let (Some(text), Some(value)) = (texts.iter().find(|text| !fits_header(text)), section.given(option)?) {
                return Err(value.error(format!("«{text}» has a character that no header can have")));
            }
        }
        Ok(config)
    }
}

fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}
