//! All that was said about the connection, from every side.

use std::path::PathBuf;
use std::time::Duration;

use super::cloud::{self, Cloud};
use super::secret::Secret;
use crate::args::ConnectionArgs;
use crate::error::{Error, Result};

/// What the connection is made from. Options win over variables, variables over `clouds.yaml`.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The endpoint, if it is not for the catalog to say.
    pub(crate) image_url: Option<String>,
    /// `password`, `token`, `none`; else by what else is given.
    pub(crate) auth_type: Option<String>,
    /// Where Keystone is.
    pub(crate) auth_url: Option<String>,
    /// A token that is there already.
    pub(crate) token: Option<Secret>,
    /// The user.
    pub(crate) user: Option<Named>,
    /// The user's password.
    pub(crate) password: Option<Secret>,
    /// The project to work in.
    pub(crate) project: Option<Named>,
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
}

/// How to talk TLS.
#[derive(Debug)]
pub(crate) struct Tls {
    /// Accepts any certificate.
    pub(crate) insecure: bool,
    /// Authorities to trust as well.
    pub(crate) cacert: Option<PathBuf>,
    /// The client's certificate.
    pub(crate) cert: Option<PathBuf>,
    /// The key of the client's certificate, if it is in a file of its own.
    pub(crate) key: Option<PathBuf>,
}

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

impl Settings {
    /// Puts together what the command line, the environment and the named cloud say.
    ///
    /// # Errors
    /// [`Error::Message`] when the cloud is not to be found, or another version of the API is asked for.
    pub(crate) fn new(args: ConnectionArgs) -> Result<Self> {
        if given(args.os_image_api_version).is_some_and(|version| version != "2") {
            return Err(Error::message("Invalid API version parameter. Supported values are [2]"));
        }
        let cloud = match given(args.os_cloud) {
            Some(name) => cloud::find(&name)?,
            None => Cloud::default(),
        };
        let (identity, auth) = (args.identity, cloud.auth);
        let fallback_domain = domain(
            given(identity.os_default_domain_id).or(auth.default_domain_id),
            given(identity.os_default_domain_name).or(auth.default_domain_name),
        )
        .unwrap_or_else(|| Domain::Id("default".to_owned()));
        let user_domain = domain(given(identity.os_user_domain_id), given(identity.os_user_domain_name))
            .or_else(|| domain(auth.user_domain_id, auth.user_domain_name))
            .unwrap_or_else(|| fallback_domain.clone());
        let project_domain = domain(given(identity.os_project_domain_id), given(identity.os_project_domain_name))
            .or_else(|| domain(auth.project_domain_id, auth.project_domain_name))
            .unwrap_or(fallback_domain);
        Ok(Self {
            image_url: given(args.os_image_url).or(cloud.image_endpoint_override).or(auth.endpoint),
            auth_type: given(identity.os_auth_type).or(cloud.auth_type),
            auth_url: given(identity.os_auth_url).or(auth.auth_url),
            token: given_secret(identity.os_auth_token).or(auth.token),
            user: named(given(identity.os_user_id), given(identity.os_username), &user_domain)
                .or_else(|| named(auth.user_id, auth.username, &user_domain)),
            password: given_secret(identity.os_password).or(auth.password),
            project: named(given(identity.os_project_id), given(identity.os_project_name), &project_domain)
                .or_else(|| named(auth.project_id, auth.project_name, &project_domain)),
            service_type: given(args.os_service_type)
                .or(cloud.image_service_type)
                .unwrap_or_else(|| "image".to_owned()),
            interface: interface(given(args.os_endpoint_type).or(cloud.interface)),
            region: given(args.os_region_name).or(cloud.region_name),
            tls: Tls {
                insecure: args.insecure || cloud.verify == Some(false),
                cacert: args.os_cacert.or(cloud.cacert),
                cert: args.os_cert.or(cloud.cert),
                key: args.os_key.or(cloud.key),
            },
            timeout: Duration::from_secs(args.timeout),
        })
    }
}

/// A variable that is set to nothing is as good as not set.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.is_empty())
}

fn given_secret(value: Option<Secret>) -> Option<Secret> {
    value.filter(|secret| !secret.reveal().is_empty())
}

fn domain(id: Option<String>, name: Option<String>) -> Option<Domain> {
    id.map(Domain::Id).or(name.map(Domain::Name))
}

fn named(id: Option<String>, name: Option<String>, domain: &Domain) -> Option<Named> {
    id.map(Named::Id).or_else(|| Some(Named::Name(name?, domain.clone())))
}

/// Old variables say `publicURL` where catalogs say `public`.
fn interface(name: Option<String>) -> String {
    let name = name.unwrap_or_else(|| "public".to_owned());
    name.strip_suffix("URL").map(str::to_owned).unwrap_or(name)
}
