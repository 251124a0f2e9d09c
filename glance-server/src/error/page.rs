//! The text of an error, in the three formats that it can have.

use std::fmt::Write;

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::Format;

/// What an error says.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The status.
    pub(crate) status: StatusCode,
    /// What went wrong, first part.
    explanation: String,
    /// What went wrong, second part; mostly empty.
    pub(super) detail: String,
    layout: Layout,
    /// The format that it always has, whatever the client prefers.
    pub(crate) format: Option<Format>,
}

/// Where the blanks are: clients cut the text out of them, and some cut at a fixed place.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Usual,
    Bare,
    Method,
    UnknownMethod,
    MediaType,
}

impl Page {
    pub(super) fn new(status: StatusCode, explanation: String) -> Self {
        Self { status, explanation, detail: String::new(), layout: Layout::Usual, format: None }
    }

    pub(super) fn bare(status: StatusCode, explanation: String) -> Self {
        Self { layout: Layout::Bare, ..Self::new(status, explanation) }
    }

    pub(super) fn method_not_allowed(method: &Method) -> Self {
        let explanation = format!("The method {method} is not allowed for this resource.");
        Self { layout: Layout::Method, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, explanation) }
    }

    pub(super) fn method_unknown(method: &Method) -> Self {
        let explanation = format!("The request method {method} is not implemented for this server.");
        Self { layout: Layout::UnknownMethod, ..Self::new(StatusCode::NOT_IMPLEMENTED, explanation) }
    }

    pub(super) fn media_type(content_type: &str, detail: String) -> Self {
        let explanation = format!("The request media type {content_type} is not supported by this server.");
        Self { detail, layout: Layout::MediaType, ..Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, explanation) }
    }

    /// The reason of the status line.
    pub(crate) fn title(&self) -> &'static str {
        match self.status {
            StatusCode::PAYLOAD_TOO_LARGE => "Request Entity Too Large",
            StatusCode::RANGE_NOT_SATISFIABLE => "Request Range Not Satisfiable",
            other => other.canonical_reason().unwrap_or("Unknown"),
        }
    }

    /// Writes the text, and says of which media type it is.
    pub(crate) fn write(&self, format: Format) -> (&'static str, String) {
        let status = format!("{} {}", self.status.as_u16(), self.title());
        match format {
            Format::Html => {
                let fragment = self.fragment(escape);
                let body = format!(
                    "<html>\n <head>\n  <title>{status}</title>\n </head>\n <body>\n  <h1>{status}</h1>\n  {fragment}\n \
                     </body>\n</html>"
                );
                ("text/html; charset=UTF-8", body)
            }
            Format::Json => {
                let message = self.fragment(str::to_owned);
                let body = json!({"message": message, "code": status, "title": self.title()}).to_string();
                ("application/json", body)
            }
            Format::Plain => {
                let text = self.fragment(|text| text.replace('\n', " "));
                ("text/plain; charset=UTF-8", format!("{status}\n\n{}", without_breaks(&text)))
            }
        }
    }

    fn fragment(&self, written: impl Fn(&str) -> String) -> String {
        let (explanation, detail) = (written(&self.explanation), written(&self.detail));
        match self.layout {
            Layout::Bare => explanation,
            Layout::Usual => format!("{explanation}<br /><br />\n{detail}\n\n"),
            Layout::Method => format!("{explanation} <br /><br />\n{detail}"),
            Layout::UnknownMethod => format!("\n{explanation} <br /><br />\n{detail}"),
            Layout::MediaType => format!("{explanation}\n<br /><br />\n{detail}"),
        }
    }
}

fn without_breaks(fragment: &str) -> String {
    fragment.replace('\n', " ").replace("<br />", "\n")
}

/// Beyond ASCII, only numbers are safe whatever a browser takes the encoding for.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            c if c.is_ascii() => escaped.push(c),
            c => _ = write!(escaped, "&#{};", u32::from(c)),
        }
    }
    escaped
}

/// What a status always says.
pub(super) fn explanation(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => {
            "This server could not verify that you are authorized to access the document you requested. Either you \
             supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply \
             the credentials required."
        }
        StatusCode::FORBIDDEN => "Access was denied to this resource.",
        StatusCode::NOT_FOUND => "The resource could not be found.",
        StatusCode::CONFLICT => "There was a conflict when trying to complete your request.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body of your request was too large for this server.",
        StatusCode::RANGE_NOT_SATISFIABLE => "The Range requested is not available.",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "A header of your request was too large for this server.",
        StatusCode::SERVICE_UNAVAILABLE => "The server is currently unavailable. Please try again at a later time.",
        _ => "The server has either erred or is incapable of performing the requested operation.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_cannot_be_smuggled_into_a_page() {
        let page = Page::new(StatusCode::BAD_REQUEST, "<b>&\"'é".to_owned());

        let (_, body) = page.write(Format::Html);

        assert!(body.contains("  &lt;b&gt;&amp;&quot;&#x27;&#233;<br /><br />\n\n\n\n </body>"), "{body}");
    }

    #[test]
    fn plain_text_has_its_blanks_where_clients_expect_them() {
        let not_found = Page::new(StatusCode::NOT_FOUND, explanation(StatusCode::NOT_FOUND).to_owned());
        let media_type = Page::media_type("text/plain", "Invalid content type text/plain".to_owned());
        let method = Page::method_not_allowed(&Method::PUT);

        assert_eq!(not_found.write(Format::Plain).1.len(), 52);
        assert_eq!(media_type.write(Format::Plain).1.len(), 129);
        assert_eq!(method.write(Format::Plain).1.len(), 76);
    }
}
