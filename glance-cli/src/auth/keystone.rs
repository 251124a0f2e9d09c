//! Keystone v3: a password, a token or an application credential for a token and a catalog.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::scope::{Named, Scope};
use super::{Access, Secret, Settings, discovery};
use crate::client::Transport;
use crate::error::{Error, Result};

/// All that it takes to get a token, as often as need be.
#[derive(Debug)]
pub(crate) struct Login {
    auth_url: String,
    proof: Proof,
    scope: Scope,
    /// The endpoint, if it is not for the catalog to say.
    image_url: Option<String>,
    service_type: String,
    interface: String,
    region: Option<String>,
}

/// What shows who asks.
#[derive(Debug)]
pub(super) enum Proof {
    /// The user's password.
    Password { user: Named, password: Secret },
    /// A token that Keystone gave before.
    Token(Secret),
    /// What a user made for a program.
    Application { application: Application, user: Option<Named>, secret: Secret },
}

/// An application credential.
#[derive(Debug)]
pub(crate) enum Application {
    /// By ID.
    Id(String),
    /// By name, among those of its user.
    Name(String),
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

impl Application {
    /// Whether the user has to be known too.
    pub(super) fn is_by_name(&self) -> bool {
        matches!(self, Self::Name(_))
    }
}

impl Login {
    /// Puts together what the settings have left.
    ///
    /// # Errors
    /// [`Error::Message`] when nobody said where Keystone is.
    pub(super) fn new(settings: Settings, proof: Proof, scope: Scope) -> Result<Self> {
        let auth_url = settings.auth_url.ok_or_else(|| {
            Error::message("You must provide an auth url via either --os-auth-url or via env[OS_AUTH_URL]")
        })?;
        Ok(Self {
            auth_url,
            proof,
            scope,
            image_url: settings.image_url,
            service_type: settings.service_type,
            interface: settings.interface,
            region: settings.region,
        })
    }

    /// Gets a token, and the endpoint from its catalog unless that is known.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when Keystone refuses, [`Error::Message`] when the catalog has no such endpoint, and
    /// [`Error::Http`] or [`Error::Unreachable`] for the rest.
    pub(super) fn access(&self, transport: &Transport) -> Result<Access> {
        let url = format!("{}/auth/tokens", discovery::v3(transport, &self.auth_url)?);
        let request = transport.request(Method::POST, &url).json(&self.question());
        let response = transport.send(Transport::built(request)?)?;
        let token = response.header("x-subject-token").map(|text| Secret::from(text.to_owned()));
        let token = token.ok_or_else(|| Error::message(format!("{url} did not return a token")))?;
        let answer: Answer = transport.json(response)?;
        let endpoint = match &self.image_url {
            Some(url) => url.clone(),
            None => self.endpoint(answer.token.catalog)?,
        };
        Ok(Access { endpoint, token: Some(token) })
    }

    /// Whether another token can be had. A token that was refused gets no new one.
    pub(super) fn is_renewable(&self) -> bool {
        !matches!(self.proof, Proof::Token(_))
    }

    fn question(&self) -> Value {
        let identity = match &self.proof {
            Proof::Password { user, password } => {
                let mut user = user.to_json();
                user["password"] = json!(password.reveal());
                json!({"methods": ["password"], "password": {"user": user}})
            }
            Proof::Token(token) => json!({"methods": ["token"], "token": {"id": token.reveal()}}),
            Proof::Application { application, user, secret } => {
                let mut credential = match application {
                    Application::Id(id) => json!({"id": id}),
                    Application::Name(name) => json!({"name": name, "user": user.as_ref().map(Named::to_json)}),
                };
                credential["secret"] = json!(secret.reveal());
                json!({"methods": ["application_credential"], "application_credential": credential})
            }
        };
        let mut auth = json!({"identity": identity});
        if let Some(scope) = self.scope.to_json() {
            auth["scope"] = scope;
        }
        json!({"auth": auth})
    }

    fn endpoint(&self, catalog: Vec<Service>) -> Result<String> {
        // Both names are in use, and often both are there.
        let in_region = |endpoint: &Endpoint| {
            self.region.is_none() || [&endpoint.region, &endpoint.region_id].contains(&&self.region)
        };
        catalog
            .into_iter()
            .filter(|service| service.kind == self.service_type)
            .flat_map(|service| service.endpoints)
            .find(|endpoint| endpoint.interface == self.interface && in_region(endpoint))
            .map(|endpoint| endpoint.url)
            .ok_or_else(|| {
                let region = self.region.as_ref().map(|region| format!(" in {region} region")).unwrap_or_default();
                Error::message(format!(
                    "{} endpoint for {} service{region} not found",
                    self.interface, self.service_type
                ))
            })
    }
}
