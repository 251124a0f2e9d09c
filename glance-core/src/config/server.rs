//! How the API is served, and to whom.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::cors::CorsConfig;
use super::error::ConfigError;
use super::flavor::{Flavor, UnknownFlavor};
use super::health::HealthConfig;
use super::section::Section;
use super::sources::Sources;

/// How the API is served, and to whom: options of `[DEFAULT]` unless another section is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerConfig {
    /// The address or host name to listen on. `bind_host`, `0.0.0.0`.
    pub bind_host: String,
    /// The TCP port to listen on. `bind_port`, 9292.
    pub bind_port: u16,
    /// The socket file to listen on, instead of a TCP port. `bind_unix_socket`, none. Glance has no such option.
    pub bind_unix_socket: Option<PathBuf>,
    /// How many threads answer requests, where an older Glance would have started processes. `workers`, none: as many as
    /// there are processors.
    pub workers: Option<u32>,
    /// What TLS needs; without it, connections are plain. `cert_file`, `key_file` and `ca_file`.
    pub tls: Option<TlsConfig>,
    /// How long a client may send nothing, or take nothing; without end if `None`. `client_socket_timeout`, in seconds, 900,
    /// 0 for no end.
    pub client_socket_timeout: Option<Duration>,
    /// What absolute links begin with, instead of the host that the client asked for. `public_endpoint`, none.
    pub public_endpoint: Option<String>,
    /// Where other workers reach this one. `worker_self_reference_url`, none.
    pub worker_self_reference_url: Option<String>,
    /// How requests are told apart. `[paste_deploy] flavor`, empty.
    pub flavor: Flavor,
    /// Whether those who say not who they are may read. `allow_anonymous_access`, false.
    pub allow_anonymous_access: bool,
    /// How many characters of a client's request id are taken; any number if 0. `max_request_id_length`, 64.
    pub max_request_id_length: usize,
    /// Whether a proxy is believed what it says of a request in `Forwarded` and `X-Forwarded-*`.
    /// `[oslo_middleware] enable_proxy_headers_parsing`, false.
    pub proxy_headers: bool,
    /// Which web pages may use the API.
    pub cors: CorsConfig,
    /// What `/healthcheck` looks at.
    pub health: HealthConfig,
    /// The folder of the image cache; without it, there is none. `image_cache_dir`, none.
    pub image_cache_dir: Option<PathBuf>,
    /// What is logged, and where.
    pub log: LogConfig,
}

/// What TLS needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsConfig {
    /// The server's certificate and those above it, in PEM. `cert_file`.
    pub cert_file: PathBuf,
    /// The certificate's key, in PEM. `key_file`.
    pub key_file: PathBuf,
    /// Whose certificates clients must have; if not given, they need none. `ca_file`.
    pub ca_file: Option<PathBuf>,
}

/// What is logged, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogConfig {
    /// Whether debug messages are logged. `debug`, false.
    pub debug: bool,
    file: Option<PathBuf>,
    directory: Option<PathBuf>,
}

impl ServerConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let default = sources.section("DEFAULT");
        let silence = default.seconds("client_socket_timeout")?.unwrap_or(Duration::from_secs(900));
        let flavor = sources.section("paste_deploy").value("flavor")?;
        let flavor = flavor.map(|value| value.text.trim().parse().map_err(|wrong: UnknownFlavor| value.is(wrong)));
        let (bind_port, bind_unix_socket) = (default.port("bind_port", 9292)?, default.path("bind_unix_socket")?);
        let port = bind_unix_socket.is_none().then_some(bind_port);
        Ok(Self {
            bind_host: default.text("bind_host")?.unwrap_or_else(|| "0.0.0.0".to_owned()),
            bind_port,
            bind_unix_socket,
            workers: default.integer("workers", 0..=i64::from(u32::MAX))?,
            tls: TlsConfig::read(&default)?,
            client_socket_timeout: Some(silence).filter(|silence| !silence.is_zero()),
            public_endpoint: endpoint(&default, "public_endpoint")?,
            worker_self_reference_url: endpoint(&default, "worker_self_reference_url")?,
            flavor: flavor.transpose()?.unwrap_or_default(),
            allow_anonymous_access: default.flag("allow_anonymous_access", false)?,
            max_request_id_length: default.integer("max_request_id_length", 0..=i64::from(u32::MAX))?.unwrap_or(64),
            proxy_headers: sources.section("oslo_middleware").flag("enable_proxy_headers_parsing", false)?,
            cors: CorsConfig::read(sources)?,
            health: HealthConfig::read(sources, port)?,
            image_cache_dir: default.path("image_cache_dir")?,
            log: LogConfig {
                debug: default.flag("debug", false)?,
                file: either(&default, "log_file", "logfile")?,
                directory: either(&default, "log_dir", "logdir")?,
            },
        })
    }
}

impl TlsConfig {
    fn read(section: &Section<'_>) -> Result<Option<Self>, ConfigError> {
        let ca_file = section.path("ca_file")?;
        match (section.path("cert_file")?, section.path("key_file")?) {
            (Some(cert_file), Some(key_file)) => Ok(Some(Self { cert_file, key_file, ca_file })),
            (None, None) if ca_file.is_none() => Ok(None),
            (None, None) => Err(section.missing("cert_file", "ca_file asks for TLS")),
            (Some(_), None) => Err(section.missing("key_file", "cert_file is given")),
            (None, Some(_)) => Err(section.missing("cert_file", "key_file is given")),
        }
    }
}

impl LogConfig {
    /// The file to log to; standard error if `None`. `log_file`, in `log_dir` if that is given; with `log_dir` alone, the
    /// file is called after the program. `logfile` and `logdir` are their former names.
    pub fn path(&self, program: &str) -> Option<PathBuf> {
        match (&self.directory, &self.file) {
            (Some(directory), Some(file)) => Some(directory.join(file)),
            (Some(directory), None) => Some(directory.join(program).with_extension("log")),
            (None, file) => file.as_deref().map(Path::to_path_buf),
        }
    }
}

/// Reads an option by its name, or else by the one that it had before.
fn either(section: &Section<'_>, option: &str, former: &str) -> Result<Option<PathBuf>, ConfigError> {
    let (now, before) = (section.path(option)?, section.path(former)?);
    Ok(now.or(before))
}

/// Reads a URL that others are told.
fn endpoint(section: &Section<'_>, option: &str) -> Result<Option<String>, ConfigError> {
    let Some(value) = section.value(option)? else { return Ok(None) };
    let rest = value.text.strip_prefix("http://").or_else(|| value.text.strip_prefix("https://"));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        Ok(Some(value.text))
    } else {
        Err(value.is_not("a URL with http:// or https://"))
    }
}
