//! Who asks.

use std::fmt;
use std::sync::Arc;

/// Identifies a project, which owns images and shares them with other projects.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectId(String);

impl ProjectId {
    /// Takes the identity service's word for it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the id as the identity service writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a caller proves who they are with. Its `Debug` prints `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Hides a token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the token.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A service that asks in the name of a user, as its own token tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceCaller {
    /// The service's user.
    pub user: Option<String>,
    /// The domain of that user.
    pub user_domain: Option<String>,
    /// The project that the service acts in.
    pub project: Option<String>,
    /// The domain of that project.
    pub project_domain: Option<String>,
    /// The roles in that project.
    pub roles: Vec<String>,
}

/// Who asks for something, as far as it was found out.
///
/// All ids are the identity service's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The user, if known.
    pub user: Option<String>,
    /// What people call the user.
    pub user_name: Option<String>,
    /// The domain of the user.
    pub user_domain: Option<String>,
    /// The project in whose name the caller acts, if any. It owns what the caller creates.
    pub project: Option<ProjectId>,
    /// What people call the project.
    pub project_name: Option<String>,
    /// The domain of the project.
    pub project_domain: Option<String>,
    /// The domain in whose name the caller acts, if it is a whole one.
    pub domain: Option<String>,
    /// The part of the system in whose name the caller acts, such as `all`, if it is the system.
    pub system_scope: Option<String>,
    /// The roles there, in lower case.
    pub roles: Vec<String>,
    /// Whether the project is the one of administrators, if that was said; otherwise every project counts as it.
    pub is_admin_project: Option<bool>,
    /// The service that asks for the user, if one does.
    pub service: ServiceCaller,
    /// The request in which the caller asks, as it is told in logs and by tasks, at most 64 characters.
    pub request_id: Option<String>,
    /// What the caller proved who they are with.
    pub token: Option<Token>,
    /// The services that the caller may use, as JSON in the form of the header `X-Service-Catalog`.
    pub catalog: Option<Arc<str>>,
    /// Whether the caller sees every image, decided by `Glance::identify`.
    pub is_admin: bool,
    /// Whether nobody asks who calls, so that everybody counts as an admin.
    pub unrestricted: bool,
    /// Whether the caller may not change anything at all; an anonymous caller may not.
    pub read_only: bool,
}

impl Caller {
    /// The caller of a service without authentication: an admin without roles, who owns nothing.
    pub fn unrestricted() -> Self {
        Self { is_admin: true, unrestricted: true, ..Self::default() }
    }

    /// A caller who told nothing about themselves and may look at what is public.
    pub fn anonymous() -> Self {
        Self { read_only: true, ..Self::default() }
    }

    /// A user with roles in a project; the role `admin` makes an admin, as it does by the default rules.
    pub fn in_project(project: impl Into<String>, roles: &[&str]) -> Self {
        let roles: Vec<String> = roles.iter().map(|role| role.to_lowercase()).collect();
        Self {
            project: Some(ProjectId::new(project)),
            is_admin: roles.iter().any(|r| r == "admin"),
            roles,
            ..Self::default()
        }
    }

    /// Whether the caller has this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|own| own.eq_ignore_ascii_case(role))
    }

    /// Whether the caller acts in the name of this project.
    pub fn is_project(&self, project: Option<&ProjectId>) -> bool {
        project.is_some() && self.project.as_ref() == project
    }

    /// Whether the caller acts in the name of a project, and not of the system or a domain.
    pub fn is_in_project_scope(&self) -> bool {
        self.system_scope.is_none() && self.domain.is_none()
    }
}
