use std::path::PathBuf;
use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// How Keystone is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeystoneConnection {
    /// Which of Keystone's addresses in its own catalog is asked. `interface`, `internal`.
    pub interface: String,
    /// In which region; in any if not given. `region_name`, none.
    pub region: Option<String>,
    /// How long an answer may take. `http_connect_timeout`, in seconds, 30; Glance waits without end.
    pub timeout: Duration,
    /// How often a Keystone that cannot be reached is tried again. `http_request_max_retries`, 3.
    pub retries: u32,
    /// What TLS needs.
    pub tls: KeystoneTls,
}

/// How Keystone's certificate is checked, and what is shown to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeystoneTls {
    /// Whose certificates are trusted, in PEM; those that the system trusts if not given. `cafile`.
    pub ca_file: Option<PathBuf>,
    /// The certificate to show, and its key, which may be in the same file; both in PEM. `certfile` and `keyfile`.
    pub certificate: Option<(PathBuf, Option<PathBuf>)>,
    /// Whether every certificate is taken, whoever made it. `insecure`, false.
    pub insecure: bool,
}

impl KeystoneConnection {
    pub(super) fn read(section: &Section<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            interface: interface_of(section, "interface", "internal")?,
            region: section.text("region_name")?,
            timeout: timeout(section, "http_connect_timeout")?,
            retries: section.integer("http_request_max_retries", 0..=100)?.unwrap_or(3),
            tls: KeystoneTls::read(section)?,
        })
    }

    /// Reads the names that these options have where a client library of OpenStack's reads them itself.
    pub(in crate::config) fn read_adapter(section: &Section<'_>) -> Result<Self, ConfigError> {
        let interface = match section.value("valid_interfaces")? {
            Some(value) => value.list().first().cloned(),
            None => None,
        };
        Ok(Self {
            interface: interface.map_or_else(|| interface_of(section, "interface", "public"), Ok)?,
            region: section.text("region_name")?,
            timeout: timeout(section, "timeout")?,
            retries: section.integer("connect_retries", 0..=100)?.unwrap_or(3),
            tls: KeystoneTls::read(section)?,
        })
    }
}

/// Reads one of the three kinds of addresses in a catalog, also in its older spelling.
pub(in crate::config) fn interface_of(
    section: &Section<'_>,
    option: &str,
    default: &str,
) -> Result<String, ConfigError> {
    let Some(value) = section.value(option)? else { return Ok(default.to_owned()) };
    let name = value.text.trim();
    let name = name.strip_suffix("URL").unwrap_or(name);
    if ["public", "internal", "admin"].contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(value.is_not("an interface (public, internal or admin)"))
    }
}

fn timeout(section: &Section<'_>, option: &str) -> Result<Duration, ConfigError> {
    let timeout = section.seconds(option)?.filter(|timeout| !timeout.is_zero());
    Ok(timeout.unwrap_or(Duration::from_secs(30)))
}

impl KeystoneTls {
    fn read(section: &Section<'_>) -> Result<Self, ConfigError> {
        let certificate = match (section.path("certfile")?, section.path("keyfile")?) {
            (None, Some(_)) => return Err(section.missing("certfile", "keyfile is the key of a certificate")),
            (certificate, key) => certificate.map(|certificate| (certificate, key)),
        };
        Ok(Self { ca_file: section.path("cafile")?, certificate, insecure: section.flag("insecure", false)? })
    }
}
