//! Database URLs, native ones and SQLAlchemy's.

#[cfg(feature = "mysql")]
mod tls;

#[cfg(any(feature = "mysql", feature = "postgres"))]
use std::fmt;

#[cfg(feature = "sqlite")]
use percent_encoding::percent_decode_str;

/// Where a database is.
#[derive(Debug)]
pub enum DatabaseUrl {
    /// The path of a file, or `:memory:`.
    #[cfg(feature = "sqlite")]
    Sqlite(String),
    /// A MySQL or MariaDB server.
    #[cfg(feature = "mysql")]
    Mysql {
        /// In the words of the client library.
        url: SecretUrl,
        /// Whether a plain connection is not to be used.
        is_encrypted: bool,
    },
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(SecretUrl),
}

/// A URL that may hold a password, which is not shown.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub struct SecretUrl(String);

#[cfg(any(feature = "mysql", feature = "postgres"))]
impl SecretUrl {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a text is no database URL that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It has no scheme at all.
    #[error("a database URL begins with a scheme such as sqlite:// or mysql://")]
    NoScheme,
    /// The scheme belongs to no database that is known here.
    #[error("no such database: {0}:// (there are sqlite, mysql, mariadb and postgresql)")]
    UnknownScheme(String),
    /// The database is known, but this program was built without it.
    #[error("this program was built without {0}")]
    NotBuilt(&'static str),
    /// The rest of it cannot be understood.
    #[error("the database URL is wrong: {0}")]
    Malformed(String),
    /// A parameter has a meaning that cannot be left out, and cannot be given to it here.
    #[error("{name} in the parameters of the database URL: {reason}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl DatabaseUrl {
    /// Reads a URL. What stands behind a `+` in SQLAlchemy's schemes names a Python driver and means nothing here.
    ///
    /// # Errors
    /// [`UrlError`] says what is wrong, without the password.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::NoScheme)?;
        match scheme.split_once('+').map_or(scheme, |(database, _driver)| database) {
            "sqlite" => sqlite(rest),
            "mysql" | "mariadb" => mysql(rest),
            "postgresql" | "postgres" => postgres(rest),
            _ => Err(UrlError::UnknownScheme(scheme.to_owned())),
        }
    }

    /// Whether the database can go away while this program lives.
    pub(super) fn is_server(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => false,
            #[cfg(feature = "mysql")]
            Self::Mysql { .. } => true,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => true,
        }
    }

    /// Whether each connection would see a database of its own.
    pub(super) fn is_private(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => path == ":memory:",
            #[cfg(feature = "mysql")]
            Self::Mysql { .. } => false,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => false,
        }
    }
}

#[cfg(feature = "sqlite")]
fn sqlite(rest: &str) -> Result<DatabaseUrl, UrlError> {
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    let path = match path.strip_prefix('/') {
        None if path.is_empty() => ":memory:",
        None => {
            return Err(UrlError::Malformed(
                "an SQLite URL has three slashes before a path, four before an absolute one".to_owned(),
            ));
        }
        Some("" | ":memory:") => ":memory:",
        Some(path) => path,
    };
    let path = percent_decode_str(path).decode_utf8().map_err(|error| UrlError::Malformed(error.to_string()))?;
    Ok(DatabaseUrl::Sqlite(path.into_owned()))
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(_: &str) -> Result<DatabaseUrl, UrlError> {
    Err(UrlError::NotBuilt("SQLite"))
}

#[cfg(feature = "mysql")]
fn mysql(rest: &str) -> Result<DatabaseUrl, UrlError> {
    let mut url = server("mysql", rest)?;
    let mut tls = tls::Tls::default();
    let mut kept = Vec::new();
    for (name, value) in url.query_pairs().into_owned().collect::<Vec<_>>() {
        // The rest, such as `charset`, tunes Python drivers.
        if !tls.take(&name, &value)? && name == "unix_socket" {
            kept.push((name, value));
        }
    }
    let level = tls.level()?;
    kept.extend(tls.files(level).map(|(name, file)| (name.to_owned(), file)));
    if let Some(level) = level {
        if mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
            kept.push(("ssl_mode".to_owned(), level.name().to_owned()));
        } else if let Some(host) = level.within_host(url.host_str().filter(|h| !h.is_empty()).unwrap_or("localhost")) {
            url.set_host(Some(&host)).map_err(|_| {
                UrlError::Malformed("for TLS, the server has to be called by its name or an IPv4 address".to_owned())
            })?;
        }
    }
    let is_encrypted = level >= Some(tls::Level::Required);
    Ok(DatabaseUrl::Mysql { url: with_parameters(url, kept), is_encrypted })
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str) -> Result<DatabaseUrl, UrlError> {
    Err(UrlError::NotBuilt("MySQL"))
}

