//! What is done with namespaces, for the description of the API.

use glance_core::metadef::NamespaceSortKey;
use serde_json::json;

use crate::openapi::{Answer, Operation, Parameter, named};

pub(crate) fn list() -> Operation {
    let text = || json!({"type": "string"});
    let one_of = |values: &[&str]| json!({"type": "string", "enum": values});
    let keys = NamespaceSortKey::NAMES.map(|(name, _)| name);
    Operation::new("listMetadefNamespaces", "List namespaces")
        .with([
            Parameter::query(
                "limit",
                json!({"type": "integer", "minimum": 0}),
                "How many namespaces the page has at most; as many as the server likes if it is not told, and never more \
                 than it allows.",
            ),
            Parameter::query("marker", text(), "The name of the last namespace of the page before this one."),
            Parameter::query("sort_key", one_of(&keys), "What to order by; `created_at` if it is not told."),
            Parameter::query("sort_dir", one_of(&["asc", "desc"]), "Up or down; down if it is not told."),
            Parameter::query("visibility", one_of(&["public", "private"]), "Who may see them."),
            Parameter::query(
                "resource_types",
                text(),
                "Types of resources, with commas between them: the namespaces that are for any of them.",
            ),
        ])
        .answers(200, Answer::document("A page of namespaces.", named("MetadefNamespaces")))
        .refuses([403, 404])
}

pub(crate) fn create() -> Operation {
    let answer = Answer::document("The new namespace.", named("MetadefNamespace"))
        .header("Location", "The URL of the namespace");
    Operation::new("createMetadefNamespace", "Create a namespace, and what it is to hold")
        .takes(named("MetadefNamespace"))
        .answers(201, answer)
        .refuses([403, 404, 409])
}

pub(crate) fn show() -> Operation {
    let resource_type = Parameter::query(
        "resource_type",
        json!({"type": "string"}),
        "A type of resources: properties are called what they are called there.",
    );
    Operation::new("showMetadefNamespace", "Show a namespace and what it holds")
        .with([resource_type])
        .answers(200, Answer::document("The namespace.", named("MetadefNamespace")))
        .refuses([403, 404])
}

pub(crate) fn change() -> Operation {
    Operation::new("changeMetadefNamespace", "Change a namespace")
        .details("What is not told gets its default. What the namespace holds stays.")
        .takes(named("MetadefNamespace"))
        .answers(200, Answer::document("The namespace as it is now.", named("MetadefNamespace")))
        .refuses([403, 404, 409])
}

pub(crate) fn delete() -> Operation {
    Operation::new("deleteMetadefNamespace", "Delete a namespace and what it holds")
        .answers(204, Answer::empty("The namespace is gone."))
        .refuses([403, 404])
}
