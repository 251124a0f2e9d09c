//! `clouds.yaml`, and the secrets that people keep beside it in `secure.yaml`.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Secret;
use crate::error::{Error, Result};

/// One cloud of the file, as far as it concerns images.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cloud {
    pub(super) auth: CloudAuth,
    pub(super) auth_type: Option<String>,
    pub(super) region_name: Option<String>,
    #[serde(alias = "endpoint_type")]
    pub(super) interface: Option<String>,
    pub(super) image_endpoint_override: Option<String>,
    pub(super) image_service_type: Option<String>,
    pub(super) verify: Option<bool>,
    pub(super) cacert: Option<PathBuf>,
    pub(super) cert: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

/// The `auth` part of a cloud.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CloudAuth {
    pub(super) auth_url: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) token: Option<Secret>,
    pub(super) username: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) user_domain_id: Option<String>,
    pub(super) user_domain_name: Option<String>,
    #[serde(alias = "tenant_id")]
    pub(super) project_id: Option<String>,
    #[serde(alias = "tenant_name")]
    pub(super) project_name: Option<String>,
    pub(super) project_domain_id: Option<String>,
    pub(super) project_domain_name: Option<String>,
    pub(super) default_domain_id: Option<String>,
    #[serde(alias = "default_domain")]
    pub(super) default_domain_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    clouds: BTreeMap<String, Cloud>,
}

/// Reads the cloud of this name from the first `clouds.yaml` there is, completed by the first `secure.yaml`.
///
/// # Errors
/// [`Error::Message`] when there is no such cloud, or a file can't be read or understood.
pub(super) fn find(name: &str) -> Result<Cloud> {
    let clouds = read_first("clouds.yaml", "OS_CLIENT_CONFIG_FILE")?.and_then(|mut file| file.clouds.remove(name));
    let secrets = read_first("secure.yaml", "OS_CLIENT_SECURE_FILE")?.and_then(|mut file| file.clouds.remove(name));
    let cloud = clouds.ok_or_else(|| Error::message(format!("Cloud {name} was not found.")))?;
    Ok(match secrets {
        Some(secrets) => cloud.completed_by(secrets),
        None => cloud,
    })
}

fn read_first(name: &str, variable: &str) -> Result<Option<File>> {
    let named = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    let candidates = named.into_iter().chain(folders().into_iter().map(|folder| folder.join(name)));
    match candidates.into_iter().find(|path| path.is_file()) {
        Some(path) => read(&path).map(Some),
        None => Ok(None),
    }
}

fn folders() -> Vec<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let configuration = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")));
    let user = configuration.map(|folder| folder.join("openstack"));
    [Some(PathBuf::from(".")), user, Some(PathBuf::from("/etc/openstack"))].into_iter().flatten().collect()
}

fn read(path: &Path) -> Result<File> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, &error))?;
    // The reader's own message quotes the lines around a fault, and they may hold a password.
    serde_saphyr::from_str(&text).map_err(|error| {
        let place = error.location().map(|at| format!(" near line {}", at.line())).unwrap_or_default();
        Error::message(format!("{}: not a file of clouds{place}", path.display()))
    })
}

/// Takes each named field from `$first` and, where it has none, from `$second`.
macro_rules! merged {
    ($type:ident, $first:expr, $second:expr, $($field:ident),+ $(; $($rest:tt)+)?) => {
        $type { $($field: $first.$field.or($second.$field),)+ $($($rest)+)? }
    };
}

impl Cloud {
    /// What `secrets` says wins: it is the file that people keep for that.
    fn completed_by(self, secrets: Self) -> Self {
        let auth = merged!(
            CloudAuth,
            secrets.auth,
            self.auth,
            auth_url,
            endpoint,
            token,
            username,
            user_id,
            password,
            user_domain_id,
            user_domain_name,
            project_id,
            project_name,
            project_domain_id,
            project_domain_name,
            default_domain_id,
            default_domain_name
        );
        merged!(
            Cloud, secrets, self,
            auth_type, region_name, interface, image_endpoint_override, image_service_type, verify, cacert, cert, key;
            auth
        )
    }
}
