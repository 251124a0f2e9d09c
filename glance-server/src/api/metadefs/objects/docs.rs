//! What is done with objects, for the description of the API.

use crate::openapi::{Answer, Operation, named};

pub(crate) fn list() -> Operation {
    Operation::new("listMetadefObjects", "List the objects of a namespace")
        .answers(200, Answer::document("All objects.", named("MetadefObjects")))
        .refuses([403, 404])
}

pub(crate) fn add() -> Operation {
    Operation::new("addMetadefObject", "Add an object to a namespace")
        .takes(named("MetadefObject"))
        .answers(201, Answer::document("The new object.", named("MetadefObject")))
        .refuses([403, 404, 409])
}

pub(crate) fn clear() -> Operation {
    Operation::new("removeMetadefObjects", "Remove all objects from a namespace")
        .answers(204, Answer::empty("The namespace has no objects."))
        .refuses([403, 404])
}

pub(crate) fn show() -> Operation {
    Operation::new("showMetadefObject", "Show an object")
        .answers(200, Answer::document("The object.", named("MetadefObject")))
        .refuses([403, 404])
}

pub(crate) fn change() -> Operation {
    Operation::new("changeMetadefObject", "Change an object")
        .details("What is not told is empty afterwards.")
        .takes(named("MetadefObject"))
        .answers(200, Answer::document("The object as it is now.", named("MetadefObject")))
        .refuses([403, 404, 409])
}

pub(crate) fn remove() -> Operation {
    Operation::new("removeMetadefObject", "Remove an object from its namespace")
        .answers(204, Answer::empty("The object is gone."))
        .refuses([403, 404])
}
