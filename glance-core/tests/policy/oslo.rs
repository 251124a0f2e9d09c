//! What oslo.policy says about the same rules. `scripts/record-policy-decisions` asked it.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use glance_core::clock::SystemClock;
use glance_core::context::{Caller, ProjectId, ServiceCaller};
use glance_core::policy::{Policy, PolicyOptions, Target};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Recorded {
    helpers: BTreeMap<String, String>,
    callers: Vec<RecordedCaller>,
    targets: Vec<BTreeMap<String, Option<String>>>,
    cases: Vec<(Value, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedCaller {
    user_id: Option<String>,
    project_id: Option<String>,
    roles: Vec<String>,
    user_domain_id: Option<String>,
    system_scope: Option<String>,
    domain_id: Option<String>,
    is_admin_project: Option<bool>,
    #[serde(default)]
    service_roles: Vec<String>,
}

impl From<RecordedCaller> for Caller {
    fn from(it: RecordedCaller) -> Self {
        Self {
            user: it.user_id,
            user_domain: it.user_domain_id,
            project: it.project_id.map(ProjectId::new),
            system_scope: it.system_scope,
            domain: it.domain_id,
            roles: it.roles,
            is_admin_project: it.is_admin_project,
            service: ServiceCaller { roles: it.service_roles, ..ServiceCaller::default() },
            ..Self::default()
        }
    }
}

/// The attributes of a target, if it has any that are not missing.
fn attributes(recorded: &BTreeMap<String, Option<String>>) -> Option<BTreeMap<String, String>> {
    recorded.iter().map(|(name, value)| Some((name.clone(), value.clone()?))).collect()
}

#[tokio::test]
async fn every_rule_says_what_oslo_policy_says() {
    let recorded: Recorded = serde_json::from_str(include_str!("decisions.json")).unwrap();
    let asked = |at: usize| format!("asked {at}");
    let mut rules: BTreeMap<String, Value> =
        recorded.helpers.into_iter().map(|(name, rule)| (name, json!(rule))).collect();
    rules.extend(recorded.cases.iter().enumerate().map(|(at, (rule, _))| (asked(at), rule.clone())));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("policy.yaml"), serde_json::to_string(&rules).unwrap()).unwrap();
    let options = PolicyOptions { folders: vec![folder.path().to_owned()], ..PolicyOptions::default() };
    let policy = Policy::open(options, Arc::new(SystemClock)).unwrap();
    let rules = policy.reload().unwrap();
    let callers: Vec<Caller> = recorded.callers.into_iter().map(Caller::from).collect();
    let targets: Vec<_> = recorded.targets.iter().map(attributes).collect();

    let mut wrong = Vec::new();
    let mut stricter = 0;
    for (at, (rule, said)) in recorded.cases.iter().enumerate() {
        let understood = rules.iter().find(|(name, _)| *name == asked(at)).unwrap().1.problems.is_empty();
        let mut ours = String::new();
        for caller in &callers {
            for target in &targets {
                let target = target.as_ref().map_or(Target::Project(None), Target::Attributes);
                ours.push(match policy.decide(&rules, &asked(at), caller, target).await {
                    Ok(true) => 'y',
                    Ok(false) => 'n',
                    Err(_) => 'e',
                });
            }
        }
        let same = |(ours, theirs)| match (ours, theirs) {
            // A check that oslo.policy stumbles over never holds here.
            ('n', 'e') => true,
            // What is not understood may only be stricter.
            ('n', 'y') => !understood,
            (ours, theirs) => ours == theirs,
        };
        if !ours.chars().zip(said.chars()).all(same) || ours.len() != said.len() {
            wrong.push(format!("{rule}\n  theirs {said}\n  ours   {ours}"));
        }
        stricter += usize::from(ours != *said);
    }

    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), recorded.cases.len(), wrong.join("\n"));
    assert!(stricter < recorded.cases.len() / 20, "{stricter} rules are stricter here");
}
