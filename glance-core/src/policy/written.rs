//! Rules as they may stand in a file.

use std::slice;

use serde_json::{Value as Json, json};

use super::check::Check;
use super::parser::parse;

impl Check {
    /// Writes this so that a file of rules which says it means this: as a text, or as a list of lists of checks if it came
    /// from one and no text says the same, because there are blanks or parentheses within a check.
    pub fn to_json(&self) -> Json {
        let text = self.to_string();
        let again = parse(&text);
        if again.faults.is_empty() && again.check == *self {
            return Json::String(text);
        }
        let alternatives = match self {
            Self::Any(checks) => checks.as_slice(),
            one => slice::from_ref(one),
        };
        let lists = alternatives.iter().map(|alternative| match alternative {
            Self::All(checks) => checks.iter().map(Self::to_string).collect(),
            one => vec![one.to_string()],
        });
        json!(lists.collect::<Vec<Vec<String>>>())
    }
}
