//! Who may do what.

use std::path::PathBuf;
use std::time::Duration;

use super::error::ConfigError;
use super::sources::Sources;
use crate::policy::{ContentType, PolicyOptions, ProtectionFormat, ProtectionOptions, RemoteOptions};

/// Reads `[oslo_policy]`, and in `[DEFAULT]` what there is about property protections. Relative paths are looked for in the folders of the configuration.
pub(super) fn read(sources: &Sources) -> Result<PolicyOptions, ConfigError> {
    let section = sources.section("oslo_policy");
    let known = PolicyOptions::default();
    let dirs = section.values("policy_dirs")?.into_iter().map(|value| PathBuf::from(value.text.trim()));
    let dirs: Vec<PathBuf> = dirs.filter(|dir| !dir.as_os_str().is_empty()).collect();
    let default = sources.section("DEFAULT");
    let format = match default.value("property_protection_rule_format")? {
        None => ProtectionFormat::default(),
        Some(value) => match value.text.trim().to_lowercase().as_str() {
            "roles" => ProtectionFormat::Roles,
            "policies" => ProtectionFormat::Policies,
            _ => return Err(value.is_not("roles or policies")),
        },
    };
    Ok(PolicyOptions {
        protection: default.path("property_protection_file")?.map(|file| ProtectionOptions { file, format }),
        file: section.path("policy_file")?.unwrap_or(known.file),
        dirs: if dirs.is_empty() { known.dirs } else { dirs },
        folders: sources.folders().to_owned(),
        default_rule: section.text("policy_default_rule")?.unwrap_or(known.default_rule),
        enforce_new_defaults: section.flag("enforce_new_defaults", known.enforce_new_defaults)?,
        remote: RemoteOptions {
            content_type: match section.value("remote_content_type")? {
                None => ContentType::default(),
                Some(value) => match value.text.trim() {
                    "application/x-www-form-urlencoded" => ContentType::Form,
                    "application/json" => ContentType::Json,
                    _ => return Err(value.is_not("application/x-www-form-urlencoded or application/json")),
                },
            },
            verify: section.flag("remote_ssl_verify_server_crt", false)?,
            authorities: section.path("remote_ssl_ca_crt_file")?,
            certificate: section.path("remote_ssl_client_crt_file")?,
            key: section.path("remote_ssl_client_key_file")?,
            timeout: section.seconds("remote_timeout")?.unwrap_or(Duration::from_secs(60)),
        },
    })
}
