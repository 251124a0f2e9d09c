use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, header};

/// What a proxy says of a request: how it reached the proxy, before it was sent on.
///
/// There is the header `Forwarded` of RFC 7239, and there are the `X-Forwarded-*` that came before it, which count if it is
/// not there. Each proxy on the way adds to them; the first entry is that of the proxy next to the client. What cannot be
/// part of a link is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forwarded {
    /// `http` or `https`.
    pub(super) scheme: Option<&'static str>,
    /// The host, and a port if the client named one.
    pub(super) host: Option<String>,
    /// What stood before the path, as in `/image`; without a slash at its end.
    pub(super) prefix: String,
    /// The client's address.
    pub(crate) client: Option<IpAddr>,
}

impl Forwarded {
    /// Reads it off a request's headers.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let first = |name: &str| {
            let text = headers.get(name)?.to_str().ok()?;
            text.split(',').next().map(str::trim).filter(|text| !text.is_empty())
        };
        let (scheme, host, client) = match first(header::FORWARDED.as_str()) {
            Some(hop) => (pair(hop, "proto"), pair(hop, "host"), pair(hop, "for")),
            None => (first("x-forwarded-proto"), first("x-forwarded-host"), first("x-forwarded-for")),
        };
        let prefix = first("x-forwarded-prefix").filter(|prefix| prefix.starts_with('/'));
        Self {
            scheme: scheme.and_then(known_scheme),
            host: host.filter(|host| is_host(host)).map(str::to_owned),
            prefix: prefix.map(|prefix| prefix.trim_end_matches('/').to_owned()).unwrap_or_default(),
            client: client.and_then(address),
        }
    }
}

/// The value of one of the pairs `name=value` that make up an entry of `Forwarded`.
fn pair<'h>(hop: &'h str, name: &str) -> Option<&'h str> {
    let mut pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| known.trim().eq_ignore_ascii_case(name))?;
    let value = value.trim();
    Some(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

fn known_scheme(text: &str) -> Option<&'static str> {
    ["http", "https"].into_iter().find(|known| text.eq_ignore_ascii_case(known))
}

fn is_host(text: &str) -> bool {
    // The reader of URIs knows what an authority is; a name and a password before it are for nobody to see.
    !text.contains('@') && Uri::builder().scheme("http").authority(text).path_and_query("/").build().is_ok()
}

/// An address, which may have a port behind it and brackets around it.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn read(lines: &[(&'static str, &'static str)]) -> (Option<&'static str>, Option<String>, String, Option<IpAddr>) {
        let line = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        let Forwarded { scheme, host, prefix, client } = Forwarded::read(&lines.iter().copied().map(line).collect());
        (scheme, host, prefix, client)
    }

    #[test]
    fn the_first_entry_counts_and_the_newer_header_goes_first() {
        let ip = |text: &str| Some(text.parse().unwrap());
        let host = |text: &str| Some(text.to_owned());
        for (lines, expected) in [
            (&[][..], (None, None, String::new(), None)),
            (
                &[("forwarded", "For=192.0.2.60; Proto=HTTPS ;HOST=\"a.example:443\", for=198.51.100.1;proto=http")],
                (Some("https"), host("a.example:443"), String::new(), ip("192.0.2.60")),
            ),
            (
                &[("forwarded", "for=\"[2001:db8::1]:4711\""), ("x-forwarded-host", "b.example")],
                (None, None, String::new(), ip("2001:db8::1")),
            ),
            (
                &[
                    ("x-forwarded-proto", "https, http"),
                    ("x-forwarded-host", "b.example, c"),
                    ("x-forwarded-for", "::1"),
                ],
                (Some("https"), host("b.example"), String::new(), ip("::1")),
            ),
            (
                &[("forwarded", ""), ("x-forwarded-host", "b.example:80"), ("x-forwarded-prefix", "/image/")],
                (None, host("b.example:80"), "/image".to_owned(), None),
            ),
        ] {
            assert_eq!(read(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn what_cannot_be_part_of_a_link_is_left_out() {
        for line in [
            ("x-forwarded-proto", "javascript"),
            ("x-forwarded-host", "user:secret@b.example"),
            ("x-forwarded-host", "b.example/path"),
            ("x-forwarded-host", "<script>"),
            ("x-forwarded-prefix", "image"),
            ("x-forwarded-for", "unknown"),
            ("forwarded", "for=_hidden;host=\""),
        ] {
            assert_eq!(read(&[line]), (None, None, String::new(), None), "{line:?}");
        }
    }
}
