//! Images that the service fetches, or takes in two steps.

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

fn info() -> Value {
    json!({"import-methods": {
        "description": "Import methods available.", "type": "array",
        "value": ["glance-direct", "web-download", "copy-image", "glance-download"]
    }})
}

fn in_status(status: &str) -> Value {
    let mut image = image();
    image["status"] = json!(status);
    image
}

/// A server that imports, with one image in this status.
fn server(status: &str) -> Server {
    Server::start()
        .on("GET /v2/info/import", Answer::json(&info()))
        .on("GET /v2/info/stores", Answer::json(&json!({"stores": [{"id": "fast"}, {"id": "cheap"}]})))
        .on("POST /v2/images", Answer::json(&in_status("queued")))
        .on(&format!("GET {}", image_path()), Answer::json(&in_status(status)))
        .on(&format!("PUT {}/stage", image_path()), Answer::empty())
        .on(&format!("POST {}/import", image_path()), Answer::new("202 Accepted", "text/html", ""))
}

/// What the import was asked for, and the store in its header.
fn asked(server: &Server) -> (Value, Option<String>) {
    let request = server.request(&format!("POST {}/import", image_path()));
    (serde_json::from_slice(&request.body).unwrap(), request.headers.get("x-image-meta-store").cloned())
}

#[test]
fn an_import_says_where_from_and_where_to() {
    for (status, arguments, expected, header) in [
        ("uploading", &["--store", "fast"][..], json!({"method": {"name": "glance-direct"}}), Some("fast")),
        (
            "queued",
            &["--import-method", "web-download", "--uri", "http://x/y", "--stores", "fast,cheap"],
            json!({
                "method": {"name": "web-download", "uri": "http://x/y"},
                "stores": ["fast", "cheap"], "all_stores_must_succeed": false
            }),
            None,
        ),
        (
            "active",
            &["--import-method", "copy-image", "--all-stores", "True", "--allow-failure", "False"],
            json!({"method": {"name": "copy-image"}, "all_stores": true}),
            None,
        ),
        (
            "queued",
            &["--import-method", "glance-download", "--remote-region", "R2", "--remote-image-id", "r"],
            json!({"method": {
                "name": "glance-download", "glance_region": "R2", "glance_image_id": "r",
                "glance_service_interface": "public"
            }}),
            None,
        ),
    ] {
        let server = server(status);
        let printed = Program::at(&server).run(&[&["image-import", ID][..], arguments].concat()).printed();
        assert!(printed.contains("| status           | "), "{printed}");
        assert_eq!(asked(&server), (expected, header.map(str::to_owned)));
    }
}

#[test]
fn an_import_that_can_not_work_is_not_begun() {
    for (status, arguments, complaint) in [
        ("queued", &[][..], "The 'glance-direct' import method can only be applied to an image in status 'uploading'"),
        (
            "active",
            &["--import-method", "web-download", "--uri", "http://x"],
            "The 'web-download' import method can only be applied to an image in status 'queued'",
        ),
        (
            "queued",
            &["--import-method", "copy-image", "--stores", "fast"],
            "The 'copy-image' import method can only be used on an image with status 'active'.",
        ),
        (
            "active",
            &["--import-method", "copy-image"],
            "Provide either --stores or --all-stores for 'copy-image' import method.",
        ),
        ("queued", &["--import-method", "web-download"], "Provide URI for web-download import method."),
        ("queued", &["--uri", "http://x"], "Import method should be 'web-download' if URI is provided."),
        (
            "queued",
            &["--remote-region", "r"],
            "Import method should be 'glance-download' if REMOTE REGION is provided.",
        ),
        (
            "queued",
            &["--import-method", "glance-download", "--remote-region", "r"],
            "Provide REMOTE_IMAGE_ID and remote-region for 'glance-download' import method.",
        ),
        (
            "queued",
            &["--import-method", "carrier-pigeon"],
            "Import method 'carrier-pigeon' is not valid for this cloud. Valid values can be retrieved with import-info \
             command.",
        ),
        (
            "uploading",
            &["--stores", "fast,slow"],
            "Store 'slow' is not valid for this cloud. Valid values can be retrieved with stores-info command.",
        ),
        (
            "uploading",
            &["--store", "fast", "--all-stores", "yes"],
            "Only one of --store, --stores and --all-stores can be provided",
        ),
    ] {
        let server = server(status);
        let outcome = Program::at(&server).run(&[&["image-import", ID][..], arguments].concat());
        assert_eq!(outcome.complained(), format!("{complaint}\n"));
        assert!(!server.lines().iter().any(|line| line.starts_with("POST")), "{arguments:?}");
    }
    let bare = Server::start().on("GET /v2/info/import", Answer::html("404 Not Found", "no"));
    let complaint = Program::at(&bare).run(&["image-import", ID]).complained();
    assert_eq!(complaint, "Target Glance does not support Image Import workflow\n");
}

