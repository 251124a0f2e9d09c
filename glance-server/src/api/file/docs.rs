//! What is done with data of images, for the description of the API.

use serde_json::json;

use crate::openapi::{Answer, Operation, Parameter};

pub(crate) fn download() -> Operation {
    let text = || json!({"type": "string"});
    let data = |description| {
        Answer::data(description).header("Content-MD5", "The MD5 digest of all the data, be it a part that is sent")
    };
    Operation::new("downloadImage", "Download the data of an image")
        .with([
            Parameter::header("Range", text(), "The part that is wanted: `bytes=0-99`, `bytes=100-` or `bytes=-100`."),
            Parameter::header(
                "Content-Range",
                text(),
                "The same in the form of older clients: `bytes 0-99/*`. `Range` goes before it.",
            ),
            Parameter::query(
                "prefer",
                text(),
                "Where there are several stores: those to read the data from if it is there, with commas between them.",
            ),
        ])
        .answers(200, data("All the data."))
        .answers(204, Answer::empty("The image has no data."))
        .answers(206, data("A part of the data.").header("Content-Range", "Which part it is, and how much there is"))
        .refuses([403, 404, 416])
}

pub(crate) fn upload() -> Operation {
    Operation::new("uploadImage", "Upload the data of an image")
        .details(
            "The image must be queued, and have its formats. It is active when the data is stored, and queued again if \
             that fails.",
        )
        .with([
            Parameter::header(
                "X-Image-Meta-Store",
                json!({"type": "string"}),
                "The store for the data, where there are several; the default one if it is not told.",
            ),
            Parameter::header(
                "X-Openstack-Image-Size",
                json!({"type": "integer", "minimum": 0}),
                "How many bytes there will be. Fewer or more are refused.",
            ),
        ])
        .takes_data()
        .answers(204, Answer::empty("The data is stored."))
        .refuses([403, 404, 409, 410, 413, 415])
}
