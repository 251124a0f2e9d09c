//! Options made from what a cloud says of its images.

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

fn schema() -> Value {
    json!({"name": "image", "properties": {
        "colour": {"type": ["null", "string"], "description": "Its \u{1b}colour", "enum": [null, "red", "blue"]},
        "shelf": {"type": "integer"},
        "sold": {"type": "boolean"},
        "aliases": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "integer", "readOnly": true},
        "file": {"type": "string"},
        "bad name": {"type": "string"},
    }})
}

fn server() -> Server {
    Server::start()
        .on("GET /v2/schemas/image", Answer::json(&schema()))
        .on("GET /v2/schemas/metadefs/namespace", Answer::json(&json!({"name": "namespace", "properties": {}})))
        .on("GET /v2/schemas/metadefs/resource_type", Answer::html("404 Not Found", "no"))
        .on("POST /v2/images", Answer::json(&image()))
        .on(&format!("GET {}", image_path()), Answer::json(&image()))
}

const OWN: [&str; 9] = ["image-create", "--colour", "None", "--shelf", "-3", "--sold", "--aliases", "a", "b"];

fn created(server: &Server) -> Value {
    serde_json::from_slice(&server.requests().last().unwrap().body).unwrap()
}

#[test]
fn an_option_that_is_not_known_yet_is_asked_for_once_and_kept() {
    let server = server();
    let program = Program::at(&server);
    for requests in [4, 5] {
        program.run(&OWN).printed();
        assert_eq!(created(&server), json!({"colour": null, "shelf": -3, "sold": true, "aliases": ["a", "b"]}));
        assert_eq!(server.requests().len(), requests);
    }
    let help = program.run(&["help", "image-create"]).printed();
    assert!(help.contains("Its \\u{1b}colour Valid values: None, red, blue"), "{help}");
    assert!(help.contains("--os-distro") && !help.contains("bad name"), "{help}");
    let refused = program.run(&["image-create", "--bogus", "x"]);
    assert_eq!((refused.code, server.requests().len()), (Some(2), 5));
    assert!(program.path(".glanceclient/namespace_schema.json").is_file());
}

#[test]
fn each_keystone_has_copies_of_its_own_and_they_are_renewed_on_demand() {
    let server = server();
    // The SHA-1 digest of the URL, as in the Python client.
    let folder = ".glanceclient/7849cc07d717aff5ae0ba1b97842e288cf138f65";
    let program = Program::at(&server)
        .variable("OS_AUTH_TOKEN", "t")
        .variable("OS_AUTH_URL", "http://keystone/v3")
        .file(&format!("{folder}/image_schema.json"), "broken");
    program.run(&["--get-schema", "image-show", ID]).printed();
    assert_eq!(server.lines()[0], "GET /v2/schemas/image");
    let kept = std::fs::read(program.path(&format!("{folder}/image_schema.json"))).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&kept).unwrap(), schema());
    let requests = server.requests().len();
    program.run(&OWN).printed();
    assert_eq!(server.requests().len(), requests + 1);
}

#[test]
fn without_an_answer_an_unknown_option_is_just_that() {
    let outcome = Program::alone().variable("OS_IMAGE_URL", "http://127.0.0.1:1").run(&OWN);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.starts_with("error: unexpected argument '--colour' found"), "{}", outcome.stderr);
}

#[test]
fn a_copy_that_the_python_client_made_is_used_and_a_broken_one_is_not() {
    let server = server();
    let program = Program::at(&server).file(".glanceclient/image_schema.json", schema().to_string());
    program.run(&OWN).printed();
    assert_eq!(server.lines(), ["POST /v2/images"]);
    let broken = Program::at(&server).file(".glanceclient/image_schema.json", "{");
    broken.run(&["image-create", "--os-distro", "debian"]).printed();
    assert_eq!(created(&server), json!({"os_distro": "debian"}));
}
