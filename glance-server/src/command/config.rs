//! Where the configuration is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::bail;
use glance_core::config::Config;

/// The arguments that name configuration files.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ConfigFiles {
    /// A configuration file; may be given more than once, and later ones win. Without any, and without a folder,
    /// glance.conf and glance-api.conf are looked for in ~/.glance, ~, /etc/glance and /etc.
    #[arg(long, value_name = "FILE", global = true)]
    config_file: Vec<PathBuf>,
    /// A folder of which all files *.conf are read, after the files above.
    #[arg(long, value_name = "FOLDER", global = true)]
    config_dir: Vec<PathBuf>,
}

impl ConfigFiles {
    /// Reads them, and the options in the environment; without any files, those of the programs `names` where Glance looks for them.
    pub(super) fn load(&self, names: &[&str]) -> anyhow::Result<Config> {
        if !self.config_file.is_empty() || !self.config_dir.is_empty() {
            return Ok(Config::load_with(&self.config_file, &self.config_dir, &variables())?);
        }
        let (files, dirs) = search(&usual_folders(env::home_dir().as_deref()), names)?;
        Ok(Config::load_with(&files, &dirs, &variables())?)
    }

    /// The arguments as they would have to be given again.
    pub(super) fn repeated(&self) -> String {
        let files = self.config_file.iter().map(|file| format!(" --config-file {}", file.display()));
        files.chain(self.config_dir.iter().map(|dir| format!(" --config-dir {}", dir.display()))).collect()
    }
}

/// The variables of the environment that may stand for options.
pub(super) fn variables() -> Vec<(String, String)> {
    let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    env::vars_os().filter_map(text).filter(|(name, _)| name.starts_with("OS_") && name.contains("__")).collect()
}

/// Where oslo.config looks for the files of a service, in this order.
fn usual_folders(home: Option<&Path>) -> Vec<PathBuf> {
    let own = home.into_iter().flat_map(|home| [home.join(".glance"), home.to_owned()]);
    own.chain(["/etc/glance".into(), "/etc".into()]).collect()
}

/// The files and folders of configuration for each name, from the first of `folders` that has one; before them those
/// that all of Glance's programs read.
fn search(folders: &[PathBuf], names: &[&str]) -> anyhow::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let first = |name: String, is_there: fn(&Path) -> bool| {
        folders.iter().map(|folder| folder.join(&name)).find(|path| is_there(path))
    };
    let names = || ["glance"].into_iter().chain(names.iter().copied());
    let files: Vec<PathBuf> = names().filter_map(|name| first(format!("{name}.conf"), Path::is_file)).collect();
    let dirs: Vec<PathBuf> = names().filter_map(|name| first(format!("{name}.conf.d"), Path::is_dir)).collect();
    if files.is_empty() && dirs.is_empty() {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let folders = folders.join(", ");
        bail!("no configuration: name it with --config-file or --config-dir; there is no glance-api.conf in {folders}");
    }
    Ok((files, dirs))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn each_file_is_found_where_glance_looks_first() {
        let home = tempfile::tempdir().unwrap();
        let at = |path: &str| home.path().join(path);
        fs::create_dir_all(at(".glance/glance-api.conf.d")).unwrap();
        for file in [".glance/glance-api.conf", "glance-api.conf", "glance.conf", "glance-manage.conf"] {
            fs::write(at(file), "").unwrap();
        }
        let folders = usual_folders(Some(home.path()));

        assert_eq!(folders[2..], [PathBuf::from("/etc/glance"), PathBuf::from("/etc")]);
        assert_eq!(
            search(&folders[..2], &["glance-api", "glance-manage"]).unwrap(),
            (
                vec![at("glance.conf"), at(".glance/glance-api.conf"), at("glance-manage.conf")],
                vec![at(".glance/glance-api.conf.d")]
            )
        );
        assert_eq!(
            search(&["/nowhere".into()], &["glance-api"]).unwrap_err().to_string(),
            "no configuration: name it with --config-file or --config-dir; there is no glance-api.conf in /nowhere"
        );
    }
}
