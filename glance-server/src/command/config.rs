//! Where the configuration is.

use std::path::PathBuf;

use anyhow::bail;
use glance_core::config::Config;

/// The arguments that name configuration files.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ConfigFiles {
    /// A configuration file; may be given more than once, and later ones win.
    #[arg(long, value_name = "FILE", global = true)]
    config_file: Vec<PathBuf>,
    /// A folder of which all files *.conf are read, after the files above.
    #[arg(long, value_name = "FOLDER", global = true)]
    config_dir: Vec<PathBuf>,
}

impl ConfigFiles {
    /// Reads them, and nothing else.
    pub(super) fn load(&self) -> anyhow::Result<Config> {
        if self.config_file.is_empty() && self.config_dir.is_empty() {
            bail!("no configuration: name it with --config-file or --config-dir");
        }
        Ok(Config::load(&self.config_file, &self.config_dir)?)
    }

    /// The arguments as they would have to be given again.
    pub(super) fn repeated(&self) -> String {
        let files = self.config_file.iter().map(|file| format!(" --config-file {}", file.display()));
        files.chain(self.config_dir.iter().map(|dir| format!(" --config-dir {}", dir.display()))).collect()
    }
}
