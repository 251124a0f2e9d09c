//! All that was said about the connection, from every side.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::tls::Version;

use super::cloud::{self, Cloud, CloudAuth};
use super::keystone::Application;
use super::scope::{Domain, Named, Scope};
use super::secret::Secret;
use crate::args::{ConnectionArgs, IdentityArgs};
use crate::error::{Error, Result};

/// What the connection is made from. Options win over variables, variables over `clouds.yaml`.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The endpoint, if it is not for the catalog to say.
    pub(crate) image_url: Option<String>,
    /// `password`, `token`, `none` and others; else by what else is given.
    pub(crate) auth_type: Option<String>,
    /// Where Keystone is.
    pub(crate) auth_url: Option<String>,
    /// A token that is there already.
    pub(crate) token: Option<Secret>,
    /// The user.
    pub(crate) user: Option<Named>,
    /// The user's password.
    pub(crate) password: Option<Secret>,
    /// An application credential.
    pub(crate) application: Option<Application>,
    /// The secret of the application credential.
    pub(crate) application_secret: Option<Secret>,
    /// What the token is to be good for.
    pub(crate) scope: Option<Scope>,
    /// The type to look for in the catalog.
    pub(crate) service_type: String,
    /// The interface to look for in the catalog.
    pub(crate) interface: String,
    /// The region to look for in the catalog; without one, any.
    pub(crate) region: Option<String>,
    /// How to talk TLS.
    pub(crate) tls: Tls,
    /// How long a server may stay silent.
    pub(crate) timeout: Duration,
    /// What the user should know before the settings are used.
    pub(crate) warning: Option<String>,
}

/// How to talk TLS.
#[derive(Debug)]
pub(crate) struct Tls {
    /// Accepts any certificate.
    pub(crate) insecure: bool,
    /// The authorities to trust, instead of the system's.
    pub(crate) cacert: Option<PathBuf>,
    /// The client's certificate.
    pub(crate) cert: Option<PathBuf>,
    /// The key of the client's certificate, if it is in a file of its own.
    pub(crate) key: Option<PathBuf>,
    /// The least version to talk.
    pub(crate) min_version: Option<Version>,
}

impl Settings {
    /// Puts together what the command line, the environment and the named cloud say.
    ///
    /// # Errors
    /// [`Error::Message`] when the cloud is not to be found, another version of the API is asked for, or a token can't be
    /// good for all that is named.
    pub(crate) fn new(args: ConnectionArgs) -> Result<Self> {
        if given(args.os_image_api_version).is_some_and(|version| version != "2") {
            return Err(Error::message("Invalid API version parameter. Supported values are [2]"));
        }
        let (cloud, warning) = match given(args.os_cloud) {
            Some(name) => cloud::find(&name)?,
            None => (Cloud::default(), None),
        };
        let auth_type = given(args.identity.os_auth_type.clone()).or(cloud.auth_type);
        let auth = CloudAuth::from(args.identity).or(cloud.auth);
        let scope = scope(&auth)?;
        let user_domain = domain(auth.user_domain_id.as_ref(), auth.user_domain_name.as_ref())
            .unwrap_or_else(|| default_domain(&auth));
        Ok(Self {
            image_url: given(args.os_image_url).or(cloud.image_endpoint_override).or(auth.endpoint),
            auth_type,
            auth_url: auth.auth_url,
            token: auth.token,
            user: named(auth.user_id.as_ref(), auth.username.as_ref(), user_domain),
            password: auth.password,
            application: (auth.application_credential_id.map(Application::Id))
                .or(auth.application_credential_name.map(Application::Name)),
            application_secret: auth.application_credential_secret,
            scope,
            service_type: given(args.os_service_type)
                .or(cloud.image_service_type)
                .unwrap_or_else(|| "image".to_owned()),
            interface: interface(given(args.os_endpoint_type).or(cloud.image_interface).or(cloud.interface)),
            region: given(args.os_region_name).or(cloud.image_region_name).or(cloud.region_name),
            tls: Tls {
                insecure: args.insecure || cloud.verify == Some(false) || cloud.insecure == Some(true),
                cacert: given_path(args.os_cacert).or(cloud.cacert).or_else(bundle),
                cert: given_path(args.os_cert).or(cloud.cert),
                key: given_path(args.os_key).or(cloud.key),
                min_version: args.tls_min_version,
            },
            timeout: args.timeout,
            warning,
        })
    }
}

