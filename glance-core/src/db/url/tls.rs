//! TLS to MySQL and MariaDB: what SQLAlchemy's URLs say of it, in the words of the client library.
//!
//! Python drivers and client libraries each have their own words. A word that has no meaning here is an error: a connection
//! that nobody asked to be plain must not become so because a parameter was dropped.

use super::UrlError;

/// How much of TLS there has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Disabled,
    Preferred,
    /// Nobody can listen, but the server may be anybody.
    Required,
    /// The server has a certificate of `ssl_ca`.
    VerifyCa,
    /// And the certificate is for the server's name.
    VerifyIdentity,
}

/// Level by its name in `ssl_mode`.
const MODES: [(&str, Level); 5] = [
    ("disabled", Level::Disabled),
    ("preferred", Level::Preferred),
    ("required", Level::Required),
    ("verify_ca", Level::VerifyCa),
    ("verify_identity", Level::VerifyIdentity),
];

/// What the parameters of a URL say of TLS.
#[derive(Debug, Default)]
pub(super) struct Tls {
    mode: Option<Level>,
    disabled: Option<bool>,
    verify_cert: Option<bool>,
    /// `ssl_verify_identity` or `ssl_check_hostname`: one driver's word and another's.
    verify_identity: Option<bool>,
    ca: Option<String>,
    cert: Option<String>,
    key: Option<String>,
}

impl Tls {
    /// Takes a parameter that is about TLS, and tells whether it is.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool, UrlError> {
        match name {
            "ssl_mode" => self.mode = Some(mode(name, value)?),
            "ssl_disabled" => self.disabled = Some(flag(name, value)?),
            "ssl_verify_cert" => self.verify_cert = Some(flag(name, value)?),
            "ssl_verify_identity" | "ssl_check_hostname" => self.verify_identity = Some(flag(name, value)?),
            "ssl_ca" => self.ca = Some(value.to_owned()),
            "ssl_cert" => self.cert = Some(value.to_owned()),
            "ssl_key" => self.key = Some(value.to_owned()),
            _ if name.starts_with("read_default_") => {
                let reason = "option files are not read: write what stands in the file into the URL (ssl_ca, ssl_cert)";
                return Err(parameter(name, reason));
            }
            _ if name.starts_with("ssl") || name.starts_with("tls") => {
                let reason = "this is not supported (ssl_ca, ssl_cert, ssl_key, ssl_mode, ssl_disabled, ssl_verify_cert, \
                              ssl_verify_identity and ssl_check_hostname are)";
                return Err(parameter(name, reason));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// How much of TLS is asked for, if anything is said of it. With `ssl_ca` alone, names are verified, as in Python.
    pub(super) fn level(&self) -> Result<Option<Level>, UrlError> {
        let has_ca = self.ca.is_some();
        let level = match (self.mode, self.verify_identity, self.verify_cert) {
            _ if self.disabled == Some(true) => Level::Disabled,
            (Some(mode), ..) => mode,
            (None, Some(true), _) => Level::VerifyIdentity,
            (None, None, None) if has_ca => Level::VerifyIdentity,
            (None, _, Some(true)) => Level::VerifyCa,
            (None, Some(false), None) if has_ca => Level::VerifyCa,
            (None, Some(false), None) => Level::Preferred,
            (None, _, Some(false)) => Level::Required,
            (None, ..) if self.cert.is_some() || self.key.is_some() => Level::Required,
            (None, ..) => return Ok(None),
        };
        if level == Level::VerifyCa && !has_ca {
            let reason = "it needs ssl_ca, or ssl_verify_identity=true for the authorities that the system trusts";
            return Err(parameter(if self.mode.is_some() { "ssl_mode" } else { "ssl_verify_cert" }, reason));
        }
        Ok(Some(level))
    }

    /// The files, by parameters that all client libraries know. MariaDB's verifies whenever there is a `ssl_ca`.
    pub(super) fn files(self, level: Option<Level>) -> impl Iterator<Item = (&'static str, String)> {
        let is_unverified = self.mode.is_none() && level == Some(Level::Required);
        let ca = self.ca.filter(|_| !is_unverified);
        let files = [("ssl_ca", ca), ("ssl_cert", self.cert), ("ssl_key", self.key)];
        let is_off = level == Some(Level::Disabled);
        files.into_iter().filter_map(|(name, file)| Some((name, file?))).filter(move |_| !is_off)
    }
}

impl Level {
    /// The name in `ssl_mode`, which MySQL's client library understands.
    pub(super) fn name(self) -> &'static str {
        MODES.iter().find(|(_, level)| *level == self).map_or("verify_identity", |(name, _)| name)
    }

    /// MariaDB's client library has no `ssl_mode`, but takes options in the place of the host.
    pub(super) fn within_host(self, host: &str) -> Option<String> {
        match self {
            Self::Disabled => None,
            Self::Preferred | Self::Required | Self::VerifyCa => Some(format!("host={host};ssl-enforce=1")),
            Self::VerifyIdentity => Some(format!("host={host};ssl-verify-server-cert=1")),
        }
    }
}

fn mode(name: &str, value: &str) -> Result<Level, UrlError> {
    let found = MODES.iter().find(|(mode, _)| mode.eq_ignore_ascii_case(value));
    found
        .map(|(_, level)| *level)
        .ok_or_else(|| parameter(name, "it is disabled, preferred, required, verify_ca or verify_identity"))
}

fn flag(name: &str, value: &str) -> Result<bool, UrlError> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(parameter(name, "it is true or false")),
    }
}

fn parameter(name: &str, reason: &str) -> UrlError {
    UrlError::Parameter { name: name.to_owned(), reason: reason.to_owned() }
}
