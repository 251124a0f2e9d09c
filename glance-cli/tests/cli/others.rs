//! What belongs to the service as a whole: stores, ways to import, quotas, tasks, schemas, its cache.

use serde_json::json;

use crate::support::{Answer, ID, Program, Server};

/// A document in the order in which a Glance writes it.
fn ordered(text: &str) -> Answer {
    Answer::new("200 OK", "application/json", text)
}

fn missing() -> Answer {
    Answer::html("404 Not Found", "The resource could not be found.")
}

#[test]
fn documents_about_the_service_keep_their_order() {
    let server = Server::start()
        .on(
            "GET /v2/info/import",
            ordered(
                r#"{"import-methods": {"description": "Import methods available.", "type": "array", "value": ["glance-direct", "web-download", "copy-image"]}}"#,
            ),
        )
        .on(
            "GET /v2/info/stores",
            ordered(
                r#"{"stores": [{"id": "fast", "description": "Fast file store", "default": "true"}, {"id": "cheap"}]}"#,
            ),
        )
        .on("GET /v2/info/stores/detail", ordered(r#"{"stores": [{"id": "fast", "weight": 100}]}"#))
        .on(
            "GET /v2/info/usage",
            ordered(
                r#"{"usage": {"image_size_total": {"usage": 0, "limit": 1000}, "image_count_total": {"usage": 2, "limit": -1}}}"#,
            ),
        );
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&["import-info"]).printed(), @r#"
    +----------------+----------------------------------------------------------------------------------+
    | Property       | Value                                                                            |
    +----------------+----------------------------------------------------------------------------------+
    | import-methods | {"description": "Import methods available.", "type": "array", "value": ["glance- |
    |                | direct", "web-download", "copy-image"]}                                          |
    +----------------+----------------------------------------------------------------------------------+
    "#);
    insta::assert_snapshot!(program.run(&["stores-info"]).printed(), @r#"
    +----------+----------------------------------------------------------------------------------+
    | Property | Value                                                                            |
    +----------+----------------------------------------------------------------------------------+
    | stores   | [{"id": "fast", "description": "Fast file store", "default": "true"}, {"id":     |
    |          | "cheap"}]                                                                        |
    +----------+----------------------------------------------------------------------------------+
    "#);
    insta::assert_snapshot!(program.run(&["stores-info", "--detail"]).printed(), @r#"
    +----------+---------------------------------+
    | Property | Value                           |
    +----------+---------------------------------+
    | stores   | [{"id": "fast", "weight": 100}] |
    +----------+---------------------------------+
    "#);
    insta::assert_snapshot!(program.run(&["usage"]).printed(), @r#"
    +-------------------+-------+-------+
    | Quota             | Limit | Usage |
    +-------------------+-------+-------+
    | image_size_total  | 1000  | 0     |
    | image_count_total | -1    | 2     |
    +-------------------+-------+-------+
    "#);
}

#[test]
fn a_service_without_such_things_is_told_of() {
    let server = Server::start()
        .on("GET /v2/info/import", missing())
        .on("GET /v2/info/stores", missing())
        .on("GET /v2/schemas/nothing", missing())
        .on(&format!("DELETE /v2/stores/fast/{ID}"), missing())
        .on(&format!("DELETE /v2/stores/slow/{ID}"), Answer::html("409 Conflict", "no such store"))
        .on("GET /versions", Answer::json(&json!({"versions": [{"id": "v2.9", "status": "CURRENT"}]})))
        .on(&format!("GET /v2/images/{ID}/tasks"), missing())
        .on("GET /v2/cache", missing())
        .on(&format!("POST /v2/images/{ID}/locations"), missing());
    let program = Program::at(&server);
    for (arguments, complaint) in [
        (&["import-info"][..], "Target Glance does not support Image Import workflow"),
        (&["stores-info"], "Multi Backend support is not enabled"),
        (&["explain", "nothing"], "Unable to find requested model 'nothing'"),
        (&["stores-delete", "--store", "fast", ID], "Multi Backend support is not enabled or Image/store not found."),
        (&["image-tasks", ID], "Server does not support image tasks API (v2.12)"),
        (&["cache-list"], "HTTP Glance does not support image caching API (v2.14)"),
        (&["add-location", ID, "--url", "http://x"], "Server does not support the locations API (v2.17)"),
    ] {
        assert_eq!(program.run(arguments).complained(), format!("{complaint}\n"));
    }
    assert_eq!(
        program.run(&["stores-delete", "--store", "slow", ID]).complained(),
        format!("Unable to delete image '{ID}' from store 'slow'. (HTTP 409 Conflict: no such store)\n")
    );
}

#[test]
fn schemas_are_explained_in_their_order() {
    let schema = r#"{"name": "image", "properties": {"name": {"description": "Descriptive name"}, "id": {}}}"#;
    let server = Server::start()
        .on("GET /v2/schemas/image", ordered(schema))
        .on("GET /v2/schemas/metadefs/namespace", ordered(schema));
    let program = Program::at(&server);
    let explained = program.run(&["explain", "image"]).printed();
    insta::assert_snapshot!(explained, @r#"
    +-----------+------------------+
    | Attribute | Description      |
    +-----------+------------------+
    | name      | Descriptive name |
    | id        |                  |
    +-----------+------------------+
    "#);
    assert_eq!(program.run(&["explain", "metadefs/namespace"]).printed(), explained);
}

#[test]
fn tasks_have_tables() {
    let task = r#"{"id": "t", "type": "import", "status": "failure", "owner": "p", "message": "no", "input": {"import_from": "http://x", "a": null}, "result": null, "self": "/v2/tasks/t", "schema": "/v2/schemas/task"}"#;
    let list = "/v2/tasks?type=import&limit=2&sort_key=id&sort_dir=asc";
    let server = Server::start()
        .on(&format!("GET {list}"), ordered(&format!(r#"{{"tasks": [{task}], "next": "/v2/tasks?marker=t"}}"#)))
        .on("GET /v2/tasks?marker=t", ordered(r#"{"tasks": []}"#))
        .on("GET /v2/tasks/t", ordered(task))
        .on("POST /v2/tasks", ordered(task))
        .on(
            &format!("GET /v2/images/{ID}/tasks"),
            ordered(&format!(r#"{{"tasks": [{{"image_id": "{ID}", "request_id": "r", {}]}}"#, &task[1..])),
        );
    let program = Program::at(&server);
    let options = ["--type", "import", "--page-size", "2", "--sort-key", "id", "--sort-dir", "asc"];
    insta::assert_snapshot!(program.run(&[&["task-list"][..], &options].concat()).printed(), @r#"
    +----+--------+---------+-------+
    | ID | Type   | Status  | Owner |
    +----+--------+---------+-------+
    | t  | import | failure | p     |
    +----+--------+---------+-------+
    "#);
    let shown = program.run(&["task-show", "t"]).printed();
    insta::assert_snapshot!(shown, @r#"
    +----------+----------------------------------------+
    | Property | Value                                  |
    +----------+----------------------------------------+
    | id       | t                                      |
    | input    | {"import_from": "http://x", "a": null} |
    | message  | no                                     |
    | owner    | p                                      |
    | result   | None                                   |
    | status   | failure                                |
    | type     | import                                 |
    +----------+----------------------------------------+
    "#);
    let input = r#"{"import_from": "http://x"}"#;
    assert_eq!(program.run(&["task-create", "--type", "import", "--input", input]).printed(), shown);
    let sent = server.request("POST /v2/tasks").body;
    assert_eq!(String::from_utf8(sent).unwrap(), r#"{"input":{"import_from":"http://x"},"type":"import"}"#);
    insta::assert_snapshot!(program.run(&["image-tasks", ID]).printed(), @r#"
    +---------+---------+------------+
    | Message | Status  | Updated at |
    +---------+---------+------------+
    | no      | failure | None       |
    +---------+---------+------------+
    "#);
    insta::assert_snapshot!(program.run(&["-v", "image-tasks", ID]).printed(), @r#"
    +--------------------------------------+---------+---------+---------+------------+---------+------------+--------+-------+----------------------------------------+------------+
    | Image Id                             | Task Id | Message | Status  | Updated at | User Id | Request Id | Result | Owner | Input                                  | Expires at |
    +--------------------------------------+---------+---------+---------+------------+---------+------------+--------+-------+----------------------------------------+------------+
    | 11111111-1111-4111-8111-111111111111 | t       | no      | failure | None       | None    | r          | None   | p     | {'import_from': 'http://x', 'a': None} | None       |
    +--------------------------------------+---------+---------+---------+------------+---------+------------+--------+-------+----------------------------------------+------------+
    "#);
    for (arguments, complaint) in [
        (&["task-create"][..], "Unable to create task. Specify task type and input."),
        (
            &["task-create", "--type", "import", "--input", "{"],
            "Failed to parse the \"input\" parameter. Must be a valid JSON object.",
        ),
    ] {
        assert_eq!(program.run(arguments).complained(), format!("{complaint}\n"));
    }
}

#[test]
fn the_cache_is_listed_in_the_middle_of_its_columns() {
    let cache = json!({
        "cached_images": [
            {"image_id": ID, "last_accessed": 1_795_392_000.0, "last_modified": 1_795_392_000.25, "size": 1_376_256, "hits": 1},
            {"image_id": ID, "last_accessed": 0.0, "last_modified": 1.0, "size": 12, "hits": 0},
        ],
        "queued_images": ["queued-image"]
    });
    let server = Server::start().on("GET /v2/cache", Answer::json(&cache));
    insta::assert_snapshot!(Program::at(&server).run(&["cache-list"]).printed(), @r#"
    +--------------------------------------+--------+---------------------+----------------------------+---------+------+
    |                  ID                  | State  | Last Accessed (UTC) |    Last Modified (UTC)     |   Size  | Hits |
    +--------------------------------------+--------+---------------------+----------------------------+---------+------+
    | 11111111-1111-4111-8111-111111111111 | cached | 2026-11-23T00:00:00 | 2026-11-23T00:00:00.250000 | 1376256 |  1   |
    | 11111111-1111-4111-8111-111111111111 | cached |         N/A         |    1970-01-01T00:00:01     |    12   |  0   |
    |             queued-image             | queued |         N/A         |            N/A             |   N/A   | N/A  |
    +--------------------------------------+--------+---------------------+----------------------------+---------+------+
    "#);
}

#[test]
fn the_cache_is_managed_image_by_image() {
    let server = Server::start()
        .on("DELETE /v2/cache", Answer::empty())
        .on("DELETE /v2/cache/a", Answer::empty())
        .on("DELETE /v2/cache/b", Answer::html("403 Forbidden", "no"))
        .on("DELETE /v2/cache/c", Answer::html("409 Conflict", "no"))
        .on("PUT /v2/cache/a", Answer::new("202 Accepted", "text/html", ""))
        .on("POST /v2/cache/clean", Answer::empty())
        .on("POST /v2/cache/prune", Answer::json(&json!({"total_files_pruned": 2, "total_bytes_pruned": 3})))
        .on("GET /v2/cache/nodes/a", Answer::json(&json!(["http://n1", "http://n2"])));
    let program = Program::at(&server);
    assert_eq!(program.run(&["cache-clear", "--target", "queue"]).printed(), "");
    assert_eq!(server.request("DELETE /v2/cache").headers["x-image-cache-clear-target"], "queue");
    assert_eq!(program.run(&["cache-queue", "a"]).printed(), "");
    assert_eq!(program.run(&["cache-clean"]).printed(), "");
    assert_eq!(program.run(&["cache-prune"]).printed(), "Pruned 2 file(s), 3 byte(s).\n");
    insta::assert_snapshot!(program.run(&["cache-nodes-list", "a"]).printed(), @r#"
    +--------------------+
    | Node Reference URL |
    +--------------------+
    | http://n1          |
    | http://n2          |
    +--------------------+
    "#);
    insta::assert_snapshot!(program.run(&["cache-delete", "b", "c", "a"]).complained(), @r#"
    You are not permitted to delete the image 'b' from cache.
    'HTTP 409 Conflict: no': Unable to delete image 'c' from cache.
    "#);
    assert_eq!(server.lines().last().unwrap(), "DELETE /v2/cache/a");
}
