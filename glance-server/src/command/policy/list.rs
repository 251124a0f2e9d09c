//! `glance-server policy list`

use glance_core::policy::Rules;
use serde_json::Value;

use crate::command::say;

pub(super) fn run(rules: &Rules) {
    for (name, rule) in rules.iter() {
        say(&format!("# {}", rule.source));
        for problem in &rule.problems {
            say(&format!("# problem: {problem}"));
        }
        // JSON is YAML.
        say(&format!("{}: {}", Value::from(name), rule.check.to_json()));
    }
}
