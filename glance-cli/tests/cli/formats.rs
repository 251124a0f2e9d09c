//! Results for other programs.

use serde_json::json;

use crate::support::{Answer, ID, Program, Server, image_path};

fn server() -> Server {
    let image = json!({
        "id": ID, "name": "a, \"b\"", "protected": true, "size": 3, "owner": null, "tags": ["t1", "ü"],
        "self": "x", "schema": "y", "file": "z", "virtual_size": null, "looks_like": "12"
    });
    Server::start()
        .on(&format!("GET {}", image_path()), Answer::json(&image))
        .on("GET /v2/images?limit=200&sort_key=name&sort_dir=asc", Answer::json(&json!({"images": [image]})))
}

#[test]
fn a_record_has_every_notation() {
    let (server, arguments) = (server(), |format| ["image-show", ID, "--format", format]);
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&arguments("json")).printed(), @r#"
    {
      "id": "11111111-1111-4111-8111-111111111111",
      "looks_like": "12",
      "name": "a, \"b\"",
      "owner": null,
      "protected": true,
      "size": 3,
      "tags": [
        "t1",
        "ü"
      ],
      "virtual_size": null
    }
    "#);
    insta::assert_snapshot!(program.run(&arguments("yaml")).printed(), @r#"
    id: 11111111-1111-4111-8111-111111111111
    looks_like: "12"
    name: a, "b"
    owner: null
    protected: true
    size: 3
    tags:
    - t1
    - ü
    virtual_size: null
    "#);
    insta::assert_snapshot!(program.run(&arguments("csv")).printed(), @r#"
    id,looks_like,name,owner,protected,size,tags,virtual_size
    11111111-1111-4111-8111-111111111111,12,"a, ""b""",,True,3,"[""t1"",""ü""]",
    "#);
    insta::assert_snapshot!(program.run(&arguments("value")).printed(), @r#"
    11111111-1111-4111-8111-111111111111
    12
    a, "b"
    None
    True
    3
    ["t1","ü"]
    None
    "#);
}

#[test]
fn a_list_has_every_notation() {
    let (server, arguments) = (server(), |format| ["-v", "image-list", "-f", format]);
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&arguments("json")).printed(), @r#"
    [
      {
        "ID": "11111111-1111-4111-8111-111111111111",
        "Name": "a, \"b\"",
        "Disk_format": null,
        "Container_format": null,
        "Size": 3,
        "Status": null,
        "Owner": null
      }
    ]
    "#);
    insta::assert_snapshot!(program.run(&arguments("yaml")).printed(), @r#"
    - ID: 11111111-1111-4111-8111-111111111111
      Name: a, "b"
      Disk_format: null
      Container_format: null
      Size: 3
      Status: null
      Owner: null
    "#);
    insta::assert_snapshot!(program.run(&arguments("csv")).printed(), @r#"
    ID,Name,Disk_format,Container_format,Size,Status,Owner
    11111111-1111-4111-8111-111111111111,"a, ""b""",,,3,,
    "#);
    insta::assert_snapshot!(program.run(&arguments("value")).printed(), @r#"11111111-1111-4111-8111-111111111111 a, "b" None None 3 None None"#);
}
