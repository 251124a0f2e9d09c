//! What a service is made of, for the description of the API.

use serde_json::{Map, Value, json};

use crate::openapi::{Answer, Operation};

pub(crate) fn import() -> Operation {
    let methods = object(
        "ImportMethods",
        &json!({
            "description": {"type": "string"},
            "type": {"type": "string"},
            "value": {"type": "array", "items": {"type": "string"}},
        }),
    );
    let schema = object("ImportInfo", &json!({"import-methods": methods}));
    Operation::new("showImportMethods", "Show how data may be imported")
        .answers(200, Answer::document("The methods.", schema))
}

pub(crate) fn stores() -> Operation {
    Operation::new("listStores", "List the stores among which users may choose")
        .answers(200, Answer::document("The stores.", list(&common())))
        .refuses([404])
}

pub(crate) fn stores_detail() -> Operation {
    let mut members = common();
    members["type"] = json!({"type": "string", "description": "What kind of store it is, such as `file`"});
    members["weight"] = json!({"type": "integer", "description": "Data is read from the store of the highest weight"});
    members["properties"] = json!({"type": "object", "description": "How it is set up"});
    Operation::new("inspectStores", "List the stores and how they are set up")
        .answers(200, Answer::document("The stores.", list(&members)))
        .refuses([403, 404])
}

pub(crate) fn usage() -> Operation {
    let number = || json!({"type": "integer"});
    let mut resource = object("ResourceUsage", &json!({"usage": number(), "limit": number()}));
    resource["description"] = "How much there is, and may be; any amount if that is negative".into();
    let usage = json!({"usage": {"type": "object", "additionalProperties": resource}});
    Operation::new("showUsage", "Show how much the caller's project has of what is limited")
        .answers(200, Answer::document("What is limited, by its name.", object("ProjectUsage", &usage)))
}

/// What is true of a store is the text `true`, and what is not is left out.
fn common() -> Value {
    let truth = |description: &str| json!({"type": "string", "enum": ["true"], "description": description});
    json!({
        "id": {"type": "string", "description": "Its name"},
        "description": {"type": "string"},
        "default": truth("Whether data goes to it for which no store is named"),
        "read-only": truth("Whether it takes no data"),
    })
}

fn list(members: &Value) -> Value {
    let store = json!({"title": "Store", "type": "object", "properties": members, "required": ["id"]});
    object("Stores", &json!({"stores": {"type": "array", "items": store}}))
}

/// An object that has all of these members.
fn object(title: &str, members: &Value) -> Value {
    let names: Vec<&String> = members.as_object().into_iter().flat_map(Map::keys).collect();
    json!({"title": title, "type": "object", "required": names, "properties": members})
}
