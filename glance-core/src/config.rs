//! Configuration: files in the format of oslo.config, read into one struct per concern.
//!
//! Everything is read and checked at once, when a program starts. A wrong value is an error that names its file, line,
//! section and option; options that mean nothing here are kept in [`Config::ignored`], for real files carry many that are
//! meant for other programs. The defaults are Glance's.
//!
//! ```
//! use glance_core::config::Config;
//!
//! let config = Config::from_text("glance-api.conf", "[DEFAULT]\nbind_port = 9393\n").unwrap();
//! assert_eq!(config.server.bind_port, 9393);
//!
//! let wrong = Config::from_text("glance-api.conf", "[DEFAULT]\n\nbind_port = 99999\n").unwrap_err();
//! assert_eq!(wrong.to_string(), "glance-api.conf:3: [DEFAULT] bind_port: «99999» is not a port (1 to 65535)");
//! ```

mod check;
mod cors;
mod database;
mod error;
mod fetch;
mod flavor;
mod health;
mod images;
mod ini;
mod keystone;
mod known;
mod limits;
mod policy;
mod schema_file;
mod secret;
mod section;
mod server;
mod sources;
mod stores;
mod tasks;
mod unbuilt;
mod unified_limits;
mod value;

use std::path::{Path, PathBuf};

pub use check::Checked;
pub use cors::CorsConfig;
pub use database::DatabaseConfig;
pub use error::ConfigError;
pub use flavor::{CacheAccess, Flavor, Identity};
pub use health::{HealthCheck, HealthConfig, InvalidIpRange, IpRange};
pub use images::ImageConfig;
pub use keystone::{
    ApplicationCredential, CacheProtection, CacheServer, Credentials, Domain, KeystoneConfig, KeystoneConnection,
    KeystoneTls, Named, Scope, ServiceAccount, SharedCacheConfig,
};
pub use known::{Meant, Standing};
pub use limits::Limits;
pub use secret::Secret;
pub use server::{LogConfig, ServerConfig, TlsConfig};
pub use sources::{GivenOption, Place};
pub use stores::{StoreConfig, StoreKind, StoreLayout, StoresConfig};
pub use tasks::TaskConfig;
pub use unified_limits::{LimitedEndpoint, UnifiedLimitsConfig};

use crate::fetch::FetchRules;
use crate::policy::PolicyOptions;
use sources::Sources;

/// Everything that an operator decided.
#[derive(Clone, Debug)]
pub struct Config {
    /// How the API is served, and to whom.
    pub server: ServerConfig,
    /// How callers' tokens are checked by Keystone, where `[paste_deploy] flavor` has `keystone` in it.
    pub keystone: Option<KeystoneConfig>,
    /// Where records are kept.
    pub database: DatabaseConfig,
    /// Where image data is kept.
    pub stores: StoresConfig,
    /// How much there may be of everything.
    pub limits: Limits,
    /// Who may do what. `[oslo_policy]`.
    pub policy: PolicyOptions,
    /// Who keeps the limits of projects, where `use_keystone_limits` says that there are some.
    pub unified_limits: Option<UnifiedLimitsConfig>,
    /// What images may be like, and what is told about them.
    pub images: ImageConfig,
    /// How work goes that requests only begin.
    pub tasks: TaskConfig,
    /// Where fetches from servers that users name may go: `[import_filtering_opts]`.
    pub fetch: FetchRules,
    /// The folder with files of metadata definitions. `[DEFAULT] metadata_source_path`, `/etc/glance/metadefs/`.
    pub metadata_source_path: PathBuf,
    /// The options that were given and mean nothing here, in the order of the files, and what is known of them.
    pub ignored: Vec<(GivenOption, Standing)>,
}

impl Config {
    /// Reads `files` in their order and then, in the order of their names, the files `*.conf` of each of the folders
    /// `dirs`. Where an option stands more than once, the last one counts.
    ///
    /// # Errors
    /// [`ConfigError`] when a file or folder cannot be read, or when something in a file is wrong.
    pub fn load(files: &[PathBuf], dirs: &[PathBuf]) -> Result<Self, ConfigError> {
        Self::load_with(files, dirs, &[])
    }

    /// Reads files and folders as [`Config::load`] does, and over them variables of the environment, by name and value.
    /// `OS_DATABASE__CONNECTION` replaces `[database] connection`, as for oslo.config; what has another form, or names
    /// nothing that is known, is passed over.
    ///
    /// # Errors
    /// [`ConfigError`] when a file or folder cannot be read, or when something in a file or variable is wrong.
    pub fn load_with(files: &[PathBuf], dirs: &[PathBuf], variables: &[(String, String)]) -> Result<Self, ConfigError> {
        let mut sources = Sources::default();
        for file in files {
            sources.read(file)?;
        }
        for dir in dirs {
            sources.look_in(dir);
            for file in conf_files(dir)? {
                sources.read(&file)?;
            }
        }
        sources.add_variables(variables);
        let mut config = Self::assemble(&sources)?;
        config.images.custom = schema_file::find(sources.folders())?;
        Ok(config)
    }

    /// Reads one text as if it were the file `name`; an empty text makes the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] when something in the text is wrong.
    pub fn from_text(name: impl AsRef<Path>, text: &str) -> Result<Self, ConfigError> {
        let mut sources = Sources::default();
        sources.add(name.as_ref(), text)?;
        Self::assemble(&sources)
    }

    fn assemble(sources: &Sources) -> Result<Self, ConfigError> {
        unbuilt::refuse(sources)?;
        let server = ServerConfig::read(sources)?;
        let with_keystone = server.flavor.identity == Identity::Keystone;
        Ok(Self {
            server,
            keystone: with_keystone.then(|| KeystoneConfig::read(sources)).transpose()?,
            database: DatabaseConfig::read(sources)?,
            stores: StoresConfig::read(sources)?,
            limits: Limits::read(sources)?,
            unified_limits: UnifiedLimitsConfig::read(sources)?,
            policy: policy::read(sources)?,
            images: ImageConfig::read(sources)?,
            tasks: TaskConfig::read(sources)?,
            fetch: fetch::read(sources)?,
            metadata_source_path: sources
                .section("DEFAULT")
                .path("metadata_source_path")?
                .unwrap_or_else(|| PathBuf::from("/etc/glance/metadefs/")),
            ignored: sources.unused(),
        })
    }
}

fn conf_files(dir: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: dir.to_owned(), source };
    let mut files = Vec::new();
    for entry in dir.read_dir().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !is_hidden && path.extension().is_some_and(|extension| extension == "conf") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
