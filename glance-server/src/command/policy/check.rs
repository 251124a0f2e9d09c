//! `glance-server policy check`

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::bail;
use glance_core::context::{Caller, ProjectId, ServiceCaller};
use glance_core::policy::{Policy, Rules, Target};

use crate::command::say;

/// Tells whether rules let somebody do something to a target.
///
/// Exits with 1 if one of the rules that --rule names does not.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// A rule to ask; may be given more than once. All of them, if none is given.
    #[arg(long)]
    rule: Vec<String>,
    /// The user's id.
    #[arg(long)]
    user: Option<String>,
    /// The id of the project that the user acts for.
    #[arg(long)]
    project: Option<String>,
    /// A role that the user has there; may be given more than once.
    #[arg(long)]
    role: Vec<String>,
    /// A role of a service that asks in the user's name; may be given more than once.
    #[arg(long)]
    service_role: Vec<String>,
    /// The id of the domain that the user acts for.
    #[arg(long)]
    domain: Option<String>,
    /// The part of the system that the user acts for, such as all.
    #[arg(long)]
    system_scope: Option<String>,
    /// An attribute of the target, such as `owner=ID` or visibility=public; may be given more than once.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    target: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or("not NAME=VALUE")
}

pub(super) async fn run(arguments: CheckArguments, policy: &Policy, rules: &Rules) -> anyhow::Result<ExitCode> {
    let caller = Caller {
        user: arguments.user,
        project: arguments.project.map(ProjectId::new),
        roles: arguments.role.iter().map(|role| role.to_lowercase()).collect(),
        domain: arguments.domain,
        system_scope: arguments.system_scope,
        service: ServiceCaller { roles: arguments.service_role, ..ServiceCaller::default() },
        ..Caller::default()
    };
    let target: BTreeMap<String, String> = arguments.target.into_iter().collect();
    if let Some(unknown) = arguments.rule.iter().find(|name| !rules.contains(name)) {
        bail!("there is no rule «{unknown}»; \"policy list\" prints those that there are");
    }
    let mut code = ExitCode::SUCCESS;
    for (name, rule) in rules.iter() {
        let is_asked = arguments.rule.iter().any(|asked| asked == name);
        if !is_asked && !arguments.rule.is_empty() {
            continue;
        }
        let allows = policy.decide(rules, name, &caller, Target::Attributes(&target)).await?;
        say(&format!("{} {name} ({})", if allows { "allowed" } else { "denied " }, rule.source));
        if is_asked && !allows {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
