use std::path::PathBuf;
use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::secret::Secret;
use crate::config::section::Section;
use crate::config::value::Value;

/// The port of a server of which only the host is named.
const PORT: u16 = 11211;

/// A cache on memcached servers, which services share: what Keystone told one of them of a token, the others know too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCacheConfig {
    /// The servers. Their order decides which of them has which token, so it is the same for all services.
    /// `memcached_servers`, formerly `memcache_servers`.
    pub servers: Vec<CacheServer>,
    /// What keeps others from changing or reading what is in it. `memcache_security_strategy`, `None`.
    pub protection: Option<CacheProtection>,
    /// How long a server that failed is left alone. `memcache_pool_dead_retry`, in seconds, 300.
    pub dead_retry: Duration,
    /// How long a server may take for an answer before it has failed. `memcache_pool_socket_timeout`, in seconds, 3.
    pub timeout: Duration,
    /// How many connections to a server there may be. `memcache_pool_maxsize`, 10.
    pub connections: usize,
    /// How long a connection is kept that nobody uses. `memcache_pool_unused_timeout`, in seconds, 60.
    pub idle_timeout: Duration,
}

/// Where a memcached server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheServer {
    /// At this host, which may be an address, and this port.
    Tcp(String, u16),
    /// At this socket.
    Unix(PathBuf),
}

/// How entries of a shared cache are protected, by keys that are made of the secret and the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheProtection {
    /// Nobody without the secret can make or change one.
    Mac(Secret),
    /// Nor read one.
    Encrypt(Secret),
}

impl SharedCacheConfig {
    pub(super) fn read(section: &Section<'_>) -> Result<Option<Self>, ConfigError> {
        let protection = CacheProtection::read(section)?;
        let given = match section.value("memcached_servers")? {
            Some(value) => Some(value),
            None => section.value("memcache_servers")?,
        };
        let Some(given) = given else { return Ok(None) };
        let servers: Vec<CacheServer> =
            given.list().iter().map(|text| server(&given, text)).collect::<Result<_, _>>()?;
        if servers.is_empty() {
            return Ok(None);
        }
        for option in ["memcache_tls_enabled", "memcache_sasl_enabled"] {
            if let Some(value) = section.value(option)?
                && value.flag()?
            {
                return Err(value.error(
                    "this is not supported, and tokens would go to the servers without it; memcache_security_strategy \
                     protects them as well",
                ));
            }
        }
        let timeout = section.seconds("memcache_pool_socket_timeout")?.filter(|timeout| !timeout.is_zero());
        Ok(Some(Self {
            servers,
            protection,
            dead_retry: section.seconds("memcache_pool_dead_retry")?.unwrap_or(Duration::from_secs(300)),
            timeout: timeout.unwrap_or(Duration::from_secs(3)),
            connections: section.integer("memcache_pool_maxsize", 1..=1000)?.unwrap_or(10),
            idle_timeout: section.seconds("memcache_pool_unused_timeout")?.unwrap_or(Duration::from_secs(60)),
        }))
    }
}

impl CacheProtection {
    /// Reads what is asked for, whether there is a cache that others can reach or not: who asked for protection and cannot
    /// have it is told.
    fn read(section: &Section<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(value) = section.value("memcache_security_strategy")? else { return Ok(None) };
        let protect = match value.text.trim().to_ascii_lowercase().as_str() {
            "none" => return Ok(None),
            "mac" => Self::Mac,
            "encrypt" => Self::Encrypt,
            _ => return Err(value.is_not("a protection of the cache (None, MAC or ENCRYPT)")),
        };
        let secret = section.text("memcache_secret_key")?;
        let missing = || section.missing("memcache_secret_key", "memcache_security_strategy asks for it");
        secret.map(|secret| Some(protect(Secret::new(secret)))).ok_or_else(missing)
    }
}

/// Reads `host`, `host:port`, `[address]:port`, the same behind `inet:` or `inet6:`, or `unix:path`.
fn server(given: &Value<'_>, text: &str) -> Result<CacheServer, ConfigError> {
    if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
        return Ok(CacheServer::Unix(PathBuf::from(path)));
    }
    let text = text.strip_prefix("inet6:").or_else(|| text.strip_prefix("inet:")).unwrap_or(text);
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':').or(rest.is_empty().then_some(""))),
        None => text.split_once(':').map_or((text, Some("")), |(host, port)| (host, Some(port))),
    };
    let port = port.and_then(|port| if port.is_empty() { Some(PORT) } else { port.parse().ok() });
    match port.filter(|port| *port != 0 && !host.is_empty()) {
        Some(port) => Ok(CacheServer::Tcp(host.to_owned(), port)),
        None => Err(given.is_not("a list of memcached servers (host:port, [address]:port or unix:path)")),
    }
}
