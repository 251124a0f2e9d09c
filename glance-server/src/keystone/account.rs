//! A service account in Keystone's words.

use glance_core::config::{ApplicationCredential, Credentials, Domain, Named, Scope, ServiceAccount};
use serde_json::{Value, json};

/// The document that asks for a token.
pub(super) fn question(account: &ServiceAccount) -> Value {
    let identity = match &account.credentials {
        Credentials::Password { user, password } => {
            let mut user = named(user);
            user["password"] = Value::from(password.reveal());
            json!({"methods": ["password"], "password": {"user": user}})
        }
        Credentials::ApplicationCredential { key, secret } => {
            let mut credential = match key {
                ApplicationCredential::Id(id) => json!({"id": id}),
                ApplicationCredential::Name(name, user) => json!({"name": name, "user": named(user)}),
            };
            credential["secret"] = Value::from(secret.reveal());
            json!({"methods": ["application_credential"], "application_credential": credential})
        }
    };
    let mut auth = json!({"identity": identity});
    match &account.scope {
        Scope::Unscoped => {}
        Scope::Project(project) => auth["scope"] = json!({"project": named(project)}),
        Scope::Domain(domain) => auth["scope"] = json!({"domain": domain_key(domain)}),
        Scope::System => auth["scope"] = json!({"system": {"all": true}}),
        Scope::Trust(id) => auth["scope"] = json!({"OS-TRUST:trust": {"id": id}}),
    }
    json!({"auth": auth})
}

fn named(what: &Named) -> Value {
    match what {
        Named::Id(id) => json!({"id": id}),
        Named::Name(name, domain) => json!({"name": name, "domain": domain_key(domain)}),
    }
}

fn domain_key(domain: &Domain) -> Value {
    match domain {
        Domain::Id(id) => json!({"id": id}),
        Domain::Name(name) => json!({"name": name}),
    }
}
