//! Reads a file of rules: YAML, of which JSON is a part.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned, options};

use super::check::Check;
use super::parser::{Fault, Parsed, parse, parse_list};
use super::rules::{Rule, Source};

/// Reads the rules of a file.
///
/// # Errors
/// What is wrong with the file, where it is not a mapping of names to rules. A rule that is not understood is no error: it
/// has a problem.
pub(super) fn read(path: &Arc<Path>, text: &str) -> Result<BTreeMap<String, Rule>, String> {
    let options = options! { duplicate_keys: DuplicateKeyPolicy::LastWins };
    let entries: Option<BTreeMap<String, Spanned<Text>>> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| explain(path, &error))?;
    let entries = entries.unwrap_or_default().into_iter();
    Ok(entries.map(|(name, entry)| (name, rule(path, &entry, text))).collect())
}

fn explain(path: &Path, error: &serde_saphyr::Error) -> String {
    let place = error.location().map_or_else(String::new, |place| format!(":{}:{}", place.line(), place.column()));
    // The whole text of such an error has lines of the file in it, and the place again.
    let text = error.without_snippet().to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    format!("{}{place}: {reason}", path.display())
}

fn rule(path: &Arc<Path>, entry: &Spanned<Text>, file: &str) -> Rule {
    let place = entry.referenced;
    let Parsed { check, faults } = match &entry.value {
        Text::Rule(rule) if rule.is_empty() && is_bare_mark(file, place.line()) => Parsed {
            check: Check::Never,
            faults: vec![Fault {
                at: 1,
                reason: "«!» has to be in quotes, for without them YAML has its own".to_owned(),
            }],
        },
        Text::Rule(rule) => parse(rule),
        Text::Lists(lists) => parse_list(lists),
    };
    let (line, column) = (place.line(), place.column());
    let told = |fault: Fault| format!("{}:{line}:{column}: character {}: {}", path.display(), fault.at, fault.reason);
    let source = Source::File { path: Arc::clone(path), line };
    Rule { check, source, problems: faults.into_iter().map(told).collect() }
}

/// Whether the line ends with an exclamation mark. YAML takes it for a tag on nothing, and nothing would allow everything.
fn is_bare_mark(file: &str, line: u64) -> bool {
    let line = usize::try_from(line).ok().and_then(|line| file.lines().nth(line.checked_sub(1)?));
    line.is_some_and(|line| line.trim_end().ends_with('!'))
}

/// A rule as it stands in a file.
#[derive(Debug)]
enum Text {
    Rule(String),
    Lists(Vec<Vec<String>>),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rule: a text, or a list of lists of checks")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Rule(text.to_owned()))
    }

    // Nothing behind the colon is the empty rule.
    fn visit_unit<E: de::Error>(self) -> Result<Text, E> {
        Ok(Text::Rule(String::new()))
    }

    fn visit_none<E: de::Error>(self) -> Result<Text, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        Text::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
        let mut lists = Vec::new();
        while let Some(OneOrMany(list)) = items.next_element()? {
            lists.push(list);
        }
        Ok(Text::Lists(lists))
    }
}

/// A check, or a list of them.
struct OneOrMany(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrManyVisitor;

        impl<'de> Visitor<'de> for OneOrManyVisitor {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a check or a list of checks")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany, A::Error> {
                let mut checks = Vec::new();
                while let Some(check) = items.next_element()? {
                    checks.push(check);
                }
                Ok(OneOrMany(checks))
            }
        }

        deserializer.deserialize_any(OneOrManyVisitor)
    }
}
