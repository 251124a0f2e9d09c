//! `md-…` and `image-show --explain`

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

const NAMESPACES: &str = "/v2/metadefs/namespaces";
/// A namespace as it stands in a path.
const NAMESPACE: &str = "/v2/metadefs/namespaces/OS%3A%3ATest";

fn namespace() -> Value {
    json!({
        "namespace": "OS::Test", "visibility": "public", "protected": false, "owner": "p1",
        "created_at": "2026-11-22T20:00:00Z", "updated_at": "2026-11-22T20:00:01Z",
        "resource_type_associations": [{"name": "OS::Glance::Image", "prefix": "hw_"}],
        "properties": {"hw_cpus": {"title": "CPUs", "type": "integer", "maximum": 4}},
        "objects": [{"name": "disk", "properties": {"hw_bus": {"title": "Bus", "type": "string", "pattern": "^v"}}}],
        "tags": [{"name": "a"}, {"name": "b"}],
        "self": "/v2/metadefs/namespaces/OS::Test", "schema": "/v2/schemas/metadefs/namespace"
    })
}

#[test]
fn a_namespace_is_shown_with_the_names_of_what_it_holds() {
    let server = Server::start()
        .on(&format!("GET {NAMESPACE}"), Answer::json(&namespace()))
        .on(&format!("GET {NAMESPACE}?resource_type=OS%3A%3AGlance%3A%3AImage"), Answer::json(&namespace()));
    let program = Program::at(&server);

    insta::assert_snapshot!(program.run(&["md-namespace-show", "OS::Test"]).printed(), @r#"
    +----------------------------+--------------------------------+
    | Property                   | Value                          |
    +----------------------------+--------------------------------+
    | created_at                 | 2026-11-22T20:00:00Z           |
    | namespace                  | OS::Test                       |
    | objects                    | ["disk"]                       |
    | owner                      | p1                             |
    | properties                 | ["hw_cpus"]                    |
    | protected                  | False                          |
    | resource_type_associations | ["OS::Glance::Image"]          |
    | schema                     | /v2/schemas/metadefs/namespace |
    | tags                       | ["a", "b"]                     |
    | updated_at                 | 2026-11-22T20:00:01Z           |
    | visibility                 | public                         |
    +----------------------------+--------------------------------+
    "#);
    let arguments = ["md-namespace-show", "OS::Test", "--resource-type", "OS::Glance::Image", "-f", "json"];
    assert!(program.run(&arguments).printed().contains("hw_cpus"));
}

#[test]
fn namespaces_are_listed_page_by_page() {
    let query = "resource_types=One%2CTwo&visibility=public&limit=1";
    let next = format!("{NAMESPACES}?limit=1&marker=a");
    let server = Server::start()
        .on(
            &format!("GET {NAMESPACES}?{query}"),
            Answer::json(&json!({"namespaces": [{"namespace": "a"}], "next": next})),
        )
        .on(&format!("GET {next}"), Answer::json(&json!({"namespaces": [{"namespace": "b"}]})));

    let arguments = "md-namespace-list --resource-types One --resource-types Two --visibility public --page-size 1";
    let listed = Program::at(&server).run(&arguments.split(' ').collect::<Vec<_>>());

    insta::assert_snapshot!(listed.printed(), @"
    +-----------+
    | namespace |
    +-----------+
    | a         |
    | b         |
    +-----------+
    ");
}

#[test]
fn a_change_writes_what_was_there_with_what_is_new() {
    let changed = json!({"namespace": "new", "visibility": "private"});
    let server = Server::start()
        .on(&format!("GET {NAMESPACE}"), Answer::json(&namespace()))
        .on(&format!("PUT {NAMESPACE}"), Answer::json(&changed))
        .on(&format!("GET {NAMESPACES}/new"), Answer::json(&changed));

    let arguments = ["md-namespace-update", "OS::Test", "--namespace", "new", "--visibility", "private"];
    Program::at(&server).run(&arguments).printed();

    let sent: Value = serde_json::from_slice(&server.request(&format!("PUT {NAMESPACE}")).body).unwrap();
    assert_eq!(sent, json!({"namespace": "new", "visibility": "private", "protected": false, "owner": "p1"}));
}

#[test]
fn objects_properties_and_tags_are_sent_as_they_were_asked_for() {
    let property = json!({"name": "p", "title": "T", "type": "string"});
    let server = Server::start()
        .on(&format!("POST {NAMESPACE}/properties"), Answer::json(&property))
        .on(&format!("POST {NAMESPACE}/objects"), Answer::json(&json!({"name": "o", "properties": {"x": {}}})))
        .on(&format!("POST {NAMESPACE}/tags"), Answer::json(&json!({"tags": [{"name": "a"}, {"name": "b"}]})))
        .on(&format!("DELETE {NAMESPACE}/resource_types/a%2Fb"), Answer::empty());
    let program = Program::at(&server);
    let body = |line: &str| -> Value { serde_json::from_slice(&server.request(line).body).unwrap() };

    let arguments = ["md-property-create", "OS::Test", "--name", "p", "--title", "T", "--type", "string", "--schema"];
    let shown = program.run(&[&arguments[..], &[r#"{"minimum": 1}"#]].concat()).printed();
    assert!(shown.contains("| uniqueItems | False  |"), "{shown}");
    let sent = json!({"name": "p", "title": "T", "type": "string", "minimum": 1});
    assert_eq!(body(&format!("POST {NAMESPACE}/properties")), sent);

    program.run(&["md-object-create", "OS::Test", "--name", "o", "--schema", r#"{"required": ["x"]}"#]).printed();
    assert_eq!(body(&format!("POST {NAMESPACE}/objects")), json!({"name": "o", "required": ["x"]}));

    program.run(&["md-tag-create-multiple", "OS::Test", "--names", "a; b ;", "--delim", ";", "--append"]).printed();
    let tags = server.request(&format!("POST {NAMESPACE}/tags"));
    assert_eq!(tags.headers["x-openstack-append"], "True");
    assert_eq!(serde_json::from_slice::<Value>(&tags.body).unwrap(), json!({"tags": [{"name": "a"}, {"name": "b"}]}));

    assert_eq!(program.run(&["md-resource-type-deassociate", "OS::Test", "a/b"]).printed(), "");
}

#[test]
fn long_descriptions_of_objects_are_broken_at_50() {
    let description = "A description that goes on and on, far beyond the fifty characters of its column";
    let objects = json!({"objects": [{"name": "o", "description": description}], "schema": "x"});
    let server = Server::start().on(&format!("GET {NAMESPACE}/objects"), Answer::json(&objects));

    insta::assert_snapshot!(Program::at(&server).run(&["md-object-list", "OS::Test"]).printed(), @"
    +------+----------------------------------------------------+
    | name | description                                        |
    +------+----------------------------------------------------+
    | o    | A description that goes on and on, far beyond the  |
    |      | fifty characters of its column                     |
    +------+----------------------------------------------------+
    ");
}

#[test]
fn what_cannot_be_sent_is_refused_before_it_is() {
    let server = Server::start();
    let program = Program::at(&server);
    for (arguments, text) in [
        (&["md-object-create", "n", "--name", "o", "--schema", "no"][..], "Schema is not a valid JSON object."),
        (&["md-tag-create", "n", "--name", " "], "Please supply at least one non-blank tag name."),
        (
            &["md-tag-create-multiple", "n", "--names", ","],
            "Please supply at least one tag name. For example: --names Tag1",
        ),
        (&["md-namespace-import"], "No metadata definition namespace passed via stdin or --file argument."),
        (&["md-namespace-delete", ".."], "'..' is not a name that anything can have"),
    ] {
        assert_eq!(program.run(arguments).complained().trim(), text);
    }
    assert_eq!(server.lines(), Vec::<String>::new());
}

#[test]
fn the_properties_of_an_image_are_explained_by_the_definitions() {
    let mut image = image();
    for (name, value) in [("hw_cpus", "8"), ("hw_bus", "virtio"), ("mine", "x")] {
        image[name] = json!(value);
    }
    let list = format!("GET {NAMESPACES}?resource_types=OS%3A%3AGlance%3A%3AImage&limit=100");
    let server = Server::start()
        .on(&format!("GET {}", image_path()), Answer::json(&image))
        .on(&list, Answer::json(&json!({"namespaces": [{"namespace": "OS::Test"}]})))
        .on(&format!("GET {NAMESPACE}?resource_type=OS%3A%3AGlance%3A%3AImage"), Answer::json(&namespace()));

    insta::assert_snapshot!(Program::at(&server).run(&["image-show", "--explain", ID]).printed(), @"
    +----------+--------+-------+---------+--------------------+
    | Property | Value  | Title | Type    | Allowed            |
    +----------+--------+-------+---------+--------------------+
    | hw_bus   | virtio | Bus   | string  | yes                |
    | hw_cpus  | 8      | CPUs  | integer | no: is more than 4 |
    | mine     | x      |       |         | not defined        |
    +----------+--------+-------+---------+--------------------+
    ");
}
