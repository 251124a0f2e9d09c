//! The options of all files together.

use std::cell::Cell;
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
    /// The file that it is in.
    pub file: PathBuf,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// The options of all files, in the order in which they were read.
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
    file: Arc<Path>,
    is_used: Cell<bool>,
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
        let given = |entry| SourceOption { entry, file: Arc::clone(&file), is_used: Cell::new(false) };
        self.options.extend(entries.into_iter().map(given));
        Ok(())
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

    /// Walks over all values that an option was given.
    pub(super) fn all<'s>(&'s self, section: &str, option: &str) -> impl Iterator<Item = &'s SourceOption> {
        self.options.iter().filter(move |given| given.is(section, option)).inspect(|given| given.is_used.set(true))
    }

    /// The value that counts: the last one.
    pub(super) fn last(&self, section: &str, option: &str) -> Option<&SourceOption> {
        self.all(section, option).last()
    }

    /// The options that somebody asked for.
    pub(super) fn used(&self) -> Vec<GivenOption> {
        self.options.iter().filter(|given| given.is_used.get()).map(SourceOption::place).collect()
    }

    /// The options that nobody asked for.
    pub(super) fn unused(&self) -> Vec<(GivenOption, Standing)> {
        let stores = self.section("DEFAULT").value("enabled_backends").ok().flatten();
        let stores = stores.and_then(|stores| stores.dict().ok()).unwrap_or_default();
        let is_store = |section: &str| stores.iter().any(|(name, _)| name.eq_ignore_ascii_case(section));
        let unused = self.options.iter().filter(|given| !given.is_used.get()).map(SourceOption::place);
        unused
            .map(|given| {
                let standing = known::standing(&given.section, &given.option, is_store(&given.section));
                (given, standing)
            })
            .collect()
    }

    /// Takes away the option whose file and line these are, and tells whether there was one.
    pub(super) fn remove(&mut self, is_place: impl Fn(&Path, usize) -> bool) -> bool {
        let before = self.options.len();
        self.options.retain(|given| !is_place(&given.file, given.entry.line));
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
            file: self.file.to_path_buf(),
            line: self.entry.line,
            section: self.entry.section.clone(),
            option: self.entry.option.clone(),
            reason: reason.into(),
        }
    }

    fn place(&self) -> GivenOption {
        let Entry { section, option, line, .. } = self.entry.clone();
        GivenOption { section, option, line, file: self.file.to_path_buf() }
    }
}
