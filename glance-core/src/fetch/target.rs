//! URLs in the one form that is taken.
//!
//! Programs disagree on what odd URLs mean, and whoever checks one in one way and follows it in another can be led anywhere.
//! So an odd one is no URL here: what is taken means the same to everybody.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::FetchError;

/// Longer URLs are nobody's.
const MAX_CHARS: usize = 8192;

/// How a server is talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// An address.
    Address(IpAddr),
    /// A name in lower case, without a dot at its end, that nobody can take for an address.
    Name(String),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// What is to be fetched.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) scheme: Scheme,
    pub(super) host: Host,
    pub(super) port: u16,
    /// Name and password for the server.
    pub(super) login: Option<(String, String)>,
    /// All but the login, in normal form.
    pub(super) url: Url,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({}://{}:{}/***)", self.scheme.as_str(), self.host, self.port)
    }
}

impl Target {
    /// Reads a URL.
    pub(super) fn parse(text: &str) -> Result<Self, FetchError> {
        if text.len() > MAX_CHARS {
            return Err(FetchError::BadUrl("it is too long"));
        }
        if text.trim() != text || text.chars().any(|c| c.is_control() || c == '\\') {
            return Err(FetchError::BadUrl("it has characters that no URL has"));
        }
        let (scheme, rest) = text.split_once("://").ok_or(FetchError::BadUrl("it has no scheme"))?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(FetchError::BadUrl("its scheme is neither http nor https")),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (login, server) = match authority.rsplit_once('@') {
            Some((login, server)) => (Some(read_login(login)?), server),
            None => (None, authority),
        };
        let (host, port) = read_server(server)?;
        let port = port.unwrap_or(scheme.port());
        let path = path.split('#').next().unwrap_or_default();
        let url = Url::parse(&format!("{}://{host}:{port}{path}", scheme.as_str()));
        let url = url.map_err(|_| FetchError::BadUrl("its form is wrong"))?;
        Ok(Self { scheme, host, port, login, url })
    }

    /// Reads where a server sends on to: another URL, or another path on the same server.
    pub(super) fn redirected(&self, location: &str) -> Result<Self, FetchError> {
        let head = location.split(['/', '?', '#']).next().unwrap_or_default();
        if head.contains(':') {
            return Self::parse(location);
        }
        if location.starts_with("//") {
            return Self::parse(&format!("{}:{location}", self.scheme.as_str()));
        }
        if location.contains('\\') {
            return Err(FetchError::BadUrl("it has characters that no URL has"));
        }
        let joined = self.url.join(location).map_err(|_| FetchError::BadUrl("its form is wrong"))?;
        let next = Self::parse(joined.as_str())?;
        let is_same_server = (next.scheme, &next.host, next.port) == (self.scheme, &self.host, self.port);
        Ok(Self { login: self.login.clone().filter(|_| is_same_server), ..next })
    }
}

fn read_login(text: &str) -> Result<(String, String), FetchError> {
    if text.contains(['@', '[', ']', ' ']) {
        return Err(FetchError::BadUrl("its name and password have characters that must be escaped"));
    }
    let (name, password) = text.split_once(':').unwrap_or((text, ""));
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned);
    decode(name)
        .and_then(|name| Ok((name, decode(password)?)))
        .map_err(|_| FetchError::BadUrl("its name and password are not UTF-8"))
}

fn read_server(text: &str) -> Result<(Host, Option<u16>), FetchError> {
    let (host, port) = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, port) = bracketed.split_once(']').ok_or(FetchError::BadUrl("its address has no end"))?;
        let address: Ipv6Addr = address.parse().map_err(|_| FetchError::BadUrl("its address is none"))?;
        (Host::Address(address.into()), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (read_host(host)?, port)
    };
    let no_port = FetchError::BadUrl("its port is none");
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().ok().filter(|port| *port > 0).ok_or(no_port)?)
        }
        _ => return Err(no_port),
    };
    Ok((host, port))
}

