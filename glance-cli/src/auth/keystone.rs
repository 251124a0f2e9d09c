//! Keystone v3: a password or a token for a token and a catalog.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::settings::{Domain, Named};
use super::{Access, Secret, Settings};
use crate::client::Transport;
use crate::error::{Error, Result};

/// What shows who asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proof<'a> {
    /// The user's password.
    Password(&'a Secret),
    /// A token that Keystone gave before.
    Token(&'a Secret),
}

#[derive(Deserialize)]
struct Answer {
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    catalog: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
struct Endpoint {
    interface: String,
    region: Option<String>,
    region_id: Option<String>,
    url: String,
}

/// Gets a token, and the endpoint from its catalog unless the settings have one.
///
/// # Errors
/// [`Error::Unauthorized`] when Keystone refuses, [`Error::Message`] when the catalog has no such endpoint, and
/// [`Error::Http`] or [`Error::Unreachable`] for the rest.
pub(super) fn authenticate(
    transport: &Transport,
    auth_url: &str,
    proof: Proof<'_>,
    settings: &Settings,
) -> Result<Access> {
    let url = format!("{}/v3/auth/tokens", without_version(auth_url));
    let request = transport.request(Method::POST, &url).json(&question(proof, settings));
    let response = transport.send(request)?;
    let token = response.header("x-subject-token").map(|text| Secret::from(text.to_owned()));
    let token = token.ok_or_else(|| Error::message(format!("{url} did not return a token")))?;
    let answer: Answer = transport.json(response)?;
    let endpoint = match &settings.image_url {
        Some(url) => url.clone(),
        None => endpoint(answer.token.catalog, settings)?,
    };
    Ok(Access { endpoint, token: Some(token) })
}

/// Where Keystone is, whichever version of it the user named.
fn without_version(auth_url: &str) -> &str {
    let url = auth_url.trim_end_matches('/');
    url.strip_suffix("/v3").or_else(|| url.strip_suffix("/v2.0")).unwrap_or(url).trim_end_matches('/')
}

fn question(proof: Proof<'_>, settings: &Settings) -> Value {
    let identity = match proof {
        Proof::Password(password) => {
            let mut user = settings.user.as_ref().map_or_else(|| json!({}), named);
            user["password"] = Value::from(password.reveal());
            json!({"methods": ["password"], "password": {"user": user}})
        }
        Proof::Token(token) => json!({"methods": ["token"], "token": {"id": token.reveal()}}),
    };
    let mut auth = json!({"identity": identity});
    if let Some(project) = &settings.project {
        auth["scope"] = json!({"project": named(project)});
    }
    json!({"auth": auth})
}

fn named(what: &Named) -> Value {
    match what {
        Named::Id(id) => json!({"id": id}),
        Named::Name(name, Domain::Id(domain)) => json!({"name": name, "domain": {"id": domain}}),
        Named::Name(name, Domain::Name(domain)) => json!({"name": name, "domain": {"name": domain}}),
    }
}

fn endpoint(catalog: Vec<Service>, settings: &Settings) -> Result<String> {
    // Both names are in use, and often both are there.
    let in_region = |endpoint: &Endpoint| {
        settings.region.is_none() || [&endpoint.region, &endpoint.region_id].contains(&&settings.region)
    };
    catalog
        .into_iter()
        .filter(|service| service.kind == settings.service_type)
        .flat_map(|service| service.endpoints)
        .find(|endpoint| endpoint.interface == settings.interface && in_region(endpoint))
        .map(|endpoint| endpoint.url)
        .ok_or_else(|| {
            let region = settings.region.as_ref().map(|region| format!(" in {region} region")).unwrap_or_default();
            Error::message(format!(
                "{} endpoint for {} service{region} not found",
                settings.interface, settings.service_type
            ))
        })
}
