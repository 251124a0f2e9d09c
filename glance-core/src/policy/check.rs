//! What a rule asks for.

use std::fmt;

use super::template::Template;

/// What a rule asks for. `Display` writes it in the language of rules, which has no words for all that lists can say;
/// [`Check::to_json`] has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: it always holds. `@`
    Always,
    /// What cannot be: it never holds. `!`
    Never,
    /// The contrary. `not …`
    Not(Box<Check>),
    /// All of these. `(… and …)`
    All(Vec<Check>),
    /// One of these at least. `(… or …)`
    Any(Vec<Check>),
    /// What the rule of this name asks for. `rule:name`
    Rule(String),
    /// That the caller has a role of this name, in any case. `role:name`
    Role(Template),
    /// That something of the caller, or a fixed text, is this text. `project_id:%(owner)s`
    Same(Subject, Template),
    /// That a server agrees. `http://host/%(name)s`
    Remote(Remote),
}

/// The left side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As it is written.
    pub(super) text: String,
    pub(super) meaning: Meaning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A text, as `'public'` is.
    Literal(String),
    /// A credential of the caller, and the way from there.
    Credential(Vec<String>),
}

/// A server that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Whether it is asked by TLS.
    pub(super) tls: bool,
    /// The rest of its address, from the first slash on.
    pub(super) rest: Template,
}

impl Check {
    /// Calls `act` with every check in this one, itself included.
    pub(super) fn walk<'c>(&'c self, act: &mut impl FnMut(&'c Self)) {
        act(self);
        match self {
            Self::Not(inner) => inner.walk(act),
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|check| check.walk(act)),
            Self::Always | Self::Never | Self::Rule(_) | Self::Role(_) | Self::Same(..) | Self::Remote(_) => {}
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut joined = |checks: &[Self], word: &str| {
            f.write_str("(")?;
            for (at, check) in checks.iter().enumerate() {
                write!(f, "{}{check}", if at == 0 { "" } else { word })?;
            }
            f.write_str(")")
        };
        match self {
            Self::Always => f.write_str("@"),
            Self::Never => f.write_str("!"),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::All(checks) => joined(checks, " and "),
            Self::Any(checks) => joined(checks, " or "),
            Self::Rule(name) => write!(f, "rule:{name}"),
            Self::Role(name) => write!(f, "role:{name}"),
            Self::Same(subject, text) => write!(f, "{}:{text}", subject.text),
            Self::Remote(Remote { tls, rest }) => write!(f, "{}:{rest}", if *tls { "https" } else { "http" }),
        }
    }
}
