//! What the actions do, for the description of the API.

use crate::openapi::{Answer, Operation};

pub(crate) fn deactivate() -> Operation {
    Operation::new("deactivateImage", "Deactivate an image")
        .details("Its data is for admins alone from then on. An image that is deactivated stays so.")
        .answers(204, Answer::empty("The image is deactivated."))
        .refuses([403, 404, 409])
}

pub(crate) fn reactivate() -> Operation {
    Operation::new("reactivateImage", "Reactivate an image")
        .details("Whoever may read its data may do so again. An image that is active stays so.")
        .answers(204, Answer::empty("The image is active."))
        .refuses([403, 404, 409])
}
