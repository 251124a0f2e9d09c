//! Who asks, decided once from all that was said.

use super::keystone::{Login, Proof};
use super::prompt;
use super::scope::Scope;
use super::{Secret, Settings};
use crate::client::Transport;
use crate::error::{Error, Result};

/// Where a server on its own listens.
const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:9292";

/// Where to send requests, and the token to send along.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// The endpoint, as it was given or as the catalog has it.
    pub(crate) endpoint: String,
    /// The token; none for a server without authentication.
    pub(crate) token: Option<Secret>,
}

/// Who asks.
#[derive(Debug)]
pub(crate) enum Identity {
    /// Somebody with a token of their own, or without any.
    Direct(Access),
    /// A user of Keystone.
    Keystone(Box<Login>),
}

impl Identity {
    /// Decides who asks. A password that is nowhere to be found is asked for, at a terminal.
    ///
    /// # Errors
    /// [`Error::Message`] when something is missing, or does not fit together.
    pub(crate) fn new(settings: Settings) -> Result<Self> {
        let auth_type = settings.auth_type.as_deref().unwrap_or_default();
        let plugin = auth_type.strip_prefix("v3").unwrap_or(auth_type).to_owned();
        match plugin.as_str() {
            "none" | "noauth" => Ok(Self::direct(settings.image_url, None)),
            "admin_token" => with_token(settings.image_url, settings.token),
            // Whoever has both needs no Keystone, whatever else the environment says.
            "" if settings.token.is_some() && settings.image_url.is_some() => {
                with_token(settings.image_url, settings.token)
            }
            "applicationcredential" => application(settings),
            "" if settings.application.is_some() => application(settings),
            "" | "token" | "password" => user(settings, &plugin),
            _ => Err(Error::message(format!("Authentication type '{auth_type}' is not supported"))),
        }
    }

    /// Finds out where to send requests and with which token, asking Keystone if need be.
    ///
    /// # Errors
    /// Those of [`Login::access`].
    pub(crate) fn access(&self, transport: &Transport) -> Result<Access> {
        match self {
            Self::Direct(access) => Ok(access.clone()),
            Self::Keystone(login) => login.access(transport),
        }
    }

    /// Whether asking again brings another token.
    pub(crate) fn is_renewable(&self) -> bool {
        match self {
            Self::Direct(_) => false,
            Self::Keystone(login) => login.is_renewable(),
        }
    }

    fn direct(image_url: Option<String>, token: Option<Secret>) -> Self {
        let endpoint = image_url.unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned());
        Self::Direct(Access { endpoint, token })
    }
}

/// A token goes to the endpoint that was given, and nowhere else: at the usual one anybody may listen.
fn with_token(image_url: Option<String>, token: Option<Secret>) -> Result<Identity> {
    if image_url.is_none() && token.is_some() {
        return Err(Error::message(
            "You must say what the token is for via either --os-image-url or env[OS_IMAGE_URL], or --os-auth-url or \
             env[OS_AUTH_URL]",
        ));
    }
    Ok(Identity::direct(image_url, token))
}

fn user(mut settings: Settings, plugin: &str) -> Result<Identity> {
    // A password is good for as long as it is, and a token in the environment may be one of yesterday.
    let has_password = settings.auth_url.is_some() && settings.user.is_some() && settings.password.is_some();
    let token = settings.token.take().filter(|_| plugin == "token" || (plugin.is_empty() && !has_password));
    match token {
        Some(token) if settings.auth_url.is_some() && settings.image_url.is_none() => {
            let scope = settings.scope.take().unwrap_or(Scope::Unscoped);
            Login::new(settings, Proof::Token(token), scope)
        }
        Some(token) => return with_token(settings.image_url, Some(token)),
        None if settings.auth_url.is_none() && settings.user.is_none() && settings.password.is_none() => {
            return Ok(Identity::direct(settings.image_url, None));
        }
        None => password(settings),
    }
    .map(|login| Identity::Keystone(Box::new(login)))
}

fn password(mut settings: Settings) -> Result<Login> {
    let user = settings
        .user
        .take()
        .ok_or_else(|| Error::message("You must provide a username via either --os-username or env[OS_USERNAME]"))?;
    let password = match settings.password.take() {
        Some(password) => Some(password),
        None => prompt::password()?,
    };
    let password = password.ok_or_else(|| {
        Error::message("You must provide a password via either --os-password, env[OS_PASSWORD], or prompted response")
    })?;
    let scope = settings.scope.take().ok_or_else(|| {
        Error::message(
            "You must provide a project_id or project_name (with project_domain_name or project_domain_id) via   \
             --os-project-id (env[OS_PROJECT_ID])  --os-project-name (env[OS_PROJECT_NAME]),  --os-project-domain-id \
             (env[OS_PROJECT_DOMAIN_ID])  --os-project-domain-name (env[OS_PROJECT_DOMAIN_NAME])",
        )
    })?;
    Login::new(settings, Proof::Password { user, password }, scope)
}

fn application(mut settings: Settings) -> Result<Identity> {
    let missing = |what: &str, name: &str, variable: &str| {
        Error::message(format!("You must provide {what} via either --os-{name} or env[{variable}]"))
    };
    let application = settings.application.take().ok_or_else(|| {
        missing("an application credential", "application-credential-id", "OS_APPLICATION_CREDENTIAL_ID")
    })?;
    let secret = settings.application_secret.take().ok_or_else(|| {
        missing(
            "the secret of the application credential",
            "application-credential-secret",
            "OS_APPLICATION_CREDENTIAL_SECRET",
        )
    })?;
    let user = settings.user.take();
    if user.is_none() && application.is_by_name() {
        return Err(missing("the user of the application credential", "username", "OS_USERNAME"));
    }
    // The credential itself says for which project it is.
    let login = Login::new(settings, Proof::Application { application, user, secret }, Scope::Unscoped)?;
    Ok(Identity::Keystone(Box::new(login)))
}
