//! The schema documents, by which clients learn what an image and a member look like.

use serde_json::{Map, Value, json};

use super::attribute::{Attribute, AttributeKind, attributes};
use super::{Formats, ImageSchema, MemberStatus, Status, Visibility};

const ID_PATTERN: &str = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

/// The schema of one image.
pub fn image_schema(schema: &ImageSchema) -> Value {
    let attributes = attributes().iter().map(|known| (known.name.to_owned(), describe(known, &schema.formats)));
    let custom = schema.custom.documents().map(|(name, document)| (name.to_owned(), document.clone().into()));
    let properties: Map<String, Value> = attributes.chain(custom).collect();
    let mut document = json!({
        "name": "image",
        "properties": properties,
        "additionalProperties": {"type": "string"},
        "links": [
            {"rel": "self", "href": "{self}"},
            {"rel": "enclosure", "href": "{file}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    });
    if let (Value::Object(members), false) = (&mut document, schema.custom.required().is_empty()) {
        members.insert("required".to_owned(), schema.custom.required().into());
    }
    document
}

/// The schema of a list of images.
pub fn images_schema(schema: &ImageSchema) -> Value {
    json!({
        "name": "images",
        "properties": {
            "images": {"type": "array", "items": image_schema(schema)},
            "first": {"type": "string"},
            "next": {"type": "string"},
            "schema": {"type": "string"},
        },
        "links": [
            {"rel": "first", "href": "{first}"},
            {"rel": "next", "href": "{next}"},
            {"rel": "describedby", "href": "{schema}"},
        ],
    })
}

/// The schema of one member of an image.
pub fn member_schema() -> Value {
    json!({
        "name": "member",
        "properties": {
            "member_id": {"type": "string", "description": "An identifier for the image member (tenantId)"},
            "image_id": {"type": "string", "description": "An identifier for the image", "pattern": ID_PATTERN},
            "created_at": {"type": "string", "description": "Date and time of image member creation"},
            "updated_at": {"type": "string", "description": "Date and time of last modification of image member"},
            "status": {
                "type": "string",
                "description": "The status of this image member",
                "enum": MemberStatus::ALL.map(MemberStatus::as_str),
            },
            "schema": {"readOnly": true, "type": "string"},
        },
    })
}

/// The schema of the members of an image.
pub fn members_schema() -> Value {
    json!({
        "name": "members",
        "properties": {"members": {"type": "array", "items": member_schema()}, "schema": {"type": "string"}},
        "links": [{"rel": "describedby", "href": "{schema}"}],
    })
}

fn describe(attribute: &Attribute, formats: &Formats) -> Value {
    let mut description = match attribute.kind {
        AttributeKind::Id => json!({"type": "string", "pattern": ID_PATTERN}),
        AttributeKind::Text(length) => json!({"type": ["null", "string"], "maxLength": length}),
        AttributeKind::Always => json!({"type": "string"}),
        AttributeKind::Status => json!({"type": "string", "enum": Status::ALL.map(Status::as_str)}),
        AttributeKind::Visibility => json!({"type": "string", "enum": Visibility::ALL.map(Visibility::as_str)}),
        AttributeKind::Flag => json!({"type": "boolean"}),
        AttributeKind::Bytes => json!({"type": ["null", "integer"]}),
        AttributeKind::Amount => json!({"type": "integer"}),
        AttributeKind::ContainerFormat => json!({"type": ["null", "string"], "enum": choices(&formats.container)}),
        AttributeKind::DiskFormat => json!({"type": ["null", "string"], "enum": choices(&formats.disk)}),
        AttributeKind::Tags => json!({"type": "array", "items": {"type": "string", "maxLength": 255}}),
        AttributeKind::Locations => json!({"type": "array", "items": location_schema()}),
    };
    if let Value::Object(members) = &mut description {
        members.insert("description".to_owned(), attribute.description.into());
        if attribute.read_only {
            members.insert("readOnly".to_owned(), true.into());
        }
    }
    description
}

/// Null comes first: the command-line client shows the choices in this order.
fn choices(names: &[String]) -> Vec<Value> {
    std::iter::once(Value::Null).chain(names.iter().map(|name| Value::from(name.as_str()))).collect()
}

fn location_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "url": {"type": "string", "maxLength": 255},
            "metadata": {"type": "object"},
            "validation_data": {
                "description": "Digests for the image to take over; of an image that has data they must be the ones that it has.",
                "type": "object",
                "writeOnly": true,
                "additionalProperties": false,
                "properties": {
                    "checksum": {"type": "string", "minLength": 32, "maxLength": 32},
                    "os_hash_algo": {"type": "string", "maxLength": 64},
                    "os_hash_value": {"type": "string", "maxLength": 128},
                },
                "required": ["os_hash_algo", "os_hash_value"],
            },
        },
        "required": ["url", "metadata"],
    })
}
