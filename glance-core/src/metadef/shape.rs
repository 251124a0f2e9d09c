//! Holds documents against schemas.
//!
//! It understands the words that the schemas of definitions use, and no others. What it says of a document that does not
//! fit is what clients are used to read: values are written as Python writes them.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::error::Error;

/// What does not fit, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The names and numbers that lead to it, the outermost first.
    path: Vec<String>,
    /// What is wrong there.
    pub(super) text: String,
}

impl Fault {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { path: Vec::new(), text: text.into() }
    }

    /// Where it is, such as `properties.cpu.minimum`; empty for the document itself.
    pub(super) fn place(&self) -> String {
        self.path.join(".")
    }

    pub(super) fn below(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Invalid(fault.text)
    }
}

/// Finds the first thing in a document that does not fit its schema.
pub(super) fn check(schema: &Value, document: &Value) -> Result<(), Fault> {
    Checker { definitions: &schema["definitions"] }.check(schema, document)
}

struct Checker<'s> {
    definitions: &'s Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value) -> Result<(), Fault> {
        let Some(schema) = schema.as_object() else { return Ok(()) };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self.check(&self.definitions[name], value);
        }
        for part in list(schema, "allOf") {
            self.check(part, value)?;
        }
        check_type(schema, value)?;
        check_choice(schema, value)?;
        match value {
            Value::String(text) => check_text(schema, text),
            Value::Number(_) => check_number(schema, value),
            Value::Array(items) => self.check_items(schema, value, items),
            Value::Object(members) => self.check_members(schema, members),
            Value::Null | Value::Bool(_) => Ok(()),
        }
    }

    fn check_items(&self, schema: &Map<String, Value>, value: &Value, items: &[Value]) -> Result<(), Fault> {
        if number(schema, "minItems").is_some_and(|least| (items.len() as u64) < least) {
            return Err(Fault::new(format!("{} should be non-empty", python(value))));
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut texts: Vec<String> = items.iter().map(ToString::to_string).collect();
            texts.sort_unstable();
            if texts.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(Fault::new(format!("{} has non-unique elements", python(value))));
            }
        }
        let Some(schema) = schema.get("items") else { return Ok(()) };
        for (index, item) in items.iter().enumerate() {
            self.check(schema, item).map_err(|fault| fault.below(index.to_string()))?;
        }
        Ok(())
    }

    fn check_members(&self, schema: &Map<String, Value>, members: &Map<String, Value>) -> Result<(), Fault> {
        let known = schema.get("properties").and_then(Value::as_object);
        let is_known = |name: &String| known.is_some_and(|known| known.contains_key(name));
        let others = schema.get("additionalProperties");
        if others == Some(&Value::Bool(false)) {
            let surplus: Vec<String> = members.keys().filter(|name| !is_known(name)).map(|name| quote(name)).collect();
            if !surplus.is_empty() {
                let verb = if surplus.len() == 1 { "was" } else { "were" };
                return Err(Fault::new(format!(
                    "Additional properties are not allowed ({} {verb} unexpected)",
                    surplus.join(", ")
                )));
            }
        }
        for name in list(schema, "required").iter().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                return Err(Fault::new(format!("{} is a required property", quote(name))));
            }
        }
        for (name, value) in members {
            let fault = |fault: Fault| fault.below(name.as_str());
            if let Some(names) = schema.get("propertyNames").and_then(Value::as_object) {
                check_text(names, name).map_err(fault)?;
            }
            if let Some(schema) = known.and_then(|known| known.get(name)).or(others) {
                self.check(schema, value).map_err(fault)?;
            }
        }
        Ok(())
    }
}

fn check_type(schema: &Map<String, Value>, value: &Value) -> Result<(), Fault> {
    let types: Vec<&str> = match schema.get("type") {
        None => return Ok(()),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(name) => name.as_str().into_iter().collect(),
    };
    if types.iter().any(|name| is_of_type(name, value)) {
        return Ok(());
    }
    let types: Vec<String> = types.into_iter().map(quote).collect();
    Err(Fault::new(format!("{} is not of type {}", python(value), types.join(", "))))
}

