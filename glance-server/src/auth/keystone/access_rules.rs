//! What an application credential is good for.

use axum::http::Method;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// One kind of request that an application credential is good for.
#[derive(Debug, Deserialize)]
pub(super) struct AccessRule {
    service: String,
    method: String,
    path: String,
}

/// A part of a path in a rule.
enum Piece {
    /// This very character.
    This(char),
    /// `*`, or a name in braces: some characters, none of them a slash.
    Segment,
    /// `**`: any characters.
    Anything,
}

impl AccessRule {
    /// Whether the rule has this request.
    pub(super) fn allows(&self, service_type: &str, method: &Method, path: &str) -> bool {
        self.service == service_type
            && self.method == method.as_str()
            && matches(&self.path, &percent_decode_str(path).decode_utf8_lossy())
    }
}

/// Whether a path is one of those that the pattern stands for. It takes no longer than pattern by path, for users write
/// the patterns.
fn matches(pattern: &str, path: &str) -> bool {
    let pieces = pieces(pattern);
    // How many pieces may be used up so far; a segment counts as used up from its first character on.
    let mut reached = vec![false; pieces.len() + 1];
    reached[0] = true;
    skip(&pieces, &mut reached);
    for c in path.chars() {
        let mut next = vec![false; pieces.len() + 1];
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::This(wanted) => next[at + 1] |= reached[at] && *wanted == c,
                Piece::Segment => next[at + 1] |= (reached[at] || reached[at + 1]) && c != '/',
                Piece::Anything => next[at] |= reached[at],
            }
        }
        skip(&pieces, &mut next);
        reached = next;
    }
    reached[pieces.len()]
}

/// `**` may stand for nothing.
fn skip(pieces: &[Piece], reached: &mut [bool]) {
    for (at, piece) in pieces.iter().enumerate() {
        if matches!(piece, Piece::Anything) && reached[at] {
            reached[at + 1] = true;
        }
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let (piece, length) = match c {
            '*' if rest.starts_with("**") => (Piece::Anything, 2),
            '*' => (Piece::Segment, 1),
            '{' => match rest.find('}') {
                Some(end) => (Piece::Segment, end + 1),
                None => (Piece::This(c), 1),
            },
            c => (Piece::This(c), c.len_utf8()),
        };
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_the_paths_that_keystone_says() {
        let cases = [
            ("/v2/images", "/v2/images", true),
            ("/v2/images", "/v2/images/", false),
            ("/v2/images", "/v2/images/1", false),
            ("/v2.images", "/v2/images", false),
            ("/v2/images/*", "/v2/images/1", true),
            ("/v2/images/*", "/v2/images/", false),
            ("/v2/images/*", "/v2/images/1/file", false),
            ("/v2/images/{image_id}/file", "/v2/images/1/file", true),
            ("/v2/images/{image_id}/file", "/v2/images/1/2/file", false),
            ("/v2/images/*/members/*", "/v2/images/1/members/2", true),
            ("/v2/**", "/v2/", true),
            ("/v2/**", "/v2/images/1/file", true),
            ("/v2/**", "/v1/images", false),
            ("/v2/images**", "/v2/images", true),
            ("**/file", "/v2/images/1/file", true),
            ("**/file", "/v2/images/1/files", false),
            ("/v2/*x", "/v2/axbx", true),
            ("", "/", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_rule_is_about_one_service_and_one_method() {
        let rule = AccessRule { service: "image".to_owned(), method: "GET".to_owned(), path: "/v2/images".to_owned() };

        assert!(rule.allows("image", &Method::GET, "/v2/im%61ges"));
        assert!(!rule.allows("compute", &Method::GET, "/v2/images"));
        assert!(!rule.allows("image", &Method::POST, "/v2/images"));
    }
}
