//! What is done with properties, for the description of the API.

use serde_json::json;

use crate::openapi::{Answer, Operation, Parameter, named};

pub(crate) fn list() -> Operation {
    Operation::new("listMetadefProperties", "List the properties of a namespace")
        .answers(200, Answer::document("All properties, by their names.", named("MetadefProperties")))
        .refuses([403, 404])
}

pub(crate) fn add() -> Operation {
    Operation::new("addMetadefProperty", "Add a property to a namespace")
        .takes(named("MetadefProperty"))
        .answers(201, Answer::document("The new property.", named("MetadefProperty")))
        .refuses([403, 404, 409])
}

pub(crate) fn clear() -> Operation {
    Operation::new("removeMetadefProperties", "Remove all properties from a namespace")
        .answers(204, Answer::empty("The namespace has no properties."))
        .refuses([403, 404])
}

pub(crate) fn show() -> Operation {
    let resource_type = Parameter::query(
        "resource_type",
        json!({"type": "string"}),
        "A type of resources: the name in the path is the one that the property has there.",
    );
    Operation::new("showMetadefProperty", "Show a property")
        .with([resource_type])
        .answers(200, Answer::document("The property.", named("MetadefProperty")))
        .refuses([403, 404])
}

pub(crate) fn change() -> Operation {
    Operation::new("changeMetadefProperty", "Change a property")
        .details("What is not told is not said of it afterwards.")
        .takes(named("MetadefProperty"))
        .answers(200, Answer::document("The property as it is now.", named("MetadefProperty")))
        .refuses([403, 404, 409])
}

pub(crate) fn remove() -> Operation {
    Operation::new("removeMetadefProperty", "Remove a property from its namespace")
        .answers(204, Answer::empty("The property is gone."))
        .refuses([403, 404])
}
