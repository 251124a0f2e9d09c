//! Where the service is and who asks: options with the names and variables that all OpenStack clients share.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use reqwest::tls::Version;

use super::values::{parse_seconds, parse_tls_version, path};
use crate::auth::Secret;

/// Options of the connection. Whatever is not given here may stand in `clouds.yaml`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Connection options")]
pub(crate) struct ConnectionArgs {
    /// Name of a cloud in clouds.yaml
    #[arg(long, env = "OS_CLOUD", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_cloud: Option<String>,
    /// Endpoint of the image service; without one, that of the catalog, and without Keystone <http://127.0.0.1:9292>
    #[arg(long, env = "OS_IMAGE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) os_image_url: Option<String>,
    /// Version of the Images API; 2 is the only one
    #[arg(long, env = "OS_IMAGE_API_VERSION", hide_env_values = true, value_name = "VERSION")]
    pub(crate) os_image_api_version: Option<String>,
    /// Type of the service in the catalog
    #[arg(long, env = "OS_SERVICE_TYPE", hide_env_values = true, value_name = "TYPE")]
    pub(crate) os_service_type: Option<String>,
    /// Which endpoint of the catalog: public, internal or admin
    #[arg(long, env = "OS_ENDPOINT_TYPE", hide_env_values = true, alias = "os-interface", value_name = "INTERFACE")]
    pub(crate) os_endpoint_type: Option<String>,
    /// Region in the catalog
    #[arg(long, env = "OS_REGION_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_region_name: Option<String>,
    /// Do not verify the server's certificate
    #[arg(long)]
    pub(crate) insecure: bool,
    /// File with the certificates of the authorities to trust, instead of those that the system trusts
    #[arg(long, env = "OS_CACERT", hide_env_values = true, value_name = "FILE", value_parser = path())]
    pub(crate) os_cacert: Option<PathBuf>,
    /// File with the certificate to show to the server
    #[arg(long, env = "OS_CERT", hide_env_values = true, value_name = "FILE", value_parser = path())]
    pub(crate) os_cert: Option<PathBuf>,
    /// File with the key of that certificate
    #[arg(long, env = "OS_KEY", hide_env_values = true, value_name = "FILE", value_parser = path())]
    pub(crate) os_key: Option<PathBuf>,
    /// Least version of TLS to talk: 1.2 or 1.3
    #[arg(long, env = "OS_TLS_MIN_VERSION", hide_env_values = true, value_name = "VERSION", value_parser = parse_tls_version)]
    pub(crate) tls_min_version: Option<Version>,
    /// How long the server may stay silent, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = parse_seconds)]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) identity: IdentityArgs,
}

/// Who asks.
#[expect(clippy::struct_field_names, reason = "the fields are named as the options are")]
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Authentication options")]
pub(crate) struct IdentityArgs {
    /// How to authenticate: password, token, v3applicationcredential or none
    #[arg(long, env = "OS_AUTH_TYPE", hide_env_values = true, alias = "os-auth-plugin", value_name = "TYPE")]
    pub(crate) os_auth_type: Option<String>,
    /// URL of Keystone
    #[arg(long, env = "OS_AUTH_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) os_auth_url: Option<String>,
    /// Token to send as it is
    #[arg(
        long,
        env = "OS_AUTH_TOKEN",
        hide_env_values = true,
        aliases = ["os-token"],
        value_name = "TOKEN"
    )]
    pub(crate) os_auth_token: Option<Secret>,
    /// User's name
    #[arg(long, env = "OS_USERNAME", hide_env_values = true, alias = "os-user-name", value_name = "NAME")]
    pub(crate) os_username: Option<String>,
    /// User's ID
    #[arg(long, env = "OS_USER_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_user_id: Option<String>,
    /// User's password
    #[arg(long, env = "OS_PASSWORD", hide_env_values = true, value_name = "PASSWORD")]
    pub(crate) os_password: Option<Secret>,
    /// ID of the user's domain
    #[arg(long, env = "OS_USER_DOMAIN_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_user_domain_id: Option<String>,
    /// Name of the user's domain
    #[arg(long, env = "OS_USER_DOMAIN_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_user_domain_name: Option<String>,
    /// ID of the project to work in
    #[arg(long, env = "OS_PROJECT_ID", hide_env_values = true, alias = "os-tenant-id", value_name = "ID")]
    pub(crate) os_project_id: Option<String>,
    /// Name of the project to work in
    #[arg(long, env = "OS_PROJECT_NAME", hide_env_values = true, alias = "os-tenant-name", value_name = "NAME")]
    pub(crate) os_project_name: Option<String>,
    /// ID of the project's domain
    #[arg(long, env = "OS_PROJECT_DOMAIN_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_project_domain_id: Option<String>,
    /// Name of the project's domain
    #[arg(long, env = "OS_PROJECT_DOMAIN_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_project_domain_name: Option<String>,
    /// ID of the domain to work in, instead of a project
    #[arg(long, env = "OS_DOMAIN_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_domain_id: Option<String>,
    /// Name of the domain to work in, instead of a project
    #[arg(long, env = "OS_DOMAIN_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_domain_name: Option<String>,
    /// Work in the whole cloud, instead of a project: all
    #[arg(long, env = "OS_SYSTEM_SCOPE", hide_env_values = true, value_name = "SCOPE")]
    pub(crate) os_system_scope: Option<String>,
    /// ID of the trust to work with, instead of a project
    #[arg(long, env = "OS_TRUST_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_trust_id: Option<String>,
    /// ID of the application credential
    #[arg(long, env = "OS_APPLICATION_CREDENTIAL_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_application_credential_id: Option<String>,
    /// Name of the application credential, which needs its user too
    #[arg(long, env = "OS_APPLICATION_CREDENTIAL_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_application_credential_name: Option<String>,
    /// Secret of the application credential
    #[arg(long, env = "OS_APPLICATION_CREDENTIAL_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub(crate) os_application_credential_secret: Option<Secret>,
    /// ID of the domain of user and project, where they have no other
    #[arg(long, env = "OS_DEFAULT_DOMAIN_ID", hide_env_values = true, value_name = "ID")]
    pub(crate) os_default_domain_id: Option<String>,
    /// Name of the domain of user and project, where they have no other
    #[arg(long, env = "OS_DEFAULT_DOMAIN_NAME", hide_env_values = true, value_name = "NAME")]
    pub(crate) os_default_domain_name: Option<String>,
}
