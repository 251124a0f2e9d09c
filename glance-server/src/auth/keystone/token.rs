//! What Keystone says of a token.

use std::sync::Arc;

use axum::http::{HeaderValue, Method};
use chrono::{DateTime, Utc};
use glance_core::context::{self, Caller, ProjectId, ServiceCaller};
use serde::Deserialize;
use serde_json::Value;

use super::access_rules::AccessRule;
use crate::keystone::Catalog;

/// What Keystone said of a token.
#[derive(Debug)]
pub(super) struct Token {
    /// From when on it is worth nothing any more.
    pub(super) expires_at: DateTime<Utc>,
    /// The roles, as Keystone writes them.
    pub(super) roles: Vec<String>,
    user: Named,
    project: Option<Named>,
    domain: Option<String>,
    system_scope: Option<String>,
    is_admin_project: Option<bool>,
    catalog: Option<Arc<str>>,
    /// The only requests that it is good for; any request if `None`.
    access_rules: Option<Vec<AccessRule>>,
}

impl Token {
    /// Reads Keystone's answer; `None` for a token that is no good here.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub(super) fn read(body: &[u8]) -> Result<Option<Self>, serde_json::Error> {
        let Document { token } = serde_json::from_slice(body)?;
        if token.bind.is_some_and(|bind| bind.get("kerberos").is_some()) {
            tracing::info!("a token that is bound to a Kerberos ticket was refused");
            return Ok(None);
        }
        Ok(Some(Self {
            expires_at: token.expires_at,
            roles: token.roles.into_iter().map(|role| role.name).collect(),
            user: token.user,
            project: token.project,
            domain: token.domain.map(|domain| domain.id),
            system_scope: token.system.filter(|system| system.all).map(|_| "all".to_owned()),
            is_admin_project: token.is_admin_project,
            catalog: token.catalog.map(|catalog| Arc::from(catalog.to_header())),
            access_rules: token.application_credential.and_then(|credential| credential.access_rules),
        }))
    }

    /// Whether the token is good for this request.
    pub(super) fn may(&self, service_type: &str, method: &Method, path: &str) -> bool {
        let Some(rules) = &self.access_rules else { return true };
        rules.iter().any(|rule| rule.allows(service_type, method, path))
    }

    /// The caller that this token stands for, and the service that brought it, if one did.
    pub(super) fn caller(&self, token: &HeaderValue, service: Option<&Self>) -> Caller {
        Caller {
            user: Some(self.user.id.clone()),
            user_name: self.user.name.clone(),
            user_domain: self.user.domain_id(),
            project: self.project.as_ref().map(|project| ProjectId::new(&*project.id)),
            project_name: self.project.as_ref().and_then(|project| project.name.clone()),
            project_domain: self.project.as_ref().and_then(Named::domain_id),
            domain: self.domain.clone(),
            system_scope: self.system_scope.clone(),
            roles: self.roles.iter().map(|role| role.to_lowercase()).collect(),
            is_admin_project: self.is_admin_project,
            service: service.map(Self::service).unwrap_or_default(),
            token: token.to_str().ok().map(context::Token::new),
            catalog: self.catalog.clone(),
            ..Caller::default()
        }
    }

    fn service(&self) -> ServiceCaller {
        ServiceCaller {
            user: Some(self.user.id.clone()),
            user_domain: self.user.domain_id(),
            project: self.project.as_ref().map(|project| project.id.clone()),
            project_domain: self.project.as_ref().and_then(Named::domain_id),
            roles: self.roles.clone(),
        }
    }
}

#[derive(Deserialize)]
struct Document {
    token: TokenDocument,
}

#[derive(Deserialize)]
struct TokenDocument {
    expires_at: DateTime<Utc>,
    user: Named,
    project: Option<Named>,
    domain: Option<Domain>,
    system: Option<System>,
    #[serde(default)]
    roles: Vec<Role>,
    is_admin_project: Option<bool>,
    catalog: Option<Catalog>,
    application_credential: Option<ApplicationCredential>,
    bind: Option<Value>,
}

/// A user or a project.
#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    name: Option<String>,
    domain: Option<Domain>,
}

impl Named {
    fn domain_id(&self) -> Option<String> {
        self.domain.as_ref().map(|domain| domain.id.clone())
    }
}

#[derive(Debug, Deserialize)]
struct Domain {
    id: String,
}

#[derive(Deserialize)]
struct System {
    #[serde(default)]
    all: bool,
}

#[derive(Deserialize)]
struct Role {
    name: String,
}

#[derive(Deserialize)]
struct ApplicationCredential {
    access_rules: Option<Vec<AccessRule>>,
}
