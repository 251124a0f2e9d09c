//! The options of all files together.

use std::cell::Cell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::ConfigError;
use super::ini::{self, Entry, Fault};
use super::known::{self, Standing};
use super::section::Section;

/// An option that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOption {
    /// Its section, as it is written.
    pub section: String,
    /// Its name, as it is written.
    pub option: String,
    /// Where it was given.
    pub place: Place,
}

/// Where an option was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File {
        /// The file.
        file: PathBuf,
        /// The line on which it begins, from 1.
        line: usize,
    },
    /// In a variable of the environment, of this name.
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line } => write!(f, "{}:{line}", file.display()),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// The options of all files, in the order in which they were read, and behind them those of the environment.
#[derive(Debug, Default)]
pub(super) struct Sources {
    options: Vec<SourceOption>,
    /// Where other files are looked for that options name without their folder.
    folders: Vec<PathBuf>,
}

/// An option, and where it stands.
#[derive(Debug)]
pub(super) struct SourceOption {
    entry: Entry,
    origin: Origin,
    is_used: Cell<bool>,
}

#[derive(Clone, Debug)]
enum Origin {
    File(Arc<Path>),
    Variable(String),
}

impl Sources {
    pub(super) fn read(&mut self, file: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|source| ConfigError::Unreadable { path: file.to_owned(), source })?;
        self.add(file, &text)
    }

    pub(super) fn add(&mut self, file: &Path, text: &str) -> Result<(), ConfigError> {
        self.look_in(file.parent().unwrap_or_else(|| Path::new("")));
        let file: Arc<Path> = file.into();
        let entries = ini::read(text).map_err(|Fault { line, reason }| ConfigError::Syntax {
            file: file.to_path_buf(),
            line,
            reason,
        })?;
        let given = |entry| SourceOption { entry, origin: Origin::File(Arc::clone(&file)), is_used: Cell::new(false) };
        self.options.extend(entries.into_iter().map(given));
        Ok(())
    }

    /// Adds the options among variables of the environment, `OS_GROUP__OPTION`, which replace those of files.
    pub(super) fn add_variables(&mut self, variables: &[(String, String)]) {
        for (name, value) in variables {
            let Some((section, option)) = name.strip_prefix("OS_").and_then(|rest| rest.split_once("__")) else {
                continue;
            };
            let section = if section == "DEFAULT" { section.to_owned() } else { section.to_lowercase() };
            let (option, value) = (option.to_lowercase(), value.clone());
            let entry = Entry { section, option, value, line: 0 };
            self.options.push(SourceOption {
                entry,
                origin: Origin::Variable(name.clone()),
                is_used: Cell::new(false),
            });
        }
    }

    /// Looks for other files in this folder too, and there first.
    pub(super) fn look_in(&mut self, folder: &Path) {
        self.folders.retain(|known| known != folder);
        self.folders.insert(0, folder.to_owned());
    }

    /// Where other files are looked for: in the folders of the files, the last one first.
    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    pub(super) fn section<'s>(&'s self, name: &'s str) -> Section<'s> {
        Section::new(self, name)
    }

    /// Walks over all values that an option was given; one in the environment is the only one.
    pub(super) fn all<'s>(&'s self, section: &str, option: &str) -> impl Iterator<Item = &'s SourceOption> {
        let given = self.options.iter().filter(move |given| given.is(section, option));
        let given: Vec<&SourceOption> = given.inspect(|given| given.is_used.set(true)).collect();
        let only = given.iter().rposition(|given| matches!(given.origin, Origin::Variable(_))).unwrap_or(0);
        given.into_iter().skip(only)
    }

    /// The value that counts: the last one.
    pub(super) fn last(&self, section: &str, option: &str) -> Option<&SourceOption> {
        self.all(section, option).last()
    }

    /// The options that somebody asked for.
    pub(super) fn used(&self) -> Vec<GivenOption> {
        self.options.iter().filter(|given| given.is_used.get()).map(SourceOption::given).collect()
    }

    /// The options that nobody asked for. A variable of the environment that looks like one is not among them, unless
    /// Glance has such an option: it may be meant for another program.
    pub(super) fn unused(&self) -> Vec<(GivenOption, Standing)> {
        let stores = self.section("DEFAULT").value("enabled_backends").ok().flatten();
        let stores = stores.and_then(|stores| stores.dict().ok()).unwrap_or_default();
        let is_store = |section: &str| stores.iter().any(|(name, _)| name.eq_ignore_ascii_case(section));
        let unused = self.options.iter().filter(|given| !given.is_used.get()).map(SourceOption::given);
        unused
            .map(|given| {
                let standing = known::standing(&given.section, &given.option, is_store(&given.section));
                (given, standing)
            })
            .filter(|(given, standing)| matches!(given.place, Place::File { .. }) || *standing == Standing::Known)
            .collect()
    }

    /// Takes away the option that was given there, and tells whether there was one.
    pub(super) fn remove(&mut self, place: &Place) -> bool {
        let before = self.options.len();
        self.options.retain(|given| given.place() != *place);
        self.options.len() < before
    }
}

impl SourceOption {
    /// Section names are the same in any case, but for `DEFAULT`; in option names a dash is an underscore.
    fn is(&self, section: &str, option: &str) -> bool {
        let same_section = if section == "DEFAULT" {
            self.entry.section == section
        } else {
            self.entry.section != "DEFAULT" && self.entry.section.to_lowercase() == section.to_lowercase()
        };
        let plain = |byte| if byte == b'-' { b'_' } else { byte };
        same_section && self.entry.option.bytes().map(plain).eq(option.bytes())
    }

    /// The value as it stands, before anything is substituted in it.
    pub(super) fn raw(&self) -> &str {
        &self.entry.value
    }

    pub(super) fn section(&self) -> &str {
        &self.entry.section
    }

    /// Tells what is wrong with this option.
    pub(super) fn error(&self, reason: impl Into<String>) -> ConfigError {
        ConfigError::Value {
            place: self.place(),
            section: self.entry.section.clone(),
            option: self.entry.option.clone(),
            reason: reason.into(),
        }
    }

    fn given(&self) -> GivenOption {
        GivenOption { section: self.entry.section.clone(), option: self.entry.option.clone(), place: self.place() }
    }

    fn place(&self) -> Place {
        match &self.origin {
            Origin::File(file) => Place::File { file: file.to_path_buf(), line: self.entry.line },
            Origin::Variable(name) => Place::Variable(name.clone()),
        }
    }
}
