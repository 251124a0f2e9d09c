//! How callers' tokens are checked by Keystone: `[keystone_authtoken]`.

mod account;
mod connection;
mod shared_cache;

use std::time::Duration;

pub use account::{ApplicationCredential, Credentials, Domain, Named, Scope, ServiceAccount};
pub(in crate::config) use connection::interface_of;
pub use connection::{KeystoneConnection, KeystoneTls};
pub use shared_cache::{CacheProtection, CacheServer, SharedCacheConfig};

use super::error::ConfigError;
use super::section::Section;
use super::sources::Sources;

/// The section of this file's options.
const SECTION: &str = "keystone_authtoken";

/// How callers' tokens are checked by Keystone: options of `[keystone_authtoken]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeystoneConfig {
    /// Where clients without a good token are sent. `www_authenticate_uri`, formerly `auth_uri`; `auth_url` if not given.
    pub www_authenticate_uri: String,
    /// As whom Keystone is asked. In the section that `auth_section` names, or in this one.
    pub account: ServiceAccount,
    /// How Keystone is reached.
    pub connection: KeystoneConnection,
    /// How long what Keystone said of a token counts; zero is not at all. `token_cache_time`, in seconds, 300.
    pub token_cache_time: Duration,
    /// Whether Keystone also tells where a caller's other services are. `include_service_catalog`, true.
    pub include_service_catalog: bool,
    /// Who has one of these roles is a service, and may bring a user's expired token. `service_token_roles`, `service`.
    pub service_token_roles: Vec<String>,
    /// Whether the token of a service counts only with one of these roles. `service_token_roles_required`, true.
    pub service_token_roles_required: bool,
    /// What this service is called by the access rules of application credentials. `service_type`, `image`.
    pub service_type: String,
    /// Where else what Keystone said is kept, if anywhere. `memcached_servers`, none.
    pub shared_cache: Option<SharedCacheConfig>,
}

impl KeystoneConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let section = sources.section(SECTION);
        check_binding(&section)?;
        let account_section = section.text("auth_section")?.unwrap_or_else(|| SECTION.to_owned());
        let account = ServiceAccount::read(&sources.section(account_section.trim()))?;
        let public = match section.text("www_authenticate_uri")? {
            Some(public) => Some(public),
            None => section.text("auth_uri")?,
        };
        Ok(Self {
            www_authenticate_uri: public.unwrap_or_else(|| account.auth_url.clone()),
            connection: KeystoneConnection::read(&section)?,
            token_cache_time: section.seconds("token_cache_time")?.unwrap_or(Duration::from_secs(300)),
            include_service_catalog: section.flag("include_service_catalog", true)?,
            service_token_roles: section.list("service_token_roles")?.unwrap_or_else(|| vec!["service".to_owned()]),
            service_token_roles_required: section.flag("service_token_roles_required", true)?,
            service_type: section.text("service_type")?.unwrap_or_else(|| "image".to_owned()),
            shared_cache: SharedCacheConfig::read(&section)?,
            account,
        })
    }
}

/// Tokens bound to a Kerberos ticket are refused, as by default; more than that is asked for only by name.
fn check_binding(section: &Section<'_>) -> Result<(), ConfigError> {
    match section.value("enforce_token_bind")? {
        Some(value) if value.text.trim() != "permissive" => Err(value.is_not("supported; there is permissive")),
        _ => Ok(()),
    }
}
