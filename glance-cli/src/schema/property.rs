//! One attribute of images, as far as the command line is concerned.

use super::builtin::BUILTIN;
use crate::json::{Json, Object};

/// Attributes that options are made from.
#[derive(Clone, Debug)]
pub(crate) struct Schema(pub(super) Vec<Property>);

/// An attribute or property.
#[derive(Clone, Debug)]
pub(super) struct Property {
    /// The name in documents.
    pub(super) name: String,
    /// What its option takes.
    pub(super) kind: Kind,
    /// What help says of it.
    pub(super) help: String,
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Any text; `None` takes the attribute back.
    NullableText,
    /// A whole number.
    Integer,
    /// True or False.
    Flag,
    /// One text or more.
    Texts,
}

impl Schema {
    /// What every service knows.
    pub(super) fn builtin() -> Self {
        let property =
            |&(name, kind, help): &(&str, Kind, &str)| Property { name: name.to_owned(), kind, help: help.to_owned() };
        Self(BUILTIN.iter().map(property).collect())
    }

    /// Takes in what a cloud says of its images.
    pub(super) fn learn(&mut self, document: &Object) {
        let properties = document["properties"].as_object().into_iter().flat_map(Object::iter);
        for property in properties.filter_map(|(name, described)| read(name, described.as_object()?)) {
            match self.0.iter_mut().find(|known| known.name == property.name) {
                Some(known) => *known = property,
                None => self.0.push(property),
            }
        }
    }
}

/// Reads the description of a property; none if it is not for users to set.
fn read(name: &str, described: &Object) -> Option<Property> {
    if !described["readOnly"].is_nothing() {
        return None;
    }
    let is_null = |kind: &Json| kind.as_str() == Some("null");
    let kind = match &described["type"] {
        Json::List(kinds) => kinds.iter().find(|kind| !is_null(kind))?.as_str()?,
        kind => kind.as_str().unwrap_or("string"),
    };
    let choices = described["enum"].as_list();
    let kind = match kind {
        "integer" => Kind::Integer,
        "boolean" => Kind::Flag,
        "array" if described["items"].as_object()?["type"].as_str() == Some("string") => Kind::Texts,
        "string" if choices.is_some_and(|choices| choices.contains(&Json::Null)) => Kind::NullableText,
        "string" => Kind::Text,
        _ => return None,
    };
    let mut help = vec![described["description"].as_str().unwrap_or_default().to_owned()];
    if let Some(choices) = choices {
        let choices: Vec<&str> = choices.iter().map(|choice| choice.as_str().unwrap_or("None")).collect();
        help.push(format!("Valid values: {}", choices.join(", ")));
    }
    Some(Property { name: name.to_owned(), kind, help: help.join(" ").trim().to_owned() })
}
