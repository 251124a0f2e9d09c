//! What operations refer to: schemas of documents, and refusals.

use glance_core::image::{ImageSchema, image_schema, images_schema, member_schema, members_schema};
use glance_core::metadef;
use glance_core::task::{task_schema, tasks_schema};
use serde_json::{Map, Value, json};

use super::named;

/// Every status that is a refusal, and what it says.
const REFUSALS: [(u16, &str); 14] = [
    (400, "The request makes no sense."),
    (401, "Nobody knows who asks."),
    (403, "The caller may not do this."),
    (404, "There is nothing of this name, or nothing that the caller may see."),
    (408, "The body took too long."),
    (409, "It does not fit what is there."),
    (410, "It is gone, or the store takes no data."),
    (413, "There would be too much of something: the body is too large, or a quota is used up."),
    (415, "The body is not of a media type that belongs here, or the data not of the format that the image has."),
    (416, "The data has no such part."),
    (429, "The project creates images faster than it may."),
    (431, "The id of the request is too long."),
    (500, "The server failed."),
    (503, "Something that the server needs is away: its database, a store, or Keystone."),
];

/// Writes what operations refer to.
pub(super) fn components(schema: &ImageSchema) -> Value {
    json!({
        "schemas": schemas(schema),
        "responses": REFUSALS.map(|(status, text)| (status.to_string(), refusal(status, text))).into_iter().collect::<Map<_, _>>(),
        "securitySchemes": {
            "token": {
                "type": "apiKey",
                "in": "header",
                "name": "X-Auth-Token",
                "description": "A token of Keystone. A server that asks nobody who they are does not look at it.",
            },
        },
    })
}

/// The documents that `/v2/schemas/…` serve, and what an error is like.
fn schemas(schema: &ImageSchema) -> Map<String, Value> {
    let mut schemas = Schemas::default();
    schemas.add("Image", as_answered(image_schema(schema)));
    schemas.add_list("Images", images_schema(schema), "images", "Image");
    schemas.add("Member", member_schema());
    schemas.add_list("Members", members_schema(), "members", "Member");
    schemas.add("Task", task_schema());
    schemas.add_list("Tasks", tasks_schema(), "tasks", "ListedTask");
    schemas.add("ListedTask", listed_task());
    schemas.add("MetadefNamespace", metadef::namespace_schema());
    schemas.add_list("MetadefNamespaces", metadef::namespaces_schema(), "namespaces", "MetadefNamespace");
    schemas.add("MetadefObject", metadef::object_schema());
    schemas.add_list("MetadefObjects", metadef::objects_schema(), "objects", "MetadefObject");
    schemas.add("MetadefProperty", metadef::property_schema());
    schemas.add("MetadefProperties", metadef::properties_schema());
    schemas.add("MetadefResourceType", metadef::resource_type_schema());
    schemas.add_list(
        "MetadefResourceTypes",
        metadef::resource_types_schema(),
        "resource_type_associations",
        "MetadefResourceType",
    );
    schemas.add("MetadefTag", metadef::tag_schema());
    schemas.add_list("MetadefTags", metadef::tags_schema(), "tags", "MetadefTag");
    schemas.0.insert("Error".to_owned(), error());
    schemas.0
}

/// A task as lists show it.
fn listed_task() -> Value {
    tasks_schema()["properties"]["tasks"]["items"].take()
}

/// Adds what only an answer has: whatever type a property has for the operator, it is kept as a text, and shown as one.
fn as_answered(mut document: Value) -> Value {
    let is_text = |kind: &Value| match kind {
        Value::Array(kinds) => kinds.iter().all(|kind| kind == "string" || kind == "null"),
        kind => kind == "string",
    };
    for property in document["properties"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if property["is_base"] == false && !is_text(&property["type"]) {
            *property = json!({"anyOf": [property, {"type": "string"}]});
        }
    }
    document
}

#[derive(Default)]
struct Schemas(Map<String, Value>);

impl Schemas {
    /// Takes a schema document in. What it defines for itself goes to where it refers to it, for here references begin at
    /// the root of the whole.
    fn add(&mut self, name: &str, mut document: Value) {
        let definitions = document.as_object_mut().and_then(|members| members.remove("definitions"));
        document["type"] = "object".into();
        self.0.insert(name.to_owned(), plain(&document, &definitions.unwrap_or_default()));
    }

    /// Takes the schema of a list in, of which `member` holds what `item` is the schema of.
    fn add_list(&mut self, name: &str, mut document: Value, member: &str, item: &str) {
        document["properties"][member]["items"] = named(item);
        self.add(name, document);
    }
}

/// Writes a schema without what is defined elsewhere in its document, and in the words that generators of clients know.
fn plain(schema: &Value, definitions: &Value) -> Value {
    let Value::Object(members) = schema else {
        return match schema {
            Value::Array(items) => items.iter().map(|item| plain(item, definitions)).collect(),
            other => other.clone(),
        };
    };
    let target = members.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/definitions/"));
    if let Some(definition) = target.and_then(|word| definitions.get(word)) {
        return plain(definition, definitions);
    }
    if let Some([one, default]) = members.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        && default.as_object().is_some_and(|members| members.keys().eq(["default"]))
    {
        let mut one = plain(one, definitions);
        one["default"] = default["default"].clone();
        return one;
    }
    let mut written: Map<String, Value> =
        members.iter().map(|(name, value)| (name.clone(), plain(value, definitions))).collect();
    if members.get("type").is_some_and(|kind| kind == "array") {
        written.entry("items").or_insert_with(|| json!({}));
    }
    written.into()
}

fn error() -> Value {
    json!({
        "type": "object",
        "properties": {
            "message": {"type": "string", "description": "What went wrong, as a piece of HTML"},
            "code": {"type": "string", "description": "The status and its name", "examples": ["404 Not Found"]},
            "title": {"type": "string", "description": "The name of the status", "examples": ["Not Found"]},
        },
        "required": ["message", "code", "title"],
    })
}

fn refusal(status: u16, description: &str) -> Value {
    let text = json!({"schema": {"type": "string"}});
    let mut refusal = json!({
        "description": description,
        "content": {"application/json": {"schema": named("Error")}, "text/html": text, "text/plain": text},
    });
    let header = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    match status {
        401 => refusal["headers"]["WWW-Authenticate"] = header("Where there are tokens"),
        415 => refusal["headers"]["Accept-Patch"] = header("The media types that a change of an image may have"),
        429 => refusal["headers"]["Retry-After"] = header("In how many seconds it may"),
        _ => {}
    }
    refusal
}
