//! Which properties of images callers may create, read, change and remove: `property_protection_file`.
//!
//! The file has sections, each of which is named by a pattern of property names. The first whose pattern is found in a name
//! decides; a name for which there is none is nobody's. The service's own properties are everybody's to read, as far as
//! they are shown at all.

mod file;
mod pattern;

use std::path::{Path, PathBuf};

use fancy_regex::Regex;

use super::Rules;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::RESERVED_PREFIX;

/// What is done with a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Give an image a property that it does not have.
    Create,
    /// See a property.
    Read,
    /// Give a property another value.
    Update,
    /// Take a property away.
    Delete,
}

impl Operation {
    const ALL: [(&str, Self); 4] =
        [("create", Self::Create), ("read", Self::Read), ("update", Self::Update), ("delete", Self::Delete)];
}

/// How a file says who may do something: `property_protection_rule_format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProtectionFormat {
    /// By the names of roles.
    #[default]
    Roles,
    /// By the name of a rule.
    Policies,
}

/// Where a file of property protections is, and how it is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectionOptions {
    /// The file. If it is a relative path, it is looked for where rules are.
    pub file: PathBuf,
    /// How it says who may do something.
    pub format: ProtectionFormat,
}

/// Property protections.
#[derive(Debug)]
pub(super) struct Protections {
    sections: Vec<Section>,
}

/// What may be done with the properties of a pattern.
#[derive(Debug)]
struct Section {
    pattern: Regex,
    /// For each operation, in the order of [`Operation::ALL`].
    permissions: [Permission; 4],
}

/// Who may do something with a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Everybody,
    Nobody,
    /// Whoever has one of these roles, or is asked for by a service that has one. In lower case.
    Roles(Vec<String>),
    /// For whom the rule of this name holds.
    Rule(String),
}

impl Permission {
    /// Whether one of these roles, in lower case, is the caller's or the asking service's.
    pub(super) fn has_role(roles: &[String], caller: &Caller) -> bool {
        let own = caller.roles.iter().chain(&caller.service.roles);
        own.map(|role| role.to_lowercase()).any(|role| roles.contains(&role))
    }
}

impl Protections {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Policy`], with file and line, when there is something wrong in it or it names a rule that there is not.
    pub(super) fn open(path: &Path, format: ProtectionFormat, rules: &Rules) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::Policy(format!("[DEFAULT] property_protection_file: {}: {error}", path.display()))
        })?;
        let wrong = |fault: file::Fault| Error::Policy(format!("{}:{}: {}", path.display(), fault.line, fault.reason));
        let mut sections = Vec::new();
        for section in file::read(&text).map_err(wrong)? {
            // Whatever the file says, the service's own properties are its own.
            if !section.name.starts_with(RESERVED_PREFIX) {
                sections.push(Section::new(&section, format, rules).map_err(wrong)?);
            }
        }
        Ok(Self { sections })
    }

    /// Who may do something with a property.
    pub(super) fn permission(&self, name: &str, operation: Operation) -> &Permission {
        if name.starts_with(RESERVED_PREFIX) {
            return &Permission::Everybody;
        }
        // A pattern that takes too long is as good as found, and allows nothing.
        let found = self.sections.iter().find_map(|section| match section.pattern.is_match(name) {
            Ok(false) => None,
            Ok(true) => Some(&section.permissions[operation as usize]),
            Err(_) => Some(&Permission::Nobody),
        });
        found.unwrap_or(&Permission::Nobody)
    }
}

impl Section {
    fn new(section: &file::Section, format: ProtectionFormat, rules: &Rules) -> Result<Self, file::Fault> {
        let here = |reason: String| file::Fault { line: section.line, reason: format!("[{}] {reason}", section.name) };
        let pattern = Regex::new(&pattern::from_python(&section.name))
            .map_err(|error| here(format!("is not a pattern: {}", error.to_string().replace('\n', " "))))?;
        let mut permissions = [const { Permission::Nobody }; 4];
        for (name, operation) in Operation::ALL {
            let option = section.option(name).ok_or_else(|| here(format!("{name} is missing")))?;
            let wrong = |reason: String| file::Fault {
                line: option.line,
                reason: format!("[{}] {name}: {reason}", section.name),
            };
            permissions[operation as usize] = permission(&option.value, format, rules).map_err(wrong)?;
            if option.value.is_empty() {
                tracing::warn!(pattern = section.name, operation = name, "a property protection allows this to nobody");
            }
        }
        Ok(Self { pattern, permissions })
    }
}

fn permission(value: &str, format: ProtectionFormat, rules: &Rules) -> Result<Permission, String> {
    let names: Vec<&str> = value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    match (format, names.as_slice()) {
        (_, [] | ["!"]) => Ok(Permission::Nobody),
        (_, ["@"]) => Ok(Permission::Everybody),
        (ProtectionFormat::Roles, names) => of_roles(names),
        (ProtectionFormat::Policies, [name]) if rules.contains(name) => Ok(Permission::Rule((*name).to_owned())),
        (ProtectionFormat::Policies, [name]) => Err(format!("there is no rule «{name}»")),
        (ProtectionFormat::Policies, _) => {
            Err(format!("«{value}» is more than one rule; rules are joined in the policy file"))
        }
    }
}

fn of_roles(names: &[&str]) -> Result<Permission, String> {
    match (names.contains(&"@"), names.contains(&"!")) {
        (true, true) => Err("«@» for everybody and «!» for nobody exclude each other".to_owned()),
        (false, true) => Ok(Permission::Nobody),
        (true, false) => Ok(Permission::Everybody),
        (false, false) => match names.iter().find(|name| name.contains(['\n', '@', '!'])) {
            Some(name) => Err(format!("«{name}» is not a role; roles stand between commas")),
            None => Ok(Permission::Roles(names.iter().map(|name| name.to_lowercase()).collect())),
        },
    }
}
