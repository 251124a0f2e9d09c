//! What operations refer to: schemas of documents, and refusals.

use glance_core::image::{ImageSchema, image_schema, images_schema, member_schema, members_schema};
use glance_core::metadef;
use serde_json::{Map, Value, json};

use super::named;

/// Every status that is a refusal, and what it says.
const REFUSALS: [(u16, &str); 13] = [
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
    /// Takes a schema document in. What it defines for itself gets a name of its own, for references begin at the root of
    /// the whole.
    fn add(&mut self, name: &str, mut document: Value) {
        let definitions = match document.as_object_mut().and_then(|members| members.remove("definitions")) {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::new(),
        };
        document["type"] = "object".into();
        redirect(&mut document, name, &definitions);
        for (word, definition) in &definitions {
            let mut definition = definition.clone();
            redirect(&mut definition, name, &definitions);
            self.0.insert(defined(name, word), definition);
        }
        self.0.insert(name.to_owned(), document);
    }

    /// Takes the schema of a list in, of which `member` holds what `item` is the schema of.
    fn add_list(&mut self, name: &str, mut document: Value, member: &str, item: &str) {
        document["properties"][member]["items"] = named(item);
        if let Some(members) = document.as_object_mut() {
            members.remove("definitions");
        }
        self.add(name, document);
    }
}

/// Lets references to what `document` defines lead to where it is now.
fn redirect(document: &mut Value, name: &str, definitions: &Map<String, Value>) {
    match document {
        Value::Object(members) => {
            if let Some(Value::String(target)) = members.get_mut("$ref")
                && let Some(word) = target.strip_prefix("#/definitions/").filter(|word| definitions.contains_key(*word))
            {
                *target = format!("#/components/schemas/{}", defined(name, word));
            }
            members.values_mut().for_each(|member| redirect(member, name, definitions));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, name, definitions)),
        _ => {}
    }
}

fn defined(name: &str, word: &str) -> String {
    let (first, rest) = word.split_at_checked(1).unwrap_or_default();
    format!("{name}{}{rest}", first.to_ascii_uppercase())
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
        _ => {}
    }
    refusal
}
