//! Who asks.

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

impl std::fmt::Display for ProjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who asks for something, as far as it was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The user, if known.
    pub user: Option<String>,
    /// The project in whose name the caller acts, if any. It owns what the caller creates.
    pub project: Option<ProjectId>,
    /// The roles in that project, in lower case.
    pub roles: Vec<String>,
    /// Whether the caller sees and may do everything.
    pub is_admin: bool,
    /// Whether the caller may change anything at all; an anonymous caller may not.
    pub read_only: bool,
}

impl Caller {
    /// The caller of a service without authentication: everything is allowed, nothing is owned.
    pub fn unrestricted() -> Self {
        Self { is_admin: true, ..Self::default() }
    }

    /// A caller who told nothing about themselves and may look at what is public.
    pub fn anonymous() -> Self {
        Self { read_only: true, ..Self::default() }
    }

    /// A user with roles in a project; the role `admin` makes an admin.
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
}
