//! What is done with tags, for the description of the API.

use crate::openapi::{Answer, Operation};

pub(crate) fn add() -> Operation {
    Operation::new("addTag", "Give an image a tag")
        .answers(204, Answer::empty("The image has the tag."))
        .refuses([403, 404, 409, 413])
}

pub(crate) fn remove() -> Operation {
    Operation::new("removeTag", "Take a tag from an image")
        .answers(204, Answer::empty("The image does not have the tag."))
        .refuses([403, 404, 409])
}
