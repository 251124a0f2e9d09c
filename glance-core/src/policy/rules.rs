//! All rules that are in force.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::check::{Check, Meaning, Subject};
use super::credential;
use super::defaults::{self, DEFAULTS};
use super::evaluate::{Case, Pending};
use super::parser::parse;

/// How many rules may refer one to the next.
pub(super) const CHAIN: usize = 64;

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is a default.
    Default,
    /// It is a default, and what was the default before this release counts too.
    OldDefault {
        /// The release.
        since: &'static str,
    },
    /// It stands in a file.
    File {
        /// The file.
        path: Arc<Path>,
        /// The line, from 1.
        line: u64,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::OldDefault { since } => write!(f, "default, with what was the default before {since}"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
        }
    }
}

/// A rule that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it asks for.
    pub check: Check,
    /// Where it comes from.
    pub source: Source,
    /// What is wrong with it, if anything is.
    pub problems: Vec<String>,
}

/// All rules that are in force.
#[derive(Clone, Debug)]
pub struct Rules {
    rules: HashMap<String, Rule>,
    /// The rule that counts for names without one.
    default_rule: String,
}

impl Rules {
    /// Puts rules from files over the defaults.
    pub(super) fn new(given: &BTreeMap<String, Rule>, default_rule: &str, enforce_new_defaults: bool) -> Self {
        let mut rules: HashMap<String, Rule> = given.iter().map(|(name, rule)| (name.clone(), rule.clone())).collect();
        for default in DEFAULTS.iter().filter(|default| !given.contains_key(default.name)) {
            let check = parse(default.check).check;
            let (check, source) = match default.old {
                Some((old, since)) if !enforce_new_defaults => {
                    (Check::Any(vec![check, parse(old).check]), Source::OldDefault { since })
                }
                _ => (check, Source::Default),
            };
            rules.insert(default.name.to_owned(), Rule { check, source, problems: Vec::new() });
        }
        let mut all = Self { rules, default_rule: default_rule.to_owned() };
        all.note_doubts();
        all.note_circles();
        all
    }

    /// Whether there is a rule of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.rules.contains_key(name)
    }

    /// All rules by their names: those that the service knows, as it names them, and then the others.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Rule)> {
        let known = DEFAULTS.iter().filter_map(|default| self.rules.get_key_value(default.name));
        let mut others: Vec<_> = self.rules.iter().filter(|(name, _)| defaults::default(name).is_none()).collect();
        others.sort_unstable_by_key(|(name, _)| *name);
        known.chain(others).map(|(name, rule)| (name.as_str(), rule))
    }

    /// What the rule of this name asks for, or else the default rule.
    pub(super) fn find(&self, name: &str) -> Option<&Check> {
        let rule = self.rules.get(name).or_else(|| self.rules.get(&self.default_rule))?;
        Some(&rule.check)
    }

    /// Whether the rule of this name, or else the default rule, holds.
    pub(super) fn decide(&self, name: &str, case: &Case<'_>) -> Result<bool, Pending> {
        if name == super::CONTEXT_IS_ADMIN && case.caller.unrestricted {
            return Ok(true);
        }
        if !case.caller.is_in_project_scope() && defaults::default(name).is_some_and(|default| default.in_project) {
            return Ok(false);
        }
        self.find(name).map_or(Ok(false), |check| self.holds(check, case, 0))
    }

    /// Notes what is allowed but can hardly be meant.
    fn note_doubts(&mut self) {
        let names: Vec<String> = self.rules.keys().cloned().collect();
        for name in names {
            let Some(rule) = self.rules.get(&name) else { continue };
            let mut doubts = Vec::new();
            rule.check.walk(&mut |check| match check {
                Check::Rule(other) if !self.rules.contains_key(other) => doubts.push(self.missing(other)),
                Check::Same(Subject { text, meaning: Meaning::Credential(path) }, _) if !credential::is_known(path) => {
                    doubts.push(format!("no caller has a credential «{text}», so that this never holds"));
                }
                _ => {}
            });
            if let Some(rule) = self.rules.get_mut(&name) {
                rule.problems.extend(doubts);
            }
        }
    }

    fn missing(&self, name: &str) -> String {
        if self.rules.contains_key(&self.default_rule) {
            format!("there is no rule «{name}»; «{}» counts in its place", self.default_rule)
        } else {
            format!("there is no rule «{name}», so that this never holds")
        }
    }

    /// Notes which rules lead back to themselves, or to others that do.
    fn note_circles(&mut self) {
        let mut known = HashMap::new();
        let endless = self.rules.keys().filter(|name| self.length(name, &mut known, 0).is_none());
        let endless: Vec<String> = endless.cloned().collect();
        for name in endless {
            if let Some(rule) = self.rules.get_mut(&name) {
                rule.problems.push("following its references does not end".to_owned());
            }
        }
    }

    /// How many rules this one leads through; `None` if there is no end.
    fn length<'r>(&'r self, name: &'r str, known: &mut HashMap<&'r str, Option<usize>>, depth: usize) -> Option<usize> {
        if let Some(length) = known.get(name) {
            return *length;
        }
        if depth > CHAIN {
            return None;
        }
        // Whoever comes back here meanwhile has found a circle.
        known.insert(name, None);
        let mut longest = Some(0);
        if let Some(check) = self.find(name) {
            check.walk(&mut |check| {
                let Check::Rule(other) = check else { return };
                let other = self.rules.get_key_value(other).map_or(self.default_rule.as_str(), |(name, _)| name);
                let length = self.length(other, known, depth + 1).map(|length| length + 1);
                longest = longest.zip(length).map(|(a, b)| a.max(b)).filter(|length| *length <= CHAIN);
            });
        }
        known.insert(name, longest);
        longest
    }
}
