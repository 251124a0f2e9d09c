//! What `--debug` shows: each request as a command that could be repeated, and what came back.

use std::fmt::Write as _;

use reqwest::header::HeaderMap;
use reqwest::{Request, Response};
use sha2::{Digest, Sha256};

use crate::error::complain;

/// Shows a request. Of a secret it shows a digest, so that two can be told apart.
pub(super) fn request(request: &Request) {
    let mut line = format!("curl -g -i -X {} '{}'", request.method(), request.url());
    for (name, value) in headers(request.headers()) {
        let _ = write!(line, " -H '{name}: {value}'");
    }
    complain(&line);
}

/// Shows the head of a response.
pub(super) fn response(response: &Response) {
    let mut lines = format!("{:?} {}", response.version(), response.status());
    for (name, value) in headers(response.headers()) {
        let _ = write!(lines, "\n{name}: {value}");
    }
    complain(&lines);
}

/// Shows the document of a response.
pub(super) fn body(text: &str) {
    complain(&format!("\n{text}\n"));
}

fn headers(headers: &HeaderMap) -> impl Iterator<Item = (&str, String)> {
    headers.iter().map(|(name, value)| {
        let secret = value.is_sensitive() || matches!(name.as_str(), "x-auth-token" | "x-subject-token" | "set-cookie");
        let shown = if secret {
            let digest: String = Sha256::digest(value.as_bytes()).iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
            format!("{{SHA256}}{digest}")
        } else {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        (name.as_str(), shown)
    })
}
