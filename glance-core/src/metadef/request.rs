//! What requests and files may say: the schemas that clients are given, and what those leave open.
//!
//! The published schemas let through what cannot be kept, such as tags without a name or unknown words in what stands
//! within something else. Here that is closed.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::schema::{namespace_schema, object_schema, property_schema, resource_type_schema, tag_schema};
use super::shape;
use crate::error::{Error, Result};

/// A namespace with all that it is to hold.
pub(super) static NAMESPACE: LazyLock<Value> = LazyLock::new(namespace);
/// A new object, but for the words of its properties.
pub(super) static NEW_OBJECT: LazyLock<Value> = LazyLock::new(|| named(object_schema()));
/// An object as it is to be.
pub(super) static CHANGED_OBJECT: LazyLock<Value> = LazyLock::new(changed_object);
/// A property with its name.
pub(super) static PROPERTY: LazyLock<Value> = LazyLock::new(|| property(json!(["type", "title", "name"])));
/// What is said of a property whose name stands elsewhere.
pub(super) static PROPERTY_WORDS: LazyLock<Value> = LazyLock::new(|| property(json!(["type", "title"])));
/// An association with a type of resources.
pub(super) static ASSOCIATION: LazyLock<Value> = LazyLock::new(|| named(resource_type_schema()));
/// A tag.
pub(super) static TAG: LazyLock<Value> = LazyLock::new(|| named(tag_schema()));
/// Several tags.
pub(super) static TAGS: LazyLock<Value> = LazyLock::new(|| {
    let tag = json!({
        "type": "object",
        "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 80}},
        "required": ["name"],
        "additionalProperties": false,
    });
    let tags = json!({"type": "array", "items": tag});
    json!({"type": "object", "properties": {"tags": tags}, "required": ["tags"], "additionalProperties": false})
});
/// A file: what a namespace is, with null for what is not there.
pub(super) static FILE: LazyLock<Value> = LazyLock::new(file);

/// Refuses what does not fit, in the name of the schema that clients know.
pub(super) fn check(schema: &Value, name: &str, document: &Value) -> Result<()> {
    check_below(schema, name, document, &[])
}

/// Refuses what does not fit in a part of a document, which `path` leads to.
pub(super) fn check_below(schema: &Value, name: &str, part: &Value, path: &[&str]) -> Result<()> {
    shape::check(schema, part).map_err(|fault| {
        let fault = path.iter().rev().fold(fault, |fault, name| fault.below(*name));
        let place = fault.place();
        let place = if place.is_empty() { place } else { format!(" (at {place})") };
        Error::Invalid(format!("Provided object does not match schema '{name}': {}{place}", fault.text))
    })
}

/// Refuses to be told what only the service writes.
pub(super) fn check_writable(document: &Value, read_only: &[&str]) -> Result<()> {
    match read_only.iter().find(|name| document.get(**name).is_some()) {
        Some(name) => Err(Error::ReadOnly((*name).to_owned())),
        None => Ok(()),
    }
}

fn namespace() -> Value {
    let mut schema = namespace_schema();
    schema["type"] = json!("object");
    schema["properties"]["namespace"]["minLength"] = json!(1);
    schema["properties"]["resource_type_associations"]["items"] = named(resource_type_schema());
    schema["properties"]["tags"]["items"] = named(tag_schema());
    let mut object = named(object_schema());
    object["properties"]["properties"] = json!({"$ref": "#/definitions/inner"});
    schema["properties"]["objects"]["items"] = object;
    let properties = properties_with(&words(true));
    schema["definitions"]["inner"] = properties.clone();
    schema["definitions"]["property"] = properties;
    schema["definitions"]["property"]["propertyNames"] = json!({"minLength": 1, "maxLength": 80});
    schema
}

fn file() -> Value {
    let mut schema = namespace();
    let members = &mut schema["properties"];
    for name in ["display_name", "description", "visibility", "protected", "owner"] {
        allow_null(&mut members[name]);
    }
    for name in ["prefix", "properties_target"] {
        allow_null(&mut members["resource_type_associations"]["items"]["properties"][name]);
    }
    let object = &mut members["objects"]["items"]["properties"];
    allow_null(&mut object["description"]);
    schema
}

fn allow_null(schema: &mut Value) {
    let kind = schema["type"].take();
    schema["type"] = json!([kind, "null"]);
    if let Some(choices) = schema["enum"].as_array_mut() {
        choices.push(Value::Null);
    }
}

fn changed_object() -> Value {
    let mut schema = named(object_schema());
    schema["definitions"]["property"] = properties_with(&words(true));
    schema
}

fn property(required: Value) -> Value {
    let mut schema = named(property_schema());
    schema["properties"] = words(false);
    schema["properties"]["name"]["minLength"] = json!(1);
    schema["required"] = required;
    schema
}

/// A schema of something whose name must be there.
fn named(mut schema: Value) -> Value {
    schema["type"] = json!("object");
    schema["properties"]["name"]["minLength"] = json!(1);
    schema
}

fn properties_with(words: &Value) -> Value {
    let property =
        json!({"type": "object", "required": ["title", "type"], "properties": words, "additionalProperties": false});
    json!({"type": "object", "additionalProperties": property})
}

/// What may be said of a property, and how. That its values are confidential may only be said where Glance lets it be
/// said.
fn words(with_confidential: bool) -> Value {
    let mut words = property_schema()["properties"].take();
    let choices = json!({"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}});
    words["items"]["properties"]["enum"] = choices.clone();
    words["items"]["required"] = json!(["type"]);
    words["items"]["additionalProperties"] = json!(false);
    words["enum"] = choices;
    if with_confidential {
        words["confidential"] = json!({"type": "boolean"});
    }
    words
}
