use crate::config::error::ConfigError;
use crate::config::secret::Secret;
use crate::config::section::Section;

/// As whom Keystone is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Where Keystone is, with its version or without. `auth_url`.
    pub auth_url: String,
    /// What shows who asks. `auth_type`: `password`, or `v3applicationcredential`.
    pub credentials: Credentials,
    /// What the account is used for.
    pub scope: Scope,
}

/// What shows who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A user with a password.
    Password {
        /// `user_id`; or `username`, also `user_name` or `user`, with a domain.
        user: Named,
        /// `password`.
        password: Secret,
    },
    /// A key that a user made for a program.
    ApplicationCredential {
        /// `application_credential_id`, or `application_credential_name`.
        key: ApplicationCredential,
        /// `application_credential_secret`.
        secret: Secret,
    },
}

/// Which application credential of which user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationCredential {
    /// The one of this id.
    Id(String),
    /// The one of this name that this user made.
    Name(String, Named),
}

/// What an account is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The user's own default.
    Unscoped,
    /// A project: `project_id`, or `project_name` with a domain; formerly `tenant_id` and `tenant_name`.
    Project(Named),
    /// A domain: `domain_id` or `domain_name`.
    Domain(Domain),
    /// The whole deployment: `system_scope = all`.
    System,
    /// What somebody entrusted to the user: `trust_id`.
    Trust(String),
}

/// A user or a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The one of this id.
    Id(String),
    /// The one of this name in this domain.
    Name(String, Domain),
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// The one of this id.
    Id(String),
    /// The one of this name.
    Name(String),
}

impl ServiceAccount {
    pub(in crate::config) fn read(section: &Section<'_>) -> Result<Self, ConfigError> {
        let auth_url = section.value("auth_url")?.ok_or_else(|| missing(section, "auth_url"))?;
        let url = auth_url.text.trim();
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        if host.is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
            return Err(auth_url.is_not("a URL with http:// or https://"));
        }
        let kind = first(section, &["auth_type", "auth_plugin"])?;
        let credentials = match kind.as_deref() {
            None | Some("password" | "v3password") => Credentials::Password {
                user: user(section)?.ok_or_else(|| missing(section, "username"))?,
                password: Secret::new(section.text("password")?.ok_or_else(|| missing(section, "password"))?),
            },
            Some("v3applicationcredential") => application_credential(section)?,
            Some(_) => return Err(unknown_type(section)?),
        };
        let scope = match credentials {
            Credentials::Password { .. } => scope(section)?,
            // Its scope is fixed when it is made, and Keystone refuses another.
            Credentials::ApplicationCredential { .. } => Scope::Unscoped,
        };
        Ok(Self { auth_url: url.to_owned(), credentials, scope })
    }
}

fn missing(section: &Section<'_>, option: &'static str) -> ConfigError {
    section.missing(option, "without it, Keystone cannot be asked")
}

fn unknown_type(section: &Section<'_>) -> Result<ConfigError, ConfigError> {
    let option = if section.value("auth_type")?.is_some() { "auth_type" } else { "auth_plugin" };
    let value = section.value(option)?;
    Ok(value.map_or_else(
        || missing(section, "auth_type"),
        |value| value.is_not("a way to authenticate that is built (password, v3password or v3applicationcredential)"),
    ))
}

fn application_credential(section: &Section<'_>) -> Result<Credentials, ConfigError> {
    let key = match (section.text("application_credential_id")?, section.text("application_credential_name")?) {
        (Some(id), _) => ApplicationCredential::Id(id),
        (None, Some(name)) => {
            ApplicationCredential::Name(name, user(section)?.ok_or_else(|| missing(section, "username"))?)
        }
        (None, None) => return Err(missing(section, "application_credential_id")),
    };
    let secret = section.text("application_credential_secret")?;
    let secret = Secret::new(secret.ok_or_else(|| missing(section, "application_credential_secret"))?);
    Ok(Credentials::ApplicationCredential { key, secret })
}

fn user(section: &Section<'_>) -> Result<Option<Named>, ConfigError> {
    if let Some(id) = section.text("user_id")? {
        return Ok(Some(Named::Id(id)));
    }
    let Some(name) = first(section, &["username", "user_name", "user"])? else { return Ok(None) };
    let domain = domain(section, "user_domain_id", "user_domain_name")?;
    let domain = domain.ok_or_else(|| section.missing("user_domain_name", "a user's name is one of a domain"))?;
    Ok(Some(Named::Name(name, domain)))
}

fn scope(section: &Section<'_>) -> Result<Scope, ConfigError> {
    if let Some(value) = section.value("system_scope")? {
        return if value.text.trim() == "all" { Ok(Scope::System) } else { Err(value.is_not("a system scope (all)")) };
    }
    if let Some(trust) = section.text("trust_id")? {
        return Ok(Scope::Trust(trust));
    }
    if let Some(id) = first(section, &["project_id", "tenant_id"])? {
        return Ok(Scope::Project(Named::Id(id)));
    }
    if let Some(name) = first(section, &["project_name", "tenant_name"])? {
        let domain = domain(section, "project_domain_id", "project_domain_name")?;
        let domain =
            domain.ok_or_else(|| section.missing("project_domain_name", "a project's name is one of a domain"));
        return Ok(Scope::Project(Named::Name(name, domain?)));
    }
    let domain = match (section.text("domain_id")?, section.text("domain_name")?) {
        (Some(id), _) => Some(Domain::Id(id)),
        (None, name) => name.map(Domain::Name),
    };
    Ok(domain.map_or(Scope::Unscoped, Scope::Domain))
}

/// A domain by the options for it, or else by those for all domains.
fn domain(section: &Section<'_>, id: &str, name: &str) -> Result<Option<Domain>, ConfigError> {
    let id = first(section, &[id])?.map(Domain::Id);
    let name = first(section, &[name])?.map(Domain::Name);
    if let Some(own) = id.or(name) {
        return Ok(Some(own));
    }
    let id = first(section, &["default_domain_id"])?.map(Domain::Id);
    Ok(id.or(first(section, &["default_domain_name"])?.map(Domain::Name)))
}

/// The first of these options that is given.
fn first(section: &Section<'_>, options: &[&str]) -> Result<Option<String>, ConfigError> {
    for option in options {
        if let Some(text) = section.text(option)? {
            return Ok(Some(text.trim().to_owned()));
        }
    }
    Ok(None)
}
