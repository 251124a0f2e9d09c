//! `clouds.yaml`, and the secrets that people keep beside it in `secure.yaml`.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Secret;
use crate::error::{Error, Result};

/// What the names of the files end with. YAML takes in JSON.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

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
    pub(super) image_interface: Option<String>,
    pub(super) image_region_name: Option<String>,
    pub(super) verify: Option<bool>,
    pub(super) insecure: Option<bool>,
    pub(super) cacert: Option<PathBuf>,
    pub(super) cert: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    /// The cloud's entry in `clouds-public.yaml`, which has what is alike for all its users.
    #[serde(alias = "cloud")]
    profile: Option<String>,
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
    pub(super) domain_id: Option<String>,
    pub(super) domain_name: Option<String>,
    pub(super) system_scope: Option<String>,
    pub(super) trust_id: Option<String>,
    pub(super) application_credential_id: Option<String>,
    pub(super) application_credential_name: Option<String>,
    pub(super) application_credential_secret: Option<Secret>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    clouds: BTreeMap<String, Cloud>,
    #[serde(rename = "public-clouds")]
    public_clouds: BTreeMap<String, Cloud>,
}

/// Reads the cloud of this name from the first `clouds.yaml` there is, completed by its profile in `clouds-public.yaml`.
/// What the first `secure.yaml` says wins: it is the file that people keep for that. With the cloud comes a warning, if its
/// profile is not there.
///
/// # Errors
/// [`Error::Message`] when there is no such cloud, or a file can't be read or understood.
pub(super) fn find(name: &str) -> Result<(Cloud, Option<String>)> {
    let mut warning = None;
    let cloud = read_first("clouds", "OS_CLIENT_CONFIG_FILE")?.and_then(|mut file| file.clouds.remove(name));
    let mut cloud = cloud.ok_or_else(|| Error::message(format!("Cloud {name} was not found.")))?;
    if let Some(profile) = cloud.profile.take() {
        let known = read_first("clouds-public", "OS_CLIENT_VENDOR_FILE")?;
        if let Some(profile) = known.and_then(|mut file| file.public_clouds.remove(&profile)) {
            cloud = cloud.or(profile);
        } else {
            let place = "in clouds-public.yaml";
            warning = Some(format!("WARNING: there is no profile {profile} for the cloud {name} {place}"));
        }
    }
    let secrets = read_first("secure", "OS_CLIENT_SECURE_FILE")?.and_then(|mut file| file.clouds.remove(name));
    let cloud = match secrets {
        Some(secrets) => secrets.or(cloud),
        None => cloud,
    };
    Ok((cloud, warning))
}

fn read_first(name: &str, variable: &str) -> Result<Option<File>> {
    let named = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    let in_folder = |folder: PathBuf| ENDINGS.map(|ending| folder.join(format!("{name}.{ending}")));
    let mut candidates = named.into_iter().chain(folders().into_iter().flat_map(in_folder));
    match candidates.find(|path| path.is_file()) {
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

/// Takes each field from the first that has it. The ID and the name of one thing go together.
macro_rules! either {
    ($type:ident, $first:expr, $second:expr; $($field:ident)+ $(; $(($id:ident $name:ident))+)?) => {{
        let (first, second) = ($first, $second);
        $($(
            let ($id, $name) = if first.$id.is_some() || first.$name.is_some() {
                (first.$id, first.$name)
            } else {
                (second.$id, second.$name)
            };
        )+)?
        $type {
            $($field: first.$field.or(second.$field),)+
            $($($id, $name,)+)?
        }
    }};
}

impl Cloud {
    /// This cloud, completed by what `other` has besides.
    fn or(self, other: Self) -> Self {
        either!(
            Cloud, self, other;
            auth_type region_name image_region_name interface image_interface image_endpoint_override
            image_service_type verify insecure cacert cert key profile auth
        )
    }
}

impl CloudAuth {
    /// These credentials, completed by what `other` has besides.
    pub(super) fn or(self, other: Self) -> Self {
        either!(
            CloudAuth, self, other;
            auth_url endpoint token password system_scope trust_id application_credential_secret;
            (user_id username) (user_domain_id user_domain_name) (project_id project_name)
            (project_domain_id project_domain_name) (domain_id domain_name) (default_domain_id default_domain_name)
            (application_credential_id application_credential_name)
        )
    }
}
