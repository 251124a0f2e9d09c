//! Changes of images that exist.

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

#[test]
fn an_update_sends_what_differs_and_prints_what_came_of_it() {
    let mut updated = image();
    updated["name"] = json!("renamed");
    let path = image_path();
    let server = Server::start()
        .on(&format!("GET {path}"), Answer::json(&image()))
        .on(&format!("GET {path}"), Answer::json(&updated))
        .on(&format!("PATCH {path}"), Answer::json(&updated));
    let printed = Program::at(&server).run(&[
        "image-update",
        ID,
        "--name",
        "renamed",
        "--protected",
        "False",
        "--property",
        "colour=red",
        "--remove-property",
        "checksum",
        "--remove-property",
        "unknown",
        "--disk-format",
        "None",
        "-f",
        "json",
    ]);
    assert_eq!(serde_json::from_str::<Value>(&printed.printed()).unwrap()["name"], "renamed");
    let sent = server.request(&format!("PATCH {path}"));
    assert_eq!(sent.headers["content-type"], "application/openstack-images-v2.1-json-patch");
    insta::assert_snapshot!(String::from_utf8(sent.body).unwrap(), @r#"[{"op":"remove","path":"/checksum"},{"op":"replace","path":"/name","value":"renamed"},{"op":"replace","path":"/disk_format","value":null},{"op":"add","path":"/colour","value":"red"}]"#);
}

#[test]
fn an_update_that_changes_nothing_sends_nothing() {
    let server = Server::start().on(&format!("GET {}", image_path()), Answer::json(&image()));
    Program::at(&server).run(&["image-update", ID, "--name", "cirros", "--remove-property", "unknown"]).printed();
    assert_eq!(server.lines(), [format!("GET {}", image_path())]);
}

#[test]
fn actions_and_tags_print_nothing() {
    let path = image_path();
    let server = Server::start()
        .on(&format!("POST {path}/actions/deactivate"), Answer::empty())
        .on(&format!("POST {path}/actions/reactivate"), Answer::empty())
        .on(&format!("DELETE {path}/tags/t%201"), Answer::empty());
    let program = Program::at(&server);
    assert_eq!(program.run(&["image-deactivate", ID]).printed(), "");
    assert_eq!(program.run(&["image-reactivate", ID]).printed(), "");
    assert_eq!(program.run(&["image-tag-delete", ID, "t 1"]).printed(), "");
    assert_eq!(server.requests().len(), 3);
}
