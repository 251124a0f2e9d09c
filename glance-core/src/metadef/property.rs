//! What is said of a property's values.

use serde_json::{Map, Number, Value};

use super::{request, shape};
use crate::error::Result;
use crate::image::check_text;

/// The types that values can have.
pub const VALUE_TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// What is said of a property's values: a JSON schema with a few words of its own. It may tell the property's name too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropertySchema(Map<String, Value>);

impl PropertySchema {
    /// Checks what a caller says of a property, and gives each value the form in which the Images API keeps it.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for an unknown key or a value that does not fit it, or when title or type is missing.
    pub fn read(document: Map<String, Value>) -> Result<Self> {
        let document = Value::Object(document);
        request::check(&request::PROPERTY_WORDS, "property", &document)?;
        match document {
            Value::Object(members) => Self::of(&members),
            _ => Ok(Self::default()),
        }
    }

    /// Takes what was checked already.
    pub(super) fn of(document: &Map<String, Value>) -> Result<Self> {
        if let Some(title) = document.get("title").and_then(Value::as_str) {
            check_text("Title", title)?;
        }
        Ok(Self(plain(document)))
    }

    /// Takes the word of whoever keeps it that it is one. Files of definitions are loaded as they are.
    pub fn known(document: Map<String, Value>) -> Self {
        Self(document)
    }

    /// Returns the document as it is kept.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Returns the document as the Images API shows it, whoever wrote it.
    pub fn shown(&self) -> Map<String, Value> {
        plain(&self.0)
    }
}

/// Gives each value the form that the Images API has for it, and leaves out `required`, which says nothing of a single
/// property.
///
/// Defaults and choices are texts, limits whole numbers.
fn plain(document: &Map<String, Value>) -> Map<String, Value> {
    let members = document.iter().filter(|(key, _)| *key != "required");
    members.map(|(key, value)| (key.clone(), plain_value(key, value))).collect()
}

fn plain_value(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("default", Value::Array(_) | Value::Object(_)) => Value::Null,
        ("default", value) => as_text(value),
        ("minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems", Value::Number(number)) => {
            whole(number)
        }
        ("enum", Value::Array(choices)) => choices.iter().map(as_text).collect(),
        ("items", Value::Object(items)) => {
            items.iter().map(|(key, value)| (key.clone(), plain_value(key, value))).collect::<Map<_, _>>().into()
        }
        (_, value) => value.clone(),
    }
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::String(shape::python(value)),
        other => other.clone(),
    }
}

/// Cuts off the fraction, unless the number is too large for whole numbers here.
fn whole(number: &Number) -> Value {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return Value::Number(number.clone()) };
    #[expect(clippy::cast_possible_truncation, reason = "what would be cut off besides the fraction is left alone")]
    let integer = float.trunc() as i64;
    if float.abs() < 9e15 { integer.into() } else { Value::Number(number.clone()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(document: &Value) -> Result<PropertySchema> {
        PropertySchema::read(document.as_object().unwrap().clone())
    }

    #[test]
    fn what_a_property_says_is_kept_but_for_required() {
        let said = json!({"title": "T", "type": "array", "items": {"type": "string"}, "default": "a", "maxItems": 2});
        let mut more = said.clone();
        more["required"] = json!(["x"]);

        assert_eq!(read(&more).unwrap().as_map(), said.as_object().unwrap());
    }

    #[test]
    fn values_get_the_form_that_the_api_has_for_them() {
        let form = |key: &str, value: Value| {
            let mut document = json!({"title": "T", "type": "string"});
            document[key] = value;
            read(&document).unwrap().as_map()[key].clone()
        };

        assert_eq!(form("default", json!(5)), json!("5"));
        assert_eq!(form("default", json!(true)), json!("True"));
        assert_eq!(form("default", json!(1.5)), json!("1.5"));
        assert_eq!(form("default", json!(["a"])), json!(null));
        assert_eq!(form("minimum", json!(-1.9)), json!(-1));
        assert_eq!(form("maximum", json!(1e30)), json!(1e30));
        assert_eq!(form("minLength", json!(2.0)), json!(2));
        assert_eq!(form("enum", json!(["a", 1, true, null])), json!(["a", "1", "True", null]));
        assert_eq!(form("items", json!({"type": "integer", "enum": [1]})), json!({"type": "integer", "enum": ["1"]}));
        let loaded = PropertySchema::known(json!({"title": "T", "default": 5}).as_object().unwrap().clone());
        assert_eq!((loaded.as_map()["default"].clone(), loaded.shown()["default"].clone()), (json!(5), json!("5")));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        let refusal = |document: Value| {
            let text = read(&document).unwrap_err().to_string();
            text.trim_start_matches("Provided object does not match schema 'property': ").to_owned()
        };

        assert_eq!(refusal(json!({"title": "T"})), "'type' is a required property");
        assert_eq!(refusal(json!({"type": "string"})), "'title' is a required property");
        assert!(refusal(json!({"title": "T", "type": "text"})).starts_with("'text' is not one of ['array',"));
        assert!(refusal(json!({"title": "T", "type": "string", "x": 1})).contains("('x' was unexpected)"));
        for (key, value) in [
            ("minLength", json!(-1)),
            ("maxLength", json!(true)),
            ("items", json!({})),
            ("items", json!({"type": "string", "x": 1})),
            ("operators", json!([1])),
            ("enum", json!([["a"]])),
            ("title", json!("\u{1f600}")),
        ] {
            let mut document = json!({"title": "T", "type": "array"});
            document[key] = value;
            assert!(read(&document).is_err(), "{document}");
        }
    }
}
