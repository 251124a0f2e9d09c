//! Where the configuration is.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::bail;
use glance_core::config::Config;

/// The name of the API's configuration, which all commands read.
pub(super) const API: &str = "glance-api";
/// The file about imports: Glance reads it before `glance-api.conf`, if it is there.
const IMPORTS: &str = "glance-image-import.conf";

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
    /// Reads them, and the options in the environment. Without any files, those of the programs `names` where Glance looks
    /// for them, and before the API's the file about imports that stands beside it; `OS_GLANCE_CONFIG_DIR` is the only
    /// folder then, if it is set.
    pub(super) fn load(&self, names: &[&str]) -> anyhow::Result<Config> {
        if !self.config_file.is_empty() || !self.config_dir.is_empty() {
            return Ok(Config::load_with(&self.config_file, &self.config_dir, &variables())?);
        }
        let folders = match env::var_os("OS_GLANCE_CONFIG_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => vec![folder.into()],
            None => usual_folders(env::home_dir().as_deref()),
        };
        let (files, dirs) = search(&folders, names)?;
        Ok(Config::load_with(&with_imports(files), &dirs, &variables())?)
    }

    /// A file about imports that Glance would have read, and that is not among those named.
    pub(super) fn overlooked(&self) -> Option<PathBuf> {
        let beside = self.config_file.iter().map(|file| file.with_file_name(IMPORTS)).find(|file| file.is_file())?;
        let is_same = |named: &PathBuf| named.canonicalize().ok() == beside.canonicalize().ok();
        let folder = beside.canonicalize().ok().and_then(|beside| beside.parent().map(Path::to_owned));
        let is_in = |dir: &PathBuf| dir.canonicalize().ok() == folder;
        let is_named = self.config_file.iter().any(is_same) || self.config_dir.iter().any(is_in);
        Some(beside).filter(|_| !is_named)
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

/// Puts the file about imports before the configuration of the API that it stands beside.
fn with_imports(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let found = files.iter().position(|file| file.file_stem().is_some_and(|stem| stem == API));
    let imports = found.map(|at| (at, files[at].with_file_name(IMPORTS)));
    if let Some((at, imports)) = imports.filter(|(_, imports)| imports.is_file()) {
        files.insert(at, imports);
    }
    files
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

    #[test]
    fn the_file_about_imports_is_read_first_or_missed_by_name() {
        let home = tempfile::tempdir().unwrap();
        let at = |path: &str| home.path().join(path);
        let (api, imports) = (at("glance-api.conf"), at(IMPORTS));
        let missed = |files: &[&PathBuf], dirs: &[&Path]| {
            let config_file = files.iter().copied().cloned().collect();
            let config_dir = dirs.iter().copied().map(Path::to_owned).collect();
            ConfigFiles { config_file, config_dir }.overlooked()
        };

        assert_eq!(with_imports(vec![at("glance.conf"), api.clone()]), [at("glance.conf"), api.clone()]);
        assert_eq!(missed(&[&api], &[]), None);
        fs::write(&imports, "").unwrap();
        assert_eq!(
            with_imports(vec![at("glance.conf"), api.clone()]),
            [at("glance.conf"), imports.clone(), api.clone()]
        );
        assert_eq!(missed(&[&api], &[]), Some(imports.clone()));
        assert_eq!(missed(&[&imports, &api], &[]), None);
        assert_eq!(missed(&[&api], &[home.path()]), None);
    }
}