/// Whether a value is of one of the types of JSON schemas. A number without a fraction is an integer, however it is
/// written.
pub(super) fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}

fn check_choice(schema: &Map<String, Value>, value: &Value) -> Result<(), Fault> {
    match schema.get("enum") {
        Some(Value::Array(choices)) if !choices.contains(value) => {
            let choices: Vec<String> = choices.iter().map(python).collect();
            Err(Fault::new(format!("{} is not one of [{}]", python(value), choices.join(", "))))
        }
        _ => Ok(()),
    }
}

fn check_text(schema: &Map<String, Value>, text: &str) -> Result<(), Fault> {
    let length = text.chars().count() as u64;
    if number(schema, "maxLength").is_some_and(|most| length > most) {
        return Err(Fault::new(format!("{} is too long", quote(text))));
    }
    if number(schema, "minLength").is_some_and(|least| length < least) {
        return Err(Fault::new(format!("{} should be non-empty", quote(text))));
    }
    Ok(())
}

fn check_number(schema: &Map<String, Value>, value: &Value) -> Result<(), Fault> {
    let least = schema.get("minimum").and_then(Value::as_f64);
    match (least, value.as_f64()) {
        (Some(least), Some(number)) if number < least => {
            Err(Fault::new(format!("{} is less than the minimum of {least}", python(value))))
        }
        _ => Ok(()),
    }
}

fn list<'s>(schema: &'s Map<String, Value>, word: &str) -> &'s [Value] {
    schema.get(word).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(schema: &Map<String, Value>, word: &str) -> Option<u64> {
    schema.get(word).and_then(Value::as_u64)
}

/// Writes a value as Python does.
pub(super) fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quote(text),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", quote(name), python(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

fn quote(text: &str) -> String {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(mark);
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c == mark => quoted.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a string does not fail.
                let _ = write!(quoted, "\\x{:02x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push(mark);
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(schema: &Value, document: &Value) -> String {
        let fault = check(schema, document).unwrap_err();
        format!("{}: {}", fault.place(), fault.text)
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 3},
                "sizes": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/definitions/size"}},
                "kind": {"type": ["string", "null"], "enum": ["a", null]},
                "more": {"type": "object", "propertyNames": {"maxLength": 2}, "additionalProperties": {"type": "boolean"}},
            },
            "definitions": {"size": {"allOf": [{"type": "integer", "minimum": 0}, {"default": 0}]}},
        });
        let cases = [
            (json!([]), ": [] is not of type 'object'"),
            (json!({}), ": 'name' is a required property"),
            (json!({"x": 1, "it's": 2}), ": Additional properties are not allowed (\"it's\", 'x' were unexpected)"),
            (json!({"name": 5}), "name: 5 is not of type 'string'"),
            (json!({"name": ""}), "name: '' should be non-empty"),
            (json!({"name": "long\n"}), "name: 'long\\n' is too long"),
            (json!({"name": "n", "sizes": []}), "sizes: [] should be non-empty"),
            (json!({"name": "n", "sizes": [1, 1]}), "sizes: [1, 1] has non-unique elements"),
            (json!({"name": "n", "sizes": [1, -1]}), "sizes.1: -1 is less than the minimum of 0"),
            (json!({"name": "n", "sizes": [true]}), "sizes.0: True is not of type 'integer'"),
            (json!({"name": "n", "sizes": [1.5]}), "sizes.0: 1.5 is not of type 'integer'"),
            (json!({"name": "n", "kind": "b"}), "kind: 'b' is not one of ['a', None]"),
            (json!({"name": "n", "kind": {"b": [1]}}), "kind: {'b': [1]} is not of type 'string', 'null'"),
            (json!({"name": "n", "more": {"abc": true}}), "more.abc: 'abc' is too long"),
            (json!({"name": "n", "more": {"a": 1}}), "more.a: 1 is not of type 'boolean'"),
        ];
        for (document, expected) in cases {
            assert_eq!(fault(&schema, &document), expected);
        }
        let good = json!({"name": "n", "sizes": [1, 2.0], "kind": null, "more": {"a": true}});
        assert_eq!(check(&schema, &good), Ok(()));
    }
}
