//! Everything that can be said of a configuration at once, where [`Config::load`] stops at the first mistake.

use std::path::PathBuf;

use super::error::ConfigError;
use super::known::Standing;
use super::sources::Sources;
use super::{Config, GivenOption, conf_files, schema_file};
use super::{
    DatabaseConfig, Identity, ImageConfig, KeystoneConfig, Limits, ServerConfig, StoresConfig, UnifiedLimitsConfig,
    fetch, policy, unbuilt,
};

/// What there is to say of a configuration.
#[derive(Debug)]
pub struct Checked {
    /// The options that mean something here, in the order of the files; wrong ones are not among them.
    pub understood: Vec<GivenOption>,
    /// The options that nothing here asks for, and what is known of them.
    pub ignored: Vec<(GivenOption, Standing)>,
    /// All that is wrong.
    pub wrong: Vec<ConfigError>,
    /// The configuration, if nothing is wrong.
    pub config: Option<Config>,
}

impl Checked {
    /// Reads files, folders and variables as [`Config::load_with`] does, and goes on after mistakes.
    pub fn load(files: &[PathBuf], dirs: &[PathBuf], variables: &[(String, String)]) -> Self {
        let mut wrong = Vec::new();
        let mut sources = Sources::default();
        for file in files {
            wrong.extend(sources.read(file).err());
        }
        for dir in dirs {
            sources.look_in(dir);
            match conf_files(dir) {
                Ok(files) => files.iter().for_each(|file| wrong.extend(sources.read(file).err())),
                Err(error) => wrong.push(error),
            }
        }
        sources.add_variables(variables);
        let custom = schema_file::find(sources.folders());
        let mut config = find_mistakes(&mut sources, &mut wrong);
        match (&mut config, custom) {
            (Some(config), Ok(custom)) => config.images.custom = custom,
            (None, Ok(_)) => {}
            (_, Err(error)) => wrong.push(error),
        }
        Self {
            understood: sources.used(),
            ignored: sources.unused(),
            config: config.filter(|_| wrong.is_empty()),
            wrong,
        }
    }
}

/// Takes one wrong option after the other away, until what is left makes sense or can only be mended by more options.
fn find_mistakes(sources: &mut Sources, wrong: &mut Vec<ConfigError>) -> Option<Config> {
    loop {
        let found = mistakes(sources);
        if found.is_empty() {
            return Config::assemble(sources).map_err(|error| wrong.push(error)).ok();
        }
        let mut is_less = false;
        for error in found {
            if let ConfigError::Value { place, .. } = &error {
                is_less |= sources.remove(place);
            }
            // What is missing only because it was wrong has been told already.
            let is_told = |earlier: &ConfigError| match (earlier, &error) {
                (ConfigError::Value { section, option, .. }, ConfigError::Missing { section: s, option: o, .. }) => {
                    section == s && option == o
                }
                (earlier, error) => earlier.to_string() == error.to_string(),
            };
            if !wrong.iter().any(is_told) {
                wrong.push(error);
            }
        }
        if !is_less {
            return None;
        }
    }
}

/// The first mistake of each part.
fn mistakes(sources: &Sources) -> Vec<ConfigError> {
    let server = ServerConfig::read(sources);
    let with_keystone = server.as_ref().is_ok_and(|server| server.flavor.identity == Identity::Keystone);
    let parts = [
        unbuilt::refuse(sources).err(),
        server.err(),
        with_keystone.then(|| KeystoneConfig::read(sources).err()).flatten(),
        DatabaseConfig::read(sources).err(),
        StoresConfig::read(sources).err(),
        Limits::read(sources).err(),
        UnifiedLimitsConfig::read(sources).err(),
        policy::read(sources).err(),
        ImageConfig::read(sources).err(),
        fetch::read(sources).err(),
    ];
    parts.into_iter().flatten().collect()
}
