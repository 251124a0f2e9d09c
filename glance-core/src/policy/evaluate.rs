//! Whether a rule holds.

use super::check::{Check, Meaning, Remote};
use super::credential::credential;
use super::rules::CHAIN;
use super::value::Value;
use super::{Rules, Target};
use crate::context::Caller;

/// What a rule is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub(super) caller: &'a Caller,
    pub(super) target: Target<'a>,
    /// What servers said about it already, by their address.
    pub(super) answers: &'a [(String, bool)],
}

/// Why it cannot be said whether a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    /// A server has to be asked: the one at this address.
    Ask(String),
    /// A server has to be asked, and its address calls for something that the target lacks.
    NoAddress(String),
    /// References lead on and on; this is one of the rules that they lead through.
    Endless(String),
}

impl Rules {
    /// Whether the check holds, `depth` references away from the rule that was asked for.
    pub(super) fn holds(&self, check: &Check, case: &Case<'_>, depth: usize) -> Result<bool, Pending> {
        Ok(match check {
            Check::Always => true,
            Check::Never => false,
            Check::Not(inner) => !self.holds(inner, case, depth)?,
            Check::All(checks) => {
                for check in checks {
                    if !self.holds(check, case, depth)? {
                        return Ok(false);
                    }
                }
                true
            }
            Check::Any(checks) => {
                for check in checks {
                    if self.holds(check, case, depth)? {
                        return Ok(true);
                    }
                }
                false
            }
            // Where nobody asks who calls there are no roles to tell an admin by.
            Check::Rule(name) if case.caller.unrestricted && name == super::CONTEXT_IS_ADMIN => true,
            Check::Rule(name) => match self.find(name) {
                Some(_) if depth == CHAIN => return Err(Pending::Endless(name.clone())),
                Some(check) => self.holds(check, case, depth + 1)?,
                None => false,
            },
            Check::Role(name) => name.fill(case.target).is_some_and(|name| has(&case.caller.roles, &name)),
            Check::Same(subject, text) => text.fill(case.target).is_some_and(|text| match &subject.meaning {
                Meaning::Literal(literal) => *literal == *text,
                Meaning::Credential(path) => is_same(case.caller, path, &text),
            }),
            Check::Remote(remote) => return agrees(remote, case),
        })
    }
}

fn has(roles: &[String], wanted: &str) -> bool {
    roles.iter().any(|role| role.eq_ignore_ascii_case(wanted) || role.to_lowercase() == wanted.to_lowercase())
}

/// Whether the credential is this text, or one of its texts is. No credential has anything within it.
fn is_same(caller: &Caller, path: &[String], text: &str) -> bool {
    let [name] = path else { return false };
    match credential(caller, name) {
        None => false,
        Some(Value::List(texts)) => texts.iter().any(|one| one == text),
        Some(value) => *value.written() == *text,
    }
}

fn agrees(remote: &Remote, case: &Case<'_>) -> Result<bool, Pending> {
    let scheme = if remote.tls { "https:" } else { "http:" };
    let Some(rest) = remote.rest.fill(case.target) else {
        return Err(Pending::NoAddress(format!("{scheme}{}", remote.rest)));
    };
    let address = format!("{scheme}{rest}");
    let answer = case.answers.iter().find(|(asked, _)| *asked == address).map(|(_, answer)| *answer);
    answer.ok_or(Pending::Ask(address))
}
