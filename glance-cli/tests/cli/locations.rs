//! Where an image's data is.

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

fn located() -> Value {
    let mut image = image();
    image["locations"] = json!([
        {"url": "http://a", "metadata": {}}, {"url": "http://b", "metadata": {"k": 1}}, {"url": "http://c", "metadata": {}}
    ]);
    image
}

fn server() -> Server {
    let path = image_path();
    Server::start()
        .on(&format!("GET {path}"), Answer::json(&located()))
        .on(&format!("PATCH {path}"), Answer::json(&located()))
        .on(&format!("POST {path}/locations"), Answer::new("202 Accepted", "text/html", ""))
}

/// The patch that a run of these arguments sends.
fn patch(arguments: &[&str]) -> Value {
    let server = server();
    Program::at(&server).run(arguments).printed();
    serde_json::from_slice(&server.request(&format!("PATCH {}", image_path())).body).unwrap()
}

#[test]
fn locations_are_added_changed_and_removed_by_patches() {
    let known = ["--checksum", "c", "--hash-algo", "sha512", "--hash-value", "v"];
    let added = [&["location-add", ID, "--url", "http://d", "--metadata", r#"{"m": 1}"#][..], &known].concat();
    assert_eq!(
        patch(&added),
        json!([{"op": "add", "path": "/locations/-", "value": {
            "url": "http://d", "metadata": {"m": 1},
            "validation_data": {"checksum": "c", "os_hash_algo": "sha512", "os_hash_value": "v"}
        }}])
    );
    assert_eq!(
        patch(&["location-update", ID, "--url", "http://a", "--metadata", r#"{"m": 1}"#]),
        json!([{"op": "replace", "path": "/locations", "value": [
            {"url": "http://a", "metadata": {"m": 1}}, {"url": "http://b", "metadata": {"k": 1}},
            {"url": "http://c", "metadata": {}}
        ]}])
    );
    assert_eq!(
        patch(&["location-delete", ID, "--url", "http://a", "--url", "http://c", "--url", "http://a"]),
        json!([{"op": "remove", "path": "/locations/2"}, {"op": "remove", "path": "/locations/0"}])
    );
}

#[test]
fn metadata_that_stays_is_not_sent_and_losing_it_is_warned_of() {
    let server = server();
    let program = Program::at(&server);
    let same = program.run(&["location-update", ID, "--url", "http://b", "--metadata", r#"{"k": 1}"#]).printed();
    assert!(same.contains(r#"{"metadata": {"k": 1}, "url": "http://b"}"#), "{same}");
    let emptied = program.run(&["location-update", ID, "--url", "http://a"]);
    assert_eq!(
        (emptied.code, emptied.stderr.as_str()),
        (Some(0), "WARNING -- The location's metadata will be updated to an empty JSON object.\n")
    );
    assert!(server.lines().iter().all(|line| line.starts_with("GET")));
}

#[test]
fn a_queued_image_is_told_where_its_data_is() {
    let server = server();
    let program = Program::at(&server);
    let known = r#"{"os_hash_algo": "sha256", "os_hash_value": "v"}"#;
    let printed = program.run(&["add-location", ID, "--url", "http://d", "--validation-data", known]).printed();
    assert!(printed.contains("| virtual_size     | Not available"), "{printed}");
    let sent: Value =
        serde_json::from_slice(&server.request(&format!("POST {}/locations", image_path())).body).unwrap();
    assert_eq!(sent, json!({"url": "http://d", "validation_data": {"os_hash_algo": "sha256", "os_hash_value": "v"}}));
}

#[test]
fn what_can_not_be_a_location_is_refused() {
    let secretive = Server::start().on(&format!("GET {}", image_path()), Answer::json(&image()));
    let (open, secretive) = (server(), secretive);
    for (server, arguments, complaint) in [
        (&open, &["location-add", "--metadata", "{"][..], "Metadata is not a valid JSON object."),
        (&open, &["location-update", "--metadata", "[]"], "Metadata is not a valid JSON object."),
        (&open, &["location-delete"], "HTTP Unknown URL(s): ['http://z']"),
        (
            &open,
            &["location-update", "--metadata", r#"{"m": 1}"#],
            "HTTP Unknown URL: http://z, the URL must be one of existing locations of current image",
        ),
        (&secretive, &["location-delete"], "HTTP The administrator has disabled API access to image locations"),
        (&open, &["add-location", "--validation-data", "{"], "validation-data is not a valid JSON object."),
        (
            &open,
            &["add-location", "--validation-data", r#"{"x": 1}"#],
            "Validation Data should contain only os_hash_algo and os_hash_value. `x` is not allowed",
        ),
        (
            &open,
            &["add-location", "--validation-data", r#"{"os_hash_algo": "crc"}"#],
            "os_hash_algo: `crc` is incorrect, allowed hashing algorithms: ['sha512', 'sha256', 'sha1', 'md5']",
        ),
    ] {
        let outcome = Program::at(server).run(&[arguments, &[ID, "--url", "http://z"]].concat());
        assert_eq!(outcome.complained(), format!("{complaint}\n"));
    }
}