/// The one thing that the token is to be good for.
fn scope(auth: &CloudAuth) -> Result<Option<Scope>> {
    let project_domain = domain(auth.project_domain_id.as_ref(), auth.project_domain_name.as_ref())
        .unwrap_or_else(|| default_domain(auth));
    let system = auth.system_scope.as_ref().map(|scope| match scope.as_str() {
        "all" | "true" | "True" => Ok(Scope::System),
        other => Err(Error::message(format!("The system scope '{other}' is not supported, only 'all' is"))),
    });
    let scopes = [
        named(auth.project_id.as_ref(), auth.project_name.as_ref(), project_domain).map(Scope::Project),
        domain(auth.domain_id.as_ref(), auth.domain_name.as_ref()).map(Scope::Domain),
        system.transpose()?,
        auth.trust_id.clone().map(Scope::Trust),
    ];
    let mut scopes = scopes.into_iter().flatten();
    match (scopes.next(), scopes.next()) {
        (scope, None) => Ok(scope),
        (_, Some(_)) => Err(Error::message(
            "Authentication cannot be scoped to multiple targets. Pick one of: project, domain, trust, system or unscoped",
        )),
    }
}

/// Where users and projects are that have no domain of their own.
fn default_domain(auth: &CloudAuth) -> Domain {
    domain(auth.default_domain_id.as_ref(), auth.default_domain_name.as_ref())
        .unwrap_or_else(|| Domain::Id("default".to_owned()))
}

fn domain(id: Option<&String>, name: Option<&String>) -> Option<Domain> {
    id.cloned().map(Domain::Id).or(name.cloned().map(Domain::Name))
}

fn named(id: Option<&String>, name: Option<&String>, domain: Domain) -> Option<Named> {
    id.cloned().map(Named::Id).or_else(|| Some(Named::Name(name.cloned()?, domain)))
}

/// A variable that is set to nothing is as good as not set.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}

fn given_path(value: Option<PathBuf>) -> Option<PathBuf> {
    value.filter(|path| !path.as_os_str().is_empty())
}

fn given_secret(value: Option<Secret>) -> Option<Secret> {
    value.filter(|secret| !secret.reveal().is_empty())
}

/// A variable of an older name than the one that the option has.
fn variable(name: &str) -> Option<String> {
    given(env::var(name).ok())
}

/// The authorities that programs in Python are told to trust.
fn bundle() -> Option<PathBuf> {
    let named = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].into_iter().find_map(variable);
    named.map(PathBuf::from).filter(|path| path.is_file())
}

/// Old variables say `publicURL` where catalogs say `public`.
fn interface(name: Option<String>) -> String {
    let name = name.unwrap_or_else(|| "public".to_owned());
    name.strip_suffix("URL").map(str::to_owned).unwrap_or(name)
}

impl From<IdentityArgs> for CloudAuth {
    fn from(args: IdentityArgs) -> Self {
        Self {
            auth_url: given(args.os_auth_url),
            endpoint: None,
            token: given_secret(args.os_auth_token).or_else(|| variable("OS_TOKEN").map(Secret::from)),
            username: given(args.os_username),
            user_id: given(args.os_user_id),
            password: given_secret(args.os_password),
            user_domain_id: given(args.os_user_domain_id),
            user_domain_name: given(args.os_user_domain_name),
            project_id: given(args.os_project_id).or_else(|| variable("OS_TENANT_ID")),
            project_name: given(args.os_project_name).or_else(|| variable("OS_TENANT_NAME")),
            project_domain_id: given(args.os_project_domain_id),
            project_domain_name: given(args.os_project_domain_name),
            domain_id: given(args.os_domain_id),
            domain_name: given(args.os_domain_name),
            default_domain_id: given(args.os_default_domain_id),
            default_domain_name: given(args.os_default_domain_name),
            system_scope: given(args.os_system_scope),
            trust_id: given(args.os_trust_id),
            application_credential_id: given(args.os_application_credential_id),
            application_credential_name: given(args.os_application_credential_name),
            application_credential_secret: given_secret(args.os_application_credential_secret),
        }
    }
}
