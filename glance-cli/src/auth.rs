//! Who asks, and where the service is: options and variables, then `clouds.yaml`, then Keystone.

mod cloud;
mod keystone;
mod secret;
mod settings;

pub(crate) use secret::Secret;
pub(crate) use settings::{Settings, Tls};

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

/// Finds out where to send requests and as whom, asking Keystone if need be.
///
/// # Errors
/// [`Error::Message`] when an answer is missing from the settings, and whatever comes from Keystone.
pub(crate) fn access(settings: &Settings, transport: &Transport) -> Result<Access> {
    let auth_type = settings.auth_type.as_deref().unwrap_or_default();
    let plugin = auth_type.strip_prefix("v3").unwrap_or(auth_type);
    if !matches!(plugin, "" | "none" | "noauth" | "admin_token" | "password" | "token") {
        return Err(Error::message(format!("Authentication type '{auth_type}' is not supported")));
    }
    let direct = |token: Option<Secret>| {
        let endpoint = settings.image_url.clone().unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned());
        Access { endpoint, token }
    };
    if matches!(plugin, "none" | "noauth") {
        return Ok(direct(None));
    }
    match (&settings.token, &settings.auth_url) {
        (Some(token), Some(auth_url)) if settings.image_url.is_none() => {
            keystone::authenticate(transport, auth_url, keystone::Proof::Token(token), settings)
        }
        (Some(token), _) => Ok(direct(Some(token.clone()))),
        (None, Some(auth_url)) => keystone::authenticate(transport, auth_url, password(settings)?, settings),
        (None, None) => Ok(direct(None)),
    }
}

fn password(settings: &Settings) -> Result<keystone::Proof<'_>> {
    let missing = |what: &str| Err(Error::message(format!("You must provide {what}")));
    if settings.user.is_none() {
        return missing("a username via either --os-username or env[OS_USERNAME]");
    }
    let Some(password) = &settings.password else {
        return missing("a password via either --os-password or env[OS_PASSWORD]");
    };
    if settings.project.is_none() {
        return missing(
            "a project via either --os-project-id or env[OS_PROJECT_ID], or --os-project-name or env[OS_PROJECT_NAME]",
        );
    }
    Ok(keystone::Proof::Password(password))
}
