use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::ApiError;

/// All that stands for itself in a query; what Glance escapes and does not, for clients compare links.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~').remove(b' ');

/// The decoded parameters behind the question mark, in their order.
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::read(parts.uri.query().unwrap_or_default())
    }
}

impl Query {
    fn read(text: &str) -> Result<Self, ApiError> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        pairs.collect::<Result<_, ApiError>>().map(Self)
    }

    /// The parameters as text slices.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The last value of a parameter, if it has one that is not empty.
    pub(crate) fn last(&self, name: &str) -> Option<&str> {
        let values = self.pairs().filter(|(known, _)| *known == name);
        values.last().map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// Writes a link to the same list, from its beginning or from behind `marker` on.
    ///
    /// Of a parameter that is there more than once only the last value is kept, as Glance does it.
    pub(crate) fn link(&self, path: &str, marker: Option<&str>) -> String {
        let mut kept: Vec<(&str, &str)> = Vec::new();
        let mut places = HashMap::new();
        for (name, value) in self.pairs().filter(|(name, _)| *name != "marker") {
            let place = *places.entry(name).or_insert(kept.len());
            match kept.get_mut(place) {
                Some(known) => known.1 = value,
                None => kept.push((name, value)),
            }
        }
        kept.extend(marker.map(|id| ("marker", id)));
        let query: Vec<String> =
            kept.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().map_err(|_| ApiError::undecodable())?;
    Ok(decoded.into_owned())
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string().replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(query: &str, marker: Option<&str>) -> String {
        Query::read(query).unwrap().link("/v2/images", marker)
    }

    #[test]
    fn links_repeat_the_question_in_one_spelling() {
        assert_eq!(link("", None), "/v2/images");
        assert_eq!(link("marker=x", None), "/v2/images");
        assert_eq!(link("name=in:%22a,b%22,c", None), "/v2/images?name=in%3A%22a%2Cb%22%2Cc");
        assert_eq!(link("name=a+b%20c*&x=%C3%A9~", None), "/v2/images?name=a+b+c%2A&x=%C3%A9~");
    }

    #[test]
    fn the_next_page_begins_behind_its_marker() {
        assert_eq!(link("limit=1&marker=x&limit=2", Some("y")), "/v2/images?limit=2&marker=y");
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused() {
        assert!(Query::read("name=%FF").is_err());
    }
}
