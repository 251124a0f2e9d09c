//! Asking the rules, and servers where the rules say so.

use super::evaluate::{Case, Pending};
use super::protection::{Operation, Permission};
use super::{Policy, Rules, Target};
use crate::context::Caller;
use crate::error::{Error, Result};

impl Policy {
    /// Whether a caller may do something with a property of an image.
    ///
    /// # Errors
    /// Those of [`Policy::decide`], where a rule is asked.
    pub async fn permits(&self, rules: &Rules, caller: &Caller, name: &str, operation: Operation) -> Result<bool> {
        let Some(protections) = self.protections() else { return Ok(true) };
        match protections.permission(name, operation) {
            Permission::Everybody => Ok(true),
            Permission::Nobody => Ok(false),
            Permission::Roles(wanted) => Ok(Permission::has_role(wanted, caller)),
            Permission::Rule(rule) => self.decide(rules, rule, caller, Target::Nothing).await,
        }
    }

    /// Whether a caller may do to the target what the rule of this name, or else the default rule, is for.
    ///
    /// Nothing is waited for unless a rule asks a server.
    ///
    /// # Errors
    /// [`Error::Policy`] when a server that a rule asks does not answer, or the rule has no end.
    pub async fn decide(&self, rules: &Rules, rule: &str, caller: &Caller, target: Target<'_>) -> Result<bool> {
        let mut answers = Vec::new();
        loop {
            match rules.decide(rule, &Case { caller, target, answers: &answers }) {
                Ok(answer) => return Ok(answer),
                Err(Pending::Ask(address)) => {
                    let answer = self.remote().ask(&address, rule, caller, target).await?;
                    answers.push((address, answer));
                }
                Err(Pending::NoAddress(address)) => {
                    return Err(Error::Policy(format!(
                        "the rule {rule} asks {address}, and the target lacks something in that"
                    )));
                }
                Err(Pending::Endless(other)) => {
                    return Err(Error::Policy(format!("the references of the rule {rule} go round by way of {other}")));
                }
            }
        }
    }
}