/// What PostgreSQL's client library understands beside what begins with `ssl`; the rest tunes Python drivers.
#[cfg(feature = "postgres")]
const LIBPQ: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "require_auth",
    "requirepeer",
    "service",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

#[cfg(feature = "postgres")]
fn postgres(rest: &str) -> Result<DatabaseUrl, UrlError> {
    /// PostgreSQL's client library waits as long as the system does, which is hours for a server that fell silent.
    /// MariaDB's has the limit for connecting of its own, and no way to set the others.
    const PATIENCE: &[(&str, &str)] = &[
        ("connect_timeout", "30"),
        ("keepalives", "1"),
        ("keepalives_idle", "30"),
        ("keepalives_interval", "10"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "30000"),
    ];
    let url = server("postgresql", rest)?;
    // What is about TLS is not left out: the library refuses what it does not know.
    let is_known = |name: &str| name.starts_with("ssl") || LIBPQ.contains(&name);
    let mut kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| is_known(name)).collect();
    for (name, value) in PATIENCE {
        if !kept.iter().any(|(kept, _)| kept == name) {
            kept.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    Ok(DatabaseUrl::Postgres(with_parameters(url, kept)))
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> Result<DatabaseUrl, UrlError> {
    Err(UrlError::NotBuilt("PostgreSQL"))
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
fn server(scheme: &str, rest: &str) -> Result<url::Url, UrlError> {
    let url = url::Url::parse(&format!("{scheme}://{rest}")).map_err(|error| UrlError::Malformed(error.to_string()))?;
    if url.path().trim_matches('/').is_empty() {
        return Err(UrlError::Malformed("it names no database".to_owned()));
    }
    Ok(url)
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
fn with_parameters(mut url: url::Url, parameters: Vec<(String, String)>) -> SecretUrl {
    url.set_query(None);
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    SecretUrl(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sqlite")]
    #[test]
    fn slashes_tell_absolute_paths_from_others() {
        let path = |text: &str| match DatabaseUrl::parse(text) {
            Ok(DatabaseUrl::Sqlite(path)) => path,
            other => format!("{other:?}"),
        };

        assert_eq!(path("sqlite:////var/lib/glance.sqlite"), "/var/lib/glance.sqlite");
        assert_eq!(path("sqlite+pysqlite:///glance.sqlite"), "glance.sqlite");
        assert_eq!(path("sqlite://"), ":memory:");
    }

    #[test]
    fn an_unknown_scheme_is_refused_by_name() {
        for (text, name) in [("oracle://x/y", "oracle"), ("myslq+pymysql://x/y", "myslq+pymysql")] {
            assert_eq!(DatabaseUrl::parse(text).unwrap_err(), UrlError::UnknownScheme(name.to_owned()));
        }
        assert_eq!(DatabaseUrl::parse("mysql+pymysql:glance").unwrap_err(), UrlError::NoScheme);
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn a_python_url_becomes_a_native_one_and_keeps_its_password_to_itself() {
        let url = DatabaseUrl::parse("mysql+pymysql://glance:s3cret@db/glance?charset=utf8&unix_socket=/run/db.sock")
            .unwrap();

        assert!(!format!("{url:?}").contains("s3cret"));
        let DatabaseUrl::Mysql { url: secret, is_encrypted } = url else { panic!("{url:?}") };
        assert_eq!(secret.reveal(), "mysql://glance:s3cret@db/glance?unix_socket=%2Frun%2Fdb.sock");
        assert!(!is_encrypted);
    }

    /// What remains of a URL, and whether plain connections are refused.
    #[cfg(feature = "mysql")]
    fn tls(parameters: &str) -> Result<(String, bool), UrlError> {
        match DatabaseUrl::parse(&format!("mysql+pymysql://db/glance?charset=utf8&{parameters}"))? {
            DatabaseUrl::Mysql { url, is_encrypted } => Ok((url.reveal().to_owned(), is_encrypted)),
            other => panic!("{other:?}"),
        }
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn every_way_to_ask_for_tls_is_one_of_five_levels() {
        for (parameters, level, files) in [
            ("ssl_ca=a", Some(tls::Level::VerifyIdentity), "ssl_ca=a"),
            ("ssl_ca=a&ssl_check_hostname=false", Some(tls::Level::VerifyCa), "ssl_ca=a"),
            ("ssl_verify_cert=true&ssl_ca=a", Some(tls::Level::VerifyCa), "ssl_ca=a"),
            ("ssl_verify_identity=True", Some(tls::Level::VerifyIdentity), ""),
            ("ssl_check_hostname=false", Some(tls::Level::Preferred), ""),
            ("ssl_ca=a&ssl_verify_cert=false", Some(tls::Level::Required), ""),
            ("ssl_cert=c&ssl_key=k", Some(tls::Level::Required), "ssl_cert=c&ssl_key=k"),
            ("ssl_mode=VERIFY_CA&ssl_ca=a", Some(tls::Level::VerifyCa), "ssl_ca=a"),
            ("ssl_mode=preferred", Some(tls::Level::Preferred), ""),
            ("ssl_ca=a&ssl_disabled=true", Some(tls::Level::Disabled), ""),
            ("ssl_disabled=false", None, ""),
        ] {
            let (host, mode) = match level {
                Some(level) if mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE => (None, Some(level.name())),
                level => (level.and_then(|level| level.within_host("db")), None),
            };
            let mut url = format!("mysql://{}/glance", host.as_deref().unwrap_or("db"));
            let mode = mode.map(|mode| format!("ssl_mode={mode}"));
            let query: Vec<&str> = [files].into_iter().chain(mode.as_deref()).filter(|part| !part.is_empty()).collect();
            if !query.is_empty() {
                url = format!("{url}?{}", query.join("&"));
            }

            assert_eq!(tls(parameters).unwrap(), (url, level >= Some(tls::Level::Required)), "{parameters}");
        }
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn what_is_asked_of_tls_is_never_dropped_in_silence() {
        for (parameters, name) in [
            ("ssl=true", "ssl"),
            ("ssl_ca=a&ssl_capath=b", "ssl_capath"),
            ("ssl_key_password=s3cret", "ssl_key_password"),
            ("tls_version=TLSv1.3", "tls_version"),
            ("read_default_file=/etc/my.cnf", "read_default_file"),
            ("ssl_verify_cert=maybe", "ssl_verify_cert"),
            ("ssl_verify_cert=true", "ssl_verify_cert"),
            ("ssl_mode=verify", "ssl_mode"),
        ] {
            let error = tls(parameters).unwrap_err();

            assert!(matches!(&error, UrlError::Parameter { name: told, .. } if told == name), "{parameters}: {error}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn postgresql_is_told_all_that_its_library_knows_of_tls() {
        let url = "postgresql://db/glance?sslmode=verify-full&sslrootcert=%2Fca.pem&sslcrl=x&channel_binding=require\
                   &connect_timeout=5";

        let DatabaseUrl::Postgres(secret) = DatabaseUrl::parse(&format!("{url}&async_fallback=true")).unwrap() else {
            panic!("{url}")
        };
        let (native, more) = secret.reveal().split_at(url.len());
        assert_eq!(native, url);
        assert!(more.starts_with("&keepalives=1&") && !more.contains("async_fallback"), "{more}");
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn no_server_is_waited_for_without_end() {
        let native = |text: &str| match DatabaseUrl::parse(text) {
            Ok(DatabaseUrl::Postgres(secret)) => secret.reveal().to_owned(),
            other => format!("{other:?}"),
        };

        let silence = "keepalives_idle=30&keepalives_interval=10&keepalives_count=3&tcp_user_timeout=30000";
        assert_eq!(
            native("postgresql+psycopg2://db/glance"),
            format!("postgresql://db/glance?connect_timeout=30&keepalives=1&{silence}")
        );
        let chosen = format!("postgresql://db/glance?keepalives=0&connect_timeout=5&{silence}");
        assert_eq!(native(&chosen), chosen);
    }
}
