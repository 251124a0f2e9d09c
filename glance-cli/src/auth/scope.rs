//! What a token is to be good for.

use serde_json::{Value, json};

/// A user or a project.
#[derive(Debug)]
pub(crate) enum Named {
    /// By ID, which needs no domain.
    Id(String),
    /// By name, within a domain.
    Name(String, Domain),
}

/// A domain.
#[derive(Clone, Debug)]
pub(crate) enum Domain {
    /// By ID.
    Id(String),
    /// By name.
    Name(String),
}

/// What a token is to be good for.
#[derive(Debug)]
pub(crate) enum Scope {
    /// What Keystone thinks best.
    Unscoped,
    /// One project.
    Project(Named),
    /// One domain.
    Domain(Domain),
    /// The whole cloud.
    System,
    /// What somebody entrusted the user with.
    Trust(String),
}

impl Named {
    /// How Keystone wants it.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Id(id) => json!({"id": id}),
            Self::Name(name, domain) => json!({"name": name, "domain": domain.to_json()}),
        }
    }
}

impl Domain {
    /// How Keystone wants it.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Id(id) => json!({"id": id}),
            Self::Name(name) => json!({"name": name}),
        }
    }
}

impl Scope {
    /// How Keystone wants it; nothing where it is for Keystone to say.
    pub(super) fn to_json(&self) -> Option<Value> {
        match self {
            Self::Unscoped => None,
            Self::Project(project) => Some(json!({"project": project.to_json()})),
            Self::Domain(domain) => Some(json!({"domain": domain.to_json()})),
            Self::System => Some(json!({"system": {"all": true}})),
            Self::Trust(id) => Some(json!({"OS-TRUST:trust": {"id": id}})),
        }
    }
}