#[test]
fn creating_via_import_stages_the_data_and_imports_it() {
    let server = server("importing");
    let program = Program::at(&server);
    let arguments = ["image-create-via-import", "--disk-format", "raw", "--container-format", "bare", "--name", "n"];
    let printed = program.run_with_input(&[&arguments[..], &["--store", "fast"]].concat(), b"abc").printed();
    assert!(printed.contains("importing"), "{printed}");
    assert_eq!(server.request(&format!("PUT {}/stage", image_path())).body, b"abc");
    assert_eq!(asked(&server), (json!({"method": {"name": "glance-direct"}}), Some("fast".to_owned())));
    let created: Value = serde_json::from_slice(&server.request("POST /v2/images").body).unwrap();
    assert_eq!(created, json!({"disk_format": "raw", "container_format": "bare", "name": "n"}));
}

#[test]
fn creating_via_import_has_strict_manners() {
    let formats = ["image-create-via-import", "--disk-format", "raw", "--container-format", "bare"];
    for (arguments, complaint) in [
        (&["--import-method", "copy-image"][..], "Import method 'copy-image' cannot be used while creating the image."),
        (&["--uri", "http://x"], "You cannot use --uri without specifying an import method."),
        (
            &["--import-method", "glance-direct"],
            "You must specify a --file or provide data via stdin for the glance-direct import method.",
        ),
        (
            &["--import-method", "glance-direct", "--store", "fast"],
            "--store option should only be provided with --file option or stdin for the glance-direct import method.",
        ),
        (
            &["--import-method", "web-download"],
            "URI is required for web-download import method. Please use '--uri <uri>'.",
        ),
        (
            &["--import-method", "web-download", "--all-stores", "True"],
            "--all-stores option should only be provided with --uri option for the web-download import method.",
        ),
        (
            &["--import-method", "web-download", "--uri", "http://x", "--file", "disk.img"],
            "You cannot specify a --file with the web-download import method.",
        ),
    ] {
        let server = server("queued");
        let outcome = Program::at(&server).file("disk.img", "abc").run(&[&formats[..], arguments].concat());
        assert_eq!(outcome.complained(), format!("{complaint}\n"));
        assert!(!server.lines().iter().any(|line| line.starts_with("POST")), "{arguments:?}");
    }
    let outcome = Program::alone().run(&["image-create-via-import", "--uri", "http://x"]);
    assert_eq!(outcome.complained(), "error: Must provide --container-format, --disk-format when using --uri.\n");
}

#[test]
fn creating_via_import_without_data_creates_and_nothing_else() {
    let server = server("queued");
    Program::at(&server).run(&["image-create-via-import", "--name", "n"]).printed();
    assert_eq!(server.lines(), ["POST /v2/images"]);
}

#[test]
fn data_is_staged_with_its_size() {
    let server = server("queued");
    let program = Program::at(&server).file("disk.img", "abc");
    assert_eq!(program.run(&["image-stage", ID, "--file", "disk.img"]).printed(), "");
    let staged = server.request(&format!("PUT {}/stage", image_path()));
    assert_eq!((&staged.body[..], &*staged.headers["x-openstack-image-size"]), (&b"abc"[..], "3"));
}