/// Reads an address or a name. What only some programs take for an address is neither: decimal, octal, hexadecimal and
/// short forms.
pub(super) fn read_host(text: &str) -> Result<Host, FetchError> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Ok(Host::Address(address.into()));
    }
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    let in_form = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if name.len() > 253 || !name.split('.').all(in_form) {
        return Err(FetchError::BadUrl("its host is neither a name nor an address"));
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if is_number {
        return Err(FetchError::BadUrl("its host is an address in an unusual form"));
    }
    Ok(Host::Name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<String> {
        let target = Target::parse(text).ok()?;
        let login = target.login.map(|(name, password)| format!(" as {name}/{password}")).unwrap_or_default();
        Some(format!("{} {} {}{login}", target.host, target.port, target.url))
    }

    #[test]
    fn what_is_taken_means_one_thing() {
        for (text, expected) in [
            ("http://mirror.example/a.img", "mirror.example 80 http://mirror.example/a.img"),
            ("HTTPS://Mirror.Example./a?b=%20#c", "mirror.example 443 https://mirror.example/a?b=%20"),
            ("http://10.0.0.1:8080", "10.0.0.1 8080 http://10.0.0.1:8080/"),
            ("http://h:/x", "h 80 http://h/x"),
            ("http://[2001:DB8::1]:81/x y", "[2001:db8::1] 81 http://[2001:db8::1]:81/x%20y"),
            ("http://us%40er:p%3aw@h/x", "h 80 http://h/x as us@er/p:w"),
            ("http://good.example#@evil.example/", "good.example 80 http://good.example/"),
            ("http://good.example?@evil.example/", "good.example 80 http://good.example/?@evil.example/"),
        ] {
            assert_eq!(parts(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn s39_urls_that_programs_disagree_on_are_refused() {
        for text in [
            "",
            "http",
            "http:/h/x",
            "http:h",
            "//h/x",
            "ftp://h/x",
            "file:///etc/passwd",
            " http://h/x",
            "http://h/x ",
            "http://h\t/x",
            "http://h/\nx",
            "http://h\\@evil/x",
            "http:\\\\h/x",
            "http://",
            "http:///x",
            "http://:80/x",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://127.0x0.0.1/",
            "http://0x7f.1/",
            "http://1.2.3.0x/",
            "http://[::ffff:7f00:1%25lo]/",
            "http://[::1/",
            "http://[127.0.0.1]/",
            "http://[::1]x/",
            "http://h:80:80/",
            "http://h:0x50/",
            "http://h:99999x/",
            "http://h..x/",
            "http://a@b@c/",
            "http://h%2e/",
            "http://1２7.0.0.1/",
            "http://ⓛocalhost/",
            "http://h,x/",
            "http://h:+80/",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn a_port_out_of_range_is_no_port() {
        assert_eq!(parts("http://h:0/"), None);
        assert_eq!(parts("http://h:65536/"), None);
    }

    #[test]
    fn redirects_are_read_as_strictly() {
        let here = Target::parse("http://user:secret@mirror.example:8080/a/b?c").unwrap();
        let to =
            |location: &str| here.redirected(location).ok().map(|next| (next.url.to_string(), next.login.is_some()));

        assert_eq!(to("../d"), Some(("http://mirror.example:8080/d".to_owned(), true)));
        assert_eq!(to("/d:e"), Some(("http://mirror.example:8080/d:e".to_owned(), true)));
        assert_eq!(to("//other/d"), Some(("http://other/d".to_owned(), false)));
        assert_eq!(to("https://mirror.example/"), Some(("https://mirror.example/".to_owned(), false)));
        for odd in ["//2130706433/", "\\\\evil/", "http:/evil", "http:evil", "javascript:0", "/\\evil/", "ftp://h/"] {
            assert_eq!(to(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_is_printed_keeps_secrets() {
        let target = Target::parse("https://user:secret@h/path?signature=secret").unwrap();

        assert_eq!(format!("{target:?}"), "Target(https://h:443/***)");
    }
}
