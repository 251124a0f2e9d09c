//! In which format a client wants to be told that something went wrong.

/// A format of error bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `text/html`
    Html,
    /// `application/json`
    Json,
    /// `text/plain`
    Plain,
}

impl Format {
    /// Reads an `Accept` header: what it likes best of HTML and JSON, in doubt HTML; plain text if it wants neither.
    ///
    /// A client that sends no such header gets plain text, which is what scripts have always been given.
    pub(crate) fn preferred(accept: Option<&str>) -> Self {
        let Some(accept) = accept.filter(|text| !text.trim().is_empty()) else { return Self::Plain };
        let html = quality(accept, "text", "html");
        let json = quality(accept, "application", "json");
        match (html > 0, json > 0) {
            (true, _) if html >= json => Self::Html,
            (_, true) => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// Picks what an `Accept` header likes best; of several that it likes as much, the one that is offered first. `None` if it
/// likes none of them.
pub(crate) fn best_offer<'o>(accept: &str, offers: &[&'o str]) -> Option<&'o str> {
    let mut best = None;
    for offer in offers {
        let (kind, subtype) = offer.split_once('/')?;
        let weight = quality(accept, kind, subtype);
        if weight > best.map_or(0, |(most, _)| most) {
            best = Some((weight, *offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// How much a media type is wanted, in thousandths. The most specific range that covers it counts.
fn quality(accept: &str, kind: &str, subtype: &str) -> u32 {
    let mut best = (0, 0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let specificity = match parts.next().unwrap_or_default().split_once('/') {
            Some(("*", "*")) => 1,
            Some((k, "*")) if k.eq_ignore_ascii_case(kind) => 2,
            Some((k, s)) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => 3,
            _ => continue,
        };
        let weight = parts.find_map(|parameter| parameter.strip_prefix("q=")).map_or(1000, thousandths);
        if specificity > best.0 {
            best = (specificity, weight);
        }
    }
    best.1
}

fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = format!("{whole}{fraction:0<3.3}");
    digits.parse().map_or(0, |value: u32| value.min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accept_header_chooses_the_format() {
        let cases = [
            (None, Format::Plain),
            (Some(""), Format::Plain),
            (Some("text/plain"), Format::Plain),
            (Some("application/octet-stream"), Format::Plain),
            (Some("*/*"), Format::Html),
            (Some("text/html"), Format::Html),
            (Some("application/json"), Format::Json),
            (Some("application/json, */*"), Format::Html),
            (Some("application/json, */*;q=0.8"), Format::Json),
            (Some("application/*;q=0.5, text/html;q=0.4"), Format::Json),
            (Some("text/html;q=0, */*"), Format::Json),
            (Some("text/html;q=0, application/json;q=0"), Format::Plain),
        ];
        for (accept, format) in cases {
            assert_eq!(Format::preferred(accept), format, "{accept:?}");
        }
    }
}
