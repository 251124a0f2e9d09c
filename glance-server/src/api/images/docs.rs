//! What is done with images, for the description of the API.

mod list;
mod patch;

use crate::openapi::{Answer, Operation, named};
pub(crate) use list::list;

pub(crate) fn create() -> Operation {
    let answer = Answer::document("The new image.", named("Image"))
        .header("Location", "The URL of the image")
        .header("OpenStack-image-store-ids", "The stores that its data may go to, where there are several");
    Operation::new("createImage", "Create an image")
        .details("It has no data yet. Any member that is no attribute of images is a property, and a text.")
        .takes(named("Image"))
        .answers(201, answer)
        .refuses([403, 409, 429])
}

pub(crate) fn show() -> Operation {
    Operation::new("showImage", "Show an image")
        .answers(200, Answer::document("The image.", named("Image")))
        .refuses([403, 404])
}

pub(crate) fn change() -> Operation {
    Operation::new("changeImage", "Change an image")
        .details("All changes are made, or none.")
        .takes_as("application/openstack-images-v2.1-json-patch", patch::new_form())
        .takes_as("application/openstack-images-v2.0-json-patch", patch::old_form())
        .answers(200, Answer::document("The image as it is now.", named("Image")))
        .refuses([403, 404, 409, 415])
}

pub(crate) fn delete() -> Operation {
    Operation::new("deleteImage", "Delete an image and its data")
        .answers(204, Answer::empty("The image is gone."))
        .refuses([403, 404, 409])
}
