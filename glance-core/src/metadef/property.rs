//! What is said of a property's values.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The types that values can have.
pub const VALUE_TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// A test of a value, and what it asks for.
type Test = (fn(&Value) -> bool, &'static str);

const TEXT: Test = (Value::is_string, "a string");
const FLAG: Test = (Value::is_boolean, "a boolean");
const NUMBER: Test = (Value::is_number, "a number");
const COUNT: Test = (Value::is_u64, "an integer that is not negative");
const LIST: Test = (Value::is_array, "an array");
const TEXTS: Test = (is_texts, "an array of strings");
const TYPE: Test = (is_type, "one of array, boolean, integer, number, object, string");
const ITEMS: Test = (is_items, "an object that tells the type of the items");
const ANYTHING: Test = (|_| true, "anything");

/// What may be said, and how. A list of required properties may be there, but says nothing of a single one.
const KEYS: [(&str, Test); 19] = [
    ("additionalItems", FLAG),
    ("confidential", FLAG),
    ("default", ANYTHING),
    ("description", TEXT),
    ("enum", LIST),
    ("items", ITEMS),
    ("maxItems", COUNT),
    ("maxLength", COUNT),
    ("maximum", NUMBER),
    ("minItems", COUNT),
    ("minLength", COUNT),
    ("minimum", NUMBER),
    ("operators", TEXTS),
    ("pattern", TEXT),
    ("readonly", FLAG),
    ("required", TEXTS),
    ("title", TEXT),
    ("type", TYPE),
    ("uniqueItems", FLAG),
];

/// What is said of a property's values: a JSON schema with a few words of its own, without the property's name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropertySchema(Map<String, Value>);

impl PropertySchema {
    /// Checks what a caller says of a property.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown key or a value that does not fit it, or when title or type is missing.
    pub fn read(mut document: Map<String, Value>) -> Result<Self> {
        for (key, value) in &document {
            let Some((_, (fits, wanted))) = KEYS.iter().find(|(known, _)| known == key) else {
                let text = format!("Additional properties are not allowed ('{key}' was unexpected)");
                return Err(Error::Invalid(text));
            };
            if !fits(value) {
                return Err(Error::Invalid(format!("{key}: {value} is not {wanted}")));
            }
        }
        for required in ["title", "type"] {
            if !document.contains_key(required) {
                return Err(Error::Invalid(format!("'{required}' is a required property")));
            }
        }
        document.remove("required");
        Ok(Self(document))
    }

    /// Takes the word of whoever keeps it that it is one. Files of definitions are loaded without checks.
    pub fn known(document: Map<String, Value>) -> Self {
        Self(document)
    }

    /// Returns the document.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }
}

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|values| values.iter().all(Value::is_string))
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|name| VALUE_TYPES.contains(&name))
}

fn is_items(value: &Value) -> bool {
    value.as_object().is_some_and(|items| {
        items.iter().all(|(key, value)| match key.as_str() {
            "type" => is_type(value),
            "enum" => value.is_array(),
            _ => true,
        })
    })
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
        let said = json!({"title": "T", "type": "array", "items": {"type": "string"}, "default": ["a"], "maxItems": 2});
        let mut more = said.clone();
        more["required"] = json!(["x"]);

        assert_eq!(read(&more).unwrap().as_map(), said.as_object().unwrap());
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        let refusal = |document: Value| read(&document).unwrap_err().to_string();

        assert_eq!(refusal(json!({"title": "T"})), "'type' is a required property");
        assert_eq!(refusal(json!({"type": "string"})), "'title' is a required property");
        assert!(refusal(json!({"title": "T", "type": "text"})).starts_with(r#"type: "text" is not one of array,"#));
        assert!(refusal(json!({"title": "T", "type": "string", "x": 1})).ends_with("('x' was unexpected)"));
        assert!(refusal(json!({"minLength": -1})).starts_with("minLength: -1 is not an integer"));
        assert!(
            refusal(json!({"items": {"type": "nope"}})).ends_with("is not an object that tells the type of the items")
        );
        assert!(refusal(json!({"operators": [1]})).ends_with("is not an array of strings"));
    }

    #[test]
    fn the_table_of_keys_is_sorted_and_has_each_once() {
        assert!(KEYS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
