//! The schema documents, by which clients learn what definitions look like.

use serde_json::{Map, Value, json};

use super::VALUE_TYPES;

/// The schema of a namespace.
pub fn namespace_schema() -> Value {
    json!({
        "name": "namespace",
        "properties": {
            "namespace": {"type": "string", "description": "The unique namespace text.", "maxLength": 80},
            "display_name": {
                "type": "string",
                "description": "The user friendly name for the namespace. Used by UI if available.",
                "maxLength": 80,
            },
            "description": {
                "type": "string",
                "description": "Provides a user friendly description of the namespace.",
                "maxLength": 500,
            },
            "visibility": {
                "type": "string",
                "description": "Scope of namespace accessibility.",
                "enum": ["public", "private"],
            },
            "protected": {"type": "boolean", "description": "If true, namespace will not be deletable."},
            "owner": {"type": "string", "description": "Owner of the namespace.", "maxLength": 255},
            "created_at": time("Date and time of namespace creation"),
            "updated_at": time("Date and time of the last namespace modification"),
            "schema": {"readOnly": true, "type": "string"},
            "self": {"readOnly": true, "type": "string"},
            "resource_type_associations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "prefix": {"type": "string"},
                        "properties_target": {"type": "string"},
                    },
                },
            },
            "properties": {"$ref": "#/definitions/property"},
            "objects": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "description": {"type": "string"},
                        "required": {"$ref": "#/definitions/stringArray"},
                        "properties": {"$ref": "#/definitions/property"},
                    },
                },
            },
            "tags": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        },
        "additionalProperties": false,
        "definitions": definitions(),
        "required": ["namespace"],
    })
}

/// The schema of a list of namespaces.
pub fn namespaces_schema() -> Value {
    list_of("namespaces", namespace_schema())
}

/// The schema of an object.
pub fn object_schema() -> Value {
    json!({
        "name": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 80},
            "description": {"type": "string"},
            "required": {"$ref": "#/definitions/stringArray"},
            "properties": {"$ref": "#/definitions/property"},
            "schema": {"readOnly": true, "type": "string"},
            "self": {"readOnly": true, "type": "string"},
            "created_at": time("Date and time of object creation"),
            "updated_at": time("Date and time of the last object modification"),
        },
        "additionalProperties": false,
        "definitions": definitions(),
        "required": ["name"],
    })
}

/// The schema of the objects of a namespace.
pub fn objects_schema() -> Value {
    list_of("objects", object_schema())
}

/// The schema of a property on its own.
pub fn property_schema() -> Value {
    json!({
        "name": "property",
        "properties": words(),
        "additionalProperties": false,
        "definitions": {
            "positiveInteger": {"type": "integer", "minimum": 0},
            "positiveIntegerDefault0": {"allOf": [{"$ref": "#/definitions/positiveInteger"}, {"default": 0}]},
            "stringArray": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": true},
        },
        "required": ["type", "title", "name"],
    })
}

/// The schema of the properties of a namespace, which go by their names.
pub fn properties_schema() -> Value {
    let mut property = property_schema();
    property["required"] = json!(["type", "title"]);
    let definitions = property.as_object_mut().and_then(|members| members.remove("definitions"));
    let properties = json!({"type": "object", "additionalProperties": property});
    collection("properties", properties, definitions)
}

/// The schema of the association of a namespace with a type of resources.
pub fn resource_type_schema() -> Value {
    json!({
        "name": "resource_type_association",
        "properties": {
            "name": {
                "type": "string",
                "description": "Resource type names should be aligned with Heat resource types whenever possible: \
                                https://docs.openstack.org/heat/latest/template_guide/openstack.html",
                "maxLength": 80,
            },
            "prefix": {
                "type": "string",
                "description": "Specifies the prefix to use for the given resource type. Any properties in the namespace \
                                should be prefixed with this prefix when being applied to the specified resource type. \
                                Must include prefix separator (e.g. a colon :).",
                "maxLength": 80,
            },
            "properties_target": {
                "type": "string",
                "description": "Some resource types allow more than one key / value pair per instance.  For example, \
                                Cinder allows user and image metadata on volumes. Only the image properties metadata is \
                                evaluated by Nova (scheduling or drivers). This property allows a namespace target to \
                                remove the ambiguity.",
                "maxLength": 80,
            },
            "created_at": time("Date and time of resource type association"),
            "updated_at": time("Date and time of the last resource type association modification"),
        },
        "additionalProperties": false,
        "required": ["name"],
    })
}

/// The schema of the associations of a namespace with types of resources.
pub fn resource_types_schema() -> Value {
    list_of("resource_type_associations", resource_type_schema())
}

/// The schema of a tag.
pub fn tag_schema() -> Value {
    json!({
        "name": "tag",
        "properties": {
            "name": {"type": "string", "maxLength": 80},
            "created_at": time("Date and time of tag creation"),
            "updated_at": time("Date and time of the last tag modification"),
        },
        "additionalProperties": false,
        "required": ["name"],
    })
}

/// The schema of the tags of a namespace.
pub fn tags_schema() -> Value {
    list_of("tags", tag_schema())
}

fn time(description: &str) -> Value {
    json!({"type": "string", "readOnly": true, "description": description, "format": "date-time"})
}

/// What namespaces and objects refer to.
fn definitions() -> Value {
    json!({
        "positiveInteger": {"type": "integer", "minimum": 0},
        "positiveIntegerDefault0": {"allOf": [{"$ref": "#/definitions/positiveInteger"}, {"default": 0}]},
        "stringArray": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
        "property": {
            "type": "object",
            "additionalProperties": {"type": "object", "required": ["title", "type"], "properties": words()},
        },
    })
}

/// What may be said of a property.
fn words() -> Value {
    let types: Vec<Value> = VALUE_TYPES.iter().map(|name| Value::from(*name)).chain([Value::Null]).collect();
    json!({
        "name": {"type": "string", "maxLength": 80},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "operators": {"type": "array", "items": {"type": "string"}},
        "type": {"type": "string", "enum": types},
        "required": {"$ref": "#/definitions/stringArray"},
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
        "maxLength": {"$ref": "#/definitions/positiveInteger"},
        "minLength": {"$ref": "#/definitions/positiveIntegerDefault0"},
        "pattern": {"type": "string", "format": "regex"},
        "enum": {"type": "array"},
        "readonly": {"type": "boolean"},
        "default": {},
        "items": {
            "type": "object",
            "properties": {"type": {"type": "string", "enum": types}, "enum": {"type": "array"}},
        },
        "maxItems": {"$ref": "#/definitions/positiveInteger"},
        "minItems": {"$ref": "#/definitions/positiveIntegerDefault0"},
        "uniqueItems": {"type": "boolean", "default": false},
        "additionalItems": {"type": "boolean"},
    })
}

/// The schema of a list of what `item` is the schema of. What the item refers to moves to where references look for it.
fn list_of(name: &str, mut item: Value) -> Value {
    let definitions = item.as_object_mut().and_then(|members| members.remove("definitions"));
    collection(name, json!({"type": "array", "items": item}), definitions)
}

fn collection(name: &str, members: Value, definitions: Option<Value>) -> Value {
    let text = || json!({"type": "string"});
    let mut properties = Map::new();
    properties.insert(name.to_owned(), members);
    properties.extend(["first", "next", "schema"].map(|name| (name.to_owned(), text())));
    let mut schema = json!({
        "name": name,
        "properties": properties,
        "links": [
            {"rel": "first", "href": "{first}"},
            {"rel": "next", "href": "{next}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    });
    if let Some(definitions) = definitions {
        schema["definitions"] = definitions;
    }
    schema
}
