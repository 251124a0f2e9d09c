//! Database URLs, native ones and SQLAlchemy's.

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
    Mysql(SecretUrl),
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
            Self::Mysql(_) => true,
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
            Self::Mysql(_) => false,
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
    /// What the client library understands; the rest, such as `charset`, tunes Python drivers.
    const KNOWN: &[&str] = &["unix_socket", "ssl_ca", "ssl_cert", "ssl_key", "ssl_mode"];
    server("mysql", rest, KNOWN, &[]).map(DatabaseUrl::Mysql)
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str) -> Result<DatabaseUrl, UrlError> {
    Err(UrlError::NotBuilt("MySQL"))
}

#[cfg(feature = "postgres")]
fn postgres(rest: &str) -> Result<DatabaseUrl, UrlError> {
    const KNOWN: &[&str] =
        &["host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "options", "target_session_attrs"];
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
    server("postgresql", rest, KNOWN, PATIENCE).map(DatabaseUrl::Postgres)
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> Result<DatabaseUrl, UrlError> {
    Err(UrlError::NotBuilt("PostgreSQL"))
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
fn server(scheme: &str, rest: &str, known: &[&str], defaults: &[(&str, &str)]) -> Result<SecretUrl, UrlError> {
    let mut url =
        url::Url::parse(&format!("{scheme}://{rest}")).map_err(|error| UrlError::Malformed(error.to_string()))?;
    if url.path().trim_matches('/').is_empty() {
        return Err(UrlError::Malformed("it names no database".to_owned()));
    }
    let mut kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| known.contains(&name.as_ref()) || defaults.iter().any(|(default, _)| default == name))
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    for (name, value) in defaults {
        if !kept.iter().any(|(kept, _)| kept == name) {
            kept.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    Ok(SecretUrl(url.into()))
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
        let DatabaseUrl::Mysql(secret) = url else { panic!("{url:?}") };
        assert_eq!(secret.reveal(), "mysql://glance:s3cret@db/glance?unix_socket=%2Frun%2Fdb.sock");
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
