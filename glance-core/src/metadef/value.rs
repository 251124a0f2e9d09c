//! Whether a value is one that a definition allows.

use serde_json::Value;

use super::PropertySchema;

impl PropertySchema {
    /// Finds out why a value, as images have it, is not one that this allows; `None` if it is.
    ///
    /// A value of several, with operators or commas between them, is allowed if each of them is. Patterns are not looked
    /// at; see [`PropertySchema::pattern`].
    pub fn objection(&self, value: &str) -> Option<String> {
        let words = self.as_map();
        let text = |name: &str| words.get(name).and_then(Value::as_str);
        if text("type") == Some("array") {
            let items: Vec<&str> = self.operands(value).into_iter().flat_map(|part| part.split(',')).collect();
            return self.objection_to_items(&items);
        }
        self.operands(value).into_iter().find_map(|part| {
            objection_to_type(text("type").unwrap_or("string"), part)
                .or_else(|| objection_to_choice(words.get("enum"), part))
                .or_else(|| self.objection_to_size(part))
        })
    }

    /// The regular expression that values match, if there is one.
    pub fn pattern(&self) -> Option<&str> {
        self.as_map().get("pattern").and_then(Value::as_str)
    }

    /// Splits a value at the operators that may stand in it, such as `<or>`.
    fn operands<'v>(&self, value: &'v str) -> Vec<&'v str> {
        let operators = self.as_map().get("operators").and_then(Value::as_array).into_iter().flatten();
        let mut parts = vec![value];
        for operator in operators.filter_map(Value::as_str).filter(|operator| !operator.is_empty()) {
            parts = parts.into_iter().flat_map(|part| part.split(operator)).collect();
        }
        let operands: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        if operands.is_empty() { vec![value] } else { operands }
    }

    fn objection_to_items(&self, items: &[&str]) -> Option<String> {
        let count = |name: &str| self.as_map().get(name).and_then(Value::as_u64);
        let length = items.len() as u64;
        if let Some(most) = count("maxItems").filter(|most| length > *most) {
            return Some(format!("has {length} items, and {most} are allowed"));
        }
        if let Some(least) = count("minItems").filter(|least| length < *least) {
            return Some(format!("has {length} items, and {least} are needed"));
        }
        let wanted = self.as_map().get("items");
        let kind = wanted.and_then(|items| items.get("type")).and_then(Value::as_str).unwrap_or("string");
        let choices = wanted.and_then(|items| items.get("enum"));
        items
            .iter()
            .map(|item| item.trim())
            .find_map(|item| objection_to_type(kind, item).or_else(|| objection_to_choice(choices, item)))
    }

    fn objection_to_size(&self, value: &str) -> Option<String> {
        let limit = |name: &str| self.as_map().get(name).and_then(Value::as_f64);
        let is_number = matches!(self.as_map().get("type").and_then(Value::as_str), Some("integer" | "number"));
        if is_number && let Ok(number) = value.parse::<f64>() {
            if let Some(least) = limit("minimum").filter(|least| number < *least) {
                return Some(format!("is less than {least}"));
            }
            return limit("maximum").filter(|most| number > *most).map(|most| format!("is more than {most}"));
        }
        let length = self.as_map();
        let length = |name: &str| length.get(name).and_then(Value::as_u64);
        let characters = value.chars().count() as u64;
        if let Some(least) = length("minLength").filter(|least| characters < *least) {
            return Some(format!("has {characters} characters, and {least} are needed"));
        }
        let most = length("maxLength").filter(|most| characters > *most)?;
        Some(format!("has {characters} characters, and {most} are allowed"))
    }
}

/// Values of images are texts, whatever they mean.
fn objection_to_type(kind: &str, value: &str) -> Option<String> {
    let fits = match kind {
        "boolean" => matches!(value.to_ascii_lowercase().as_str(), "true" | "false"),
        "integer" => value.parse::<i64>().is_ok(),
        "number" => value.parse::<f64>().is_ok_and(f64::is_finite),
        "object" => serde_json::from_str::<Value>(value).is_ok_and(|value| value.is_object()),
        _ => true,
    };
    (!fits).then(|| format!("'{value}' is not of type {kind}"))
}

fn objection_to_choice(choices: Option<&Value>, value: &str) -> Option<String> {
    let choices = choices?.as_array()?;
    let text = |choice: &Value| match choice {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let choices: Vec<String> = choices.iter().filter(|choice| !choice.is_null()).map(text).collect();
    (!choices.is_empty() && !choices.iter().any(|choice| choice == value))
        .then(|| format!("'{value}' is not one of {}", choices.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_held_against_what_is_said_of_it() {
        let cases = [
            (json!({"type": "string"}), "anything", None),
            (json!({"type": "string", "enum": ["a", "b"]}), "b", None),
            (json!({"type": "string", "enum": ["a", "b"]}), "c", Some("'c' is not one of a, b")),
            (json!({"type": "string", "maxLength": 2}), "abc", Some("has 3 characters, and 2 are allowed")),
            (json!({"type": "string", "minLength": 2}), "a", Some("has 1 characters, and 2 are needed")),
            (json!({"type": "integer", "minimum": 1, "maximum": 4}), "4", None),
            (json!({"type": "integer", "minimum": 1}), "0", Some("is less than 1")),
            (json!({"type": "integer", "maximum": 4}), "5", Some("is more than 4")),
            (json!({"type": "integer"}), "1.5", Some("'1.5' is not of type integer")),
            (json!({"type": "integer", "enum": [1, 2]}), "2", None),
            (json!({"type": "number"}), "1.5", None),
            (json!({"type": "number"}), "NaN", Some("'NaN' is not of type number")),
            (json!({"type": "boolean"}), "True", None),
            (json!({"type": "boolean"}), "maybe", Some("'maybe' is not of type boolean")),
            (json!({"type": "object"}), "{}", None),
            (json!({"type": "string", "enum": ["a", "b"], "operators": ["<or>"]}), "<or> a <or> b", None),
            (
                json!({"type": "string", "enum": ["a"], "operators": ["<or>"]}),
                "<or> a <or> c",
                Some("'c' is not one of a"),
            ),
            (json!({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}), "a, b", None),
            (json!({"type": "array", "items": {"type": "integer"}}), "1,x", Some("'x' is not of type integer")),
            (json!({"type": "array", "maxItems": 1}), "1,2", Some("has 2 items, and 1 are allowed")),
        ];
        for (words, value, expected) in cases {
            let schema = PropertySchema::known(words.as_object().unwrap().clone());
            assert_eq!(schema.objection(value).as_deref(), expected, "{words} {value}");
        }
    }
}
