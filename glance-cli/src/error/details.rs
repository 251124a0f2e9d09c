//! Finds the message in the body of an error response.
//!
//! Glance answers in HTML, proxies in plain text, and other services in JSON.

use serde_json::Value;

/// How the body of an error response reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'a> {
    /// The status of the response, with its reason.
    pub(crate) status: &'a str,
    /// The media type, where the server names one.
    pub(crate) content_type: &'a str,
    /// The text.
    pub(crate) text: &'a str,
}

/// Says in one piece what the server said: the status if the body does not hold it, and the message.
pub(crate) fn details(body: Body<'_>) -> String {
    let text = body.text.trim();
    if text.is_empty() {
        return body.status.to_owned();
    }
    if body.content_type.starts_with("text/html") || text.starts_with("<html") || text.starts_with("<!") {
        let lines = html_lines(text);
        return if lines.is_empty() { body.status.to_owned() } else { lines.join(": ") };
    }
    match serde_json::from_str(text).ok().as_ref().and_then(json_message) {
        Some(message) => format!("{}: {message}", body.status),
        None => text.to_owned(),
    }
}

/// The lines of a document without its tags, each once: the title repeats as a heading.
fn html_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in without_tags(text).lines() {
        let line = decode_entities(line.trim());
        if !line.is_empty() && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let Some((_, next)) = after.split_once('>') else {
            kept.push('<');
            rest = after;
            break;
        };
        rest = next;
    }
    kept.push_str(rest);
    kept
}

fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        decoded.push_str(before);
        let found = entity.find(';').and_then(|end| Some((decode_entity(&entity[1..end])?, end + 1)));
        let (character, length) = found.unwrap_or(('&', 1));
        decoded.push(character);
        rest = &entity[length..];
    }
    decoded + rest
}

fn decode_entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => None,
    }
}

/// Looks where OpenStack services put their message: at the top, in an `error` object, or in the first of `errors`.
fn json_message(document: &Value) -> Option<String> {
    if let Some(text) = document.as_str() {
        return Some(text.to_owned());
    }
    let named = ["message", "faultstring", "detail"].iter().find_map(|name| document.get(name)?.as_str());
    if let Some(text) = named {
        return Some(text.to_owned());
    }
    let nested = document.get("error").or_else(|| document.get("errors")?.get(0));
    nested.and_then(json_message).or_else(|| document.get("title")?.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(content_type: &str, text: &str) -> String {
        details(Body { status: "404 Not Found", content_type, text })
    }

    #[test]
    fn html_loses_its_tags_and_repetitions_and_keeps_its_characters() {
        let page = "<html><head><title>404 Not Found</title></head>\n<body><h1>\n404 Not Found</h1>\n\
                    No image &#x27;a&amp;b&#39; &lt;here&gt; &unknown;<br /><br />\n\nReally.\n</body></html>";
        assert_eq!(said("text/html; charset=UTF-8", page), "404 Not Found: No image 'a&b' <here> &unknown;: Really.");
    }

    #[test]
    fn json_is_searched_for_its_message() {
        for body in [
            r#"{"message": "gone", "code": "404", "title": "Not Found"}"#,
            r#"{"error": {"code": 404, "message": "gone", "title": "Not Found"}}"#,
            r#"{"errors": [{"detail": "gone"}]}"#,
            r#"{"error": "gone"}"#,
        ] {
            assert_eq!(said("application/json", body), "404 Not Found: gone", "{body}");
        }
    }

    #[test]
    fn plain_text_is_the_message_and_an_empty_body_leaves_the_status() {
        assert_eq!(said("text/plain", "no such\nthing\n"), "no such\nthing");
        assert_eq!(said("", " \n"), "404 Not Found");
        assert_eq!(said("text/html", "<html></html>"), "404 Not Found");
        assert_eq!(said("text/html", "<html>1 < 2"), "1 < 2");
    }
}
