//! A server that gives prepared answers, and the program to run against it.

mod program;
mod server;
mod tls;

pub(crate) use program::{Outcome, Program};
pub(crate) use server::{Answer, Server};
pub(crate) use tls::{Authority, Certificate, TlsServer};

/// The image that most tests are about.
pub(crate) const ID: &str = "11111111-1111-4111-8111-111111111111";

/// That image, with data in it.
pub(crate) fn image() -> serde_json::Value {
    serde_json::json!({
        "id": ID, "name": "cirros", "status": "active", "visibility": "public", "protected": false,
        "disk_format": "qcow2", "container_format": "bare", "size": 3, "virtual_size": null, "min_ram": 0,
        "min_disk": 0, "os_hidden": false, "owner": "p1", "checksum": "900150983cd24fb0d6963f7d28e17f72",
        "os_hash_algo": "sha512",
        "os_hash_value": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                          2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "tags": ["t1", "t2"], "created_at": "2026-11-22T20:00:00Z", "updated_at": "2026-11-22T20:00:01Z",
        "self": format!("/v2/images/{ID}"), "file": format!("/v2/images/{ID}/file"), "schema": "/v2/schemas/image"
    })
}

/// The path of that image.
pub(crate) fn image_path() -> String {
    format!("/v2/images/{ID}")
}
