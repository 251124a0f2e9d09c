//! Limits of projects as Keystone keeps them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use axum::http::{HeaderMap, StatusCode};
use futures::future::try_join;
use glance_core::config::{LimitedEndpoint, UnifiedLimitsConfig};
use glance_core::context::ProjectId;
use glance_core::service::{LimitTable, Resource, UnifiedLimits};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::errand::Errand;
use super::{KeystoneError, Session};

/// How long Keystone is not asked again which service and region the limits are for. The limits themselves are asked for
/// every time.
const PLACE_LIFE: Duration = Duration::from_secs(60);

/// Asks Keystone for the limits of a project each time that somebody wants to know.
#[derive(Debug)]
pub struct KeystoneLimits {
    session: Session,
    endpoint: LimitedEndpoint,
    place: Errand<(Instant, Place)>,
}

/// The service whose limits these are, and the region if they are those of one.
#[derive(Clone, Debug, Deserialize)]
struct Place {
    service_id: String,
    region_id: Option<String>,
}

impl KeystoneLimits {
    /// Makes it as the configuration says. Keystone need not be there yet.
    ///
    /// # Errors
    /// [`KeystoneError::Setup`] when a certificate cannot be used.
    pub fn new(config: &UnifiedLimitsConfig) -> Result<Self, KeystoneError> {
        let session = Session::new(config.account.clone(), &config.connection)?;
        // It takes several questions, of which each may take that long.
        let place = Errand::new(config.connection.timeout * 4);
        Ok(Self { session, endpoint: config.endpoint.clone(), place })
    }

    async fn read(&self, project: Option<&ProjectId>) -> Result<LimitTable, KeystoneError> {
        let place = self.place().await?;
        let mut query = vec![("service_id", place.service_id.as_str())];
        query.extend(place.region_id.as_deref().map(|region| ("region_id", region)));
        let registered = self.get::<RegisteredLimits>("/registered_limits", &query);
        let own = async {
            let Some(project) = project else { return Ok(Limits { limits: Vec::new() }) };
            let query: Vec<_> = query.iter().copied().chain([("project_id", project.as_str())]).collect();
            self.get::<Limits>("/limits", &query).await
        };
        let (registered, own) = try_join(registered, own).await?;
        let mut limits = BTreeMap::new();
        for limit in registered.registered_limits {
            limits.insert(limit.resource_name, limit.default_limit);
        }
        for limit in own.limits {
            if limit.project_id.as_deref() == project.map(ProjectId::as_str) {
                limits.insert(limit.resource_name, limit.most);
            }
        }
        let known = Resource::ALL.iter().filter_map(|resource| Some((*resource, *limits.get(resource.name())?)));
        Ok(known.collect())
    }

    async fn place(&self) -> Result<Place, KeystoneError> {
        let is_good = |(since, _): &(Instant, Place)| since.elapsed() < PLACE_LIFE;
        let find = async { Ok((Instant::now(), self.find_place().await?)) };
        self.place.get(Instant::now(), is_good, find).await.map(|(_, place)| place)
    }

    async fn find_place(&self) -> Result<Place, KeystoneError> {
        let model = self.get::<Model>("/limits/model", &[]).await?.model.name;
        if model != "flat" {
            let what = format!("that limits are enforced by the model «{model}»; only «flat» is known here");
            return Err(self.wrong("/limits/model", what));
        }
        let (kind, name, region, interface) = match &self.endpoint {
            LimitedEndpoint::Id(id) => {
                let path = format!("/endpoints/{}", utf8_percent_encode(id, NON_ALPHANUMERIC));
                return Ok(self.get::<Endpoint>(&path, &[]).await?.endpoint);
            }
            LimitedEndpoint::Service { kind, name, region, interface } => (kind, name, region, interface),
        };
        let mut query: Vec<(&str, &str)> = kind.iter().map(|kind| ("type", kind.as_str())).collect();
        query.extend(name.as_deref().map(|name| ("name", name)));
        let services = self.get::<Services>("/services", &query).await?.services;
        let service = self.only_one("/services", services)?.id;
        let mut query = vec![("service_id", service.as_str()), ("interface", interface.as_str())];
        query.extend(region.as_deref().map(|region| ("region_id", region)));
        let endpoints = self.get::<Endpoints>("/endpoints", &query).await?.endpoints;
        self.only_one("/endpoints", endpoints)
    }

    fn only_one<T>(&self, path: &str, mut found: Vec<T>) -> Result<T, KeystoneError> {
        match (found.pop(), found.len()) {
            (Some(only), 0) => Ok(only),
            (None, _) => Err(self.wrong(path, "with none that [oslo_limit] describes".to_owned())),
            (Some(_), others) => Err(self.wrong(path, format!("with {} that [oslo_limit] describes", others + 1))),
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, KeystoneError> {
        let parameter =
            |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let parameters: Vec<String> = query.iter().map(parameter).collect();
        let question = if parameters.is_empty() { path.to_owned() } else { format!("{path}?{}", parameters.join("&")) };
        let reply = self.session.get(&question, &HeaderMap::new()).await?;
        match reply.status {
            StatusCode::OK => serde_json::from_slice(&reply.body)
                .map_err(|error| self.wrong(path, format!("what cannot be read: {error}"))),
            status => Err(self.wrong(path, format!("with {status}"))),
        }
    }

    fn wrong(&self, path: &str, what: String) -> KeystoneError {
        KeystoneError::Answer { url: self.session.url(path), what }
    }
}

#[async_trait]
impl UnifiedLimits for KeystoneLimits {
    async fn of(&self, project: Option<&ProjectId>) -> glance_core::Result<LimitTable> {
        self.read(project).await.map_err(|error| glance_core::Error::LimitsUnavailable(Box::new(error)))
    }
}

#[derive(Deserialize)]
struct Model {
    model: ModelName,
}

#[derive(Deserialize)]
struct ModelName {
    name: String,
}

#[derive(Deserialize)]
struct Endpoint {
    endpoint: Place,
}

#[derive(Deserialize)]
struct Endpoints {
    endpoints: Vec<Place>,
}

#[derive(Deserialize)]
struct Services {
    services: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    id: String,
}

#[derive(Deserialize)]
struct RegisteredLimits {
    registered_limits: Vec<RegisteredLimit>,
}

#[derive(Deserialize)]
struct RegisteredLimit {
    resource_name: String,
    default_limit: i64,
}

#[derive(Deserialize)]
struct Limits {
    limits: Vec<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    resource_name: String,
    #[serde(rename = "resource_limit")]
    most: i64,
    project_id: Option<String>,
}
