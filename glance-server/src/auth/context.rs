//! Identity as a proxy in front of the server found it out.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use glance_core::context::{Caller, ProjectId, ServiceCaller, Token};
use serde_json::Value;

use super::Authenticate;
use crate::ApiError;

/// Trusts the identity headers as they come, and so must stand behind something that makes them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// `allow_anonymous_access`: whether callers without a confirmed identity may look at what is public.
    pub allow_anonymous: bool,
}

#[async_trait]
impl Authenticate for Context {
    async fn caller(&self, request: &Parts) -> Result<Caller, ApiError> {
        self.told(&request.headers)
    }
}

impl Context {
    /// Who sent a request with these headers.
    pub(super) fn told(self, headers: &HeaderMap) -> Result<Caller, ApiError> {
        match text(headers, &["x-identity-status"]) {
            Some("Confirmed") => confirmed(headers),
            _ if self.allow_anonymous => Ok(Caller::anonymous()),
            _ => Err(ApiError::unauthorized()),
        }
    }
}

fn confirmed(headers: &HeaderMap) -> Result<Caller, ApiError> {
    let catalog = text(headers, &["x-service-catalog"]);
    if catalog.is_some_and(|catalog| serde_json::from_str::<Value>(catalog).is_err()) {
        tracing::error!("the service catalog in the request is not JSON");
        return Err(ApiError::standard(StatusCode::INTERNAL_SERVER_ERROR));
    }
    let own = |names: &[&str]| text(headers, names).map(str::to_owned);
    Ok(Caller {
        user: own(&["x-user-id", "x-user"]),
        user_name: own(&["x-user-name"]),
        user_domain: own(&["x-user-domain-id"]),
        project: text(headers, &["x-project-id", "x-tenant-id", "x-tenant"]).map(ProjectId::new),
        project_name: own(&["x-project-name", "x-tenant-name"]),
        project_domain: own(&["x-project-domain-id"]),
        domain: own(&["x-domain-id"]),
        system_scope: own(&["openstack-system-scope"]),
        roles: roles_of(headers, &["x-roles", "x-role"]).iter().map(|role| role.to_lowercase()).collect(),
        is_admin_project: text(headers, &["x-is-admin-project"]).map(|text| text.eq_ignore_ascii_case("true")),
        service: ServiceCaller {
            user: own(&["x-service-user-id"]),
            user_domain: own(&["x-service-user-domain-id"]),
            project: own(&["x-service-project-id"]),
            project_domain: own(&["x-service-project-domain-id"]),
            roles: roles_of(headers, &["x-service-roles"]),
        },
        token: text(headers, &["x-auth-token", "x-storage-token"]).map(Token::new),
        catalog: catalog.map(Arc::from),
        ..Caller::default()
    })
}

fn roles_of(headers: &HeaderMap, names: &[&str]) -> Vec<String> {
    let roles = text(headers, names).unwrap_or_default().split(',').map(str::trim);
    roles.filter(|role| !role.is_empty()).map(str::to_owned).collect()
}

/// The first of these headers that is there, unless it is empty.
fn text<'h>(headers: &'h HeaderMap, names: &[&str]) -> Option<&'h str> {
    let value = names.iter().find_map(|name| headers.get(*name))?;
    std::str::from_utf8(value.as_bytes()).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let line = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        lines.iter().copied().map(line).collect()
    }

    #[test]
    fn older_names_of_a_header_count_where_the_newer_is_missing() {
        let headers = headers(&[
            ("x-identity-status", "Confirmed"),
            ("x-user", "old-user"),
            ("x-tenant-id", "tenant"),
            ("x-tenant", "older"),
            ("x-role", " Member , ADMIN,"),
        ]);

        let caller = Context::default().told(&headers).unwrap();

        assert_eq!(caller.user.as_deref(), Some("old-user"));
        assert_eq!(caller.project, Some(ProjectId::new("tenant")));
        assert_eq!(caller.roles, ["member", "admin"]);
        assert!(!caller.is_admin, "that is for the policy to say");
    }

    #[test]
    fn an_unconfirmed_identity_is_none() {
        let headers = headers(&[("x-identity-status", "confirmed"), ("x-roles", "admin")]);

        assert!(Context::default().told(&headers).is_err());
        let anonymous = Context { allow_anonymous: true }.told(&headers).unwrap();
        assert_eq!(anonymous, Caller::anonymous());
    }
}
