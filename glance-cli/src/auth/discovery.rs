//! Where version 3 of a Keystone is.

use reqwest::Method;
use reqwest::header::ACCEPT;
use url::Url;

use crate::client::Transport;
use crate::error::{Error, Result};
use crate::json::{Json, Object};

/// Finds version 3 behind the URL that the user gave. One that names the version is taken at its word; otherwise Keystone
/// is asked, and where it does not answer, `v3` is looked for below the URL.
///
/// # Errors
/// [`Error::Unreachable`] when nobody answers, and [`Error::Message`] when the URL is none.
pub(super) fn v3(transport: &Transport, auth_url: &str) -> Result<String> {
    let given = auth_url.trim_end_matches('/');
    if given.ends_with("/v3") {
        return Ok(given.to_owned());
    }
    let base = given.strip_suffix("/v2.0").unwrap_or(given);
    let usual = format!("{base}/v3");
    let request = transport.request(Method::GET, &format!("{base}/")).header(ACCEPT, "application/json");
    let found = match transport.send_for_choices(Transport::built(request)?) {
        Ok(response) => transport.json(response).ok().and_then(|versions| linked(&versions)),
        Err(fatal @ Error::Unreachable { .. }) => return Err(fatal),
        Err(_) => None,
    };
    Ok(found.and_then(|link| at_home(base, &link)).unwrap_or(usual))
}

/// The link to version 3 in a list of versions, of which there are two forms.
fn linked(document: &Object) -> Option<String> {
    let versions = match &document["versions"] {
        Json::Object(versions) => versions["values"].as_list(),
        versions => versions.as_list(),
    };
    let version = versions?
        .iter()
        .filter_map(Json::as_object)
        .find(|version| version["id"].as_str().is_some_and(|id| id == "v3" || id.starts_with("v3.")))?;
    let links = version["links"].as_list()?.iter().filter_map(Json::as_object);
    links.clone().find(|link| link["rel"].as_str() == Some("self"))?["href"].as_str().map(str::to_owned)
}

/// The path of the link on the host that the user named: behind a proxy Keystone may not know its own name, and the
/// password goes where the user said, never elsewhere. What that host itself offers over TLS is asked over TLS.
fn at_home(base: &str, link: &str) -> Option<String> {
    let base = Url::parse(base).ok()?;
    let mut url = base.join(link).ok()?;
    if (base.scheme(), url.scheme()) == ("http", "https") && base.host_str() == url.host_str() {
        return Some(url.as_str().trim_end_matches('/').to_owned());
    }
    url.set_scheme(base.scheme()).ok()?;
    url.set_host(base.host_str()).ok()?;
    url.set_port(base.port()).ok()?;
    Some(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_its_path_and_loses_its_host() {
        let at = |base, link| at_home(base, link).unwrap();
        assert_eq!(at("https://public:5000", "http://internal/v3/"), "https://public:5000/v3");
        assert_eq!(at("https://public/identity", "http://internal:35357/identity/v3/"), "https://public/identity/v3");
        assert_eq!(at("http://h/identity/", "v3"), "http://h/identity/v3");
        assert_eq!(at("http://h:5000", "https://h:5443/v3/"), "https://h:5443/v3");
        assert_eq!(at("http://h:5000", "https://other/v3/"), "http://h:5000/v3");
    }

    #[test]
    fn version_3_is_found_among_others_in_both_forms() {
        let version =
            r#"{"id": "v2.0", "links": []}, {"id": "v3.14", "links": [{"rel": "self", "href": "http://k/v3/"}]}"#;
        for document in
            [format!(r#"{{"versions": {{"values": [{version}]}}}}"#), format!(r#"{{"versions": [{version}]}}"#)]
        {
            assert_eq!(linked(&serde_json::from_str(&document).unwrap()).unwrap(), "http://k/v3/", "{document}");
        }
        assert_eq!(linked(&serde_json::from_str(r#"{"versions": []}"#).unwrap()), None);
    }
}
