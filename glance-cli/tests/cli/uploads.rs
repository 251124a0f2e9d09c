//! Image data on its way up.

use std::fs::File;

use serde_json::{Value, json};

use crate::support::{Answer, ID, Outcome, Program, Server, image, image_path};

fn put() -> String {
    format!("PUT {}/file", image_path())
}

#[test]
fn a_file_is_sent_with_its_size_and_a_pipe_in_chunks() {
    let server = Server::start().on(&put(), Answer::empty()).on("GET /v2/info/stores", Answer::json(&stores()));
    let program = Program::at(&server).file("disk.img", "abc");

    assert_eq!(program.run(&["image-upload", ID, "--file", "disk.img", "--store", "fast"]).printed(), "");
    assert_eq!(program.run_with_input(&["image-upload", ID, "--size", "6", "--progress"], b"abcdef").printed(), "");
    let mut redirected = program.command(env!("CARGO_BIN_EXE_glance"));
    redirected.args(["image-upload", ID]).stdin(File::open(program.path("disk.img")).unwrap());
    assert_eq!(Outcome::of(redirected.spawn().unwrap()).printed(), "");

    let puts: Vec<_> = server.requests().into_iter().filter(|request| request.line == put()).collect();
    let [file, pipe, redirected] = &puts[..] else { panic!("{puts:?}") };
    let header = |name: &str| [file, pipe, redirected].map(|request| request.headers.get(name).map(String::as_str));
    assert_eq!(header("content-type"), [Some("application/octet-stream"); 3]);
    assert_eq!(header("content-length"), [Some("3"), None, Some("3")]);
    assert_eq!(header("transfer-encoding"), [None, Some("chunked"), None]);
    assert_eq!(header("x-openstack-image-size"), [Some("3"), Some("6"), Some("3")]);
    assert_eq!(header("x-image-meta-store"), [Some("fast"), None, None]);
    assert_eq!([&file.body[..], &pipe.body, &redirected.body], [&b"abc"[..], b"abcdef", b"abc"]);
}

#[test]
fn memory_does_not_grow_with_the_image() {
    const SIZE: u64 = 1024 * 1024 * 1024;
    let server = Server::start().on(&put(), Answer::empty());
    let program = Program::at(&server);
    File::create(program.path("disk.img")).unwrap().set_len(SIZE).unwrap();
    let mut limited = program.command("sh");
    // In KiB of address space: a quarter of the image.
    let script = "ulimit -v 262144; exec \"$@\"";
    limited.args(["-c", script, "sh", env!("CARGO_BIN_EXE_glance"), "image-upload", ID, "--file", "disk.img"]);
    assert_eq!(Outcome::of(limited.spawn().unwrap()).printed(), "");
    assert_eq!(server.request(&put()).body_size, SIZE);
}

#[test]
fn a_server_that_refuses_before_the_end_is_heard() {
    let refusal = Answer::html("409 Conflict", "Image status transition from active to saving is not allowed");
    let server = Server::start().on(&put(), refusal.at_once());
    let program = Program::at(&server);
    File::create(program.path("disk.img")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(
        program.run(&["image-upload", ID, "--file", "disk.img"]).complained(),
        "HTTP 409 Conflict: Image status transition from active to saving is not allowed\n"
    );
}

#[test]
fn data_must_be_there_and_of_the_size_that_was_said() {
    let server = Server::start().on("GET /v2/info/stores", Answer::json(&stores()));
    let program = Program::at(&server).file("disk.img", "abc");
    for (arguments, complaint) in [
        (&["image-upload", ID][..], "No data to upload: name a file with --file, or redirect standard input."),
        (
            &["image-upload", ID, "--file", "disk.img", "--size", "5"],
            "Size mismatch: provided size 5 does not match the size of the image 3",
        ),
        (
            &["image-upload", ID, "--file", "no.img"],
            "File no.img does not exist or user does not have read privileges to it",
        ),
        (&["image-upload", ID, "--file", "."], ". is a directory"),
        (
            &["image-upload", ID, "--file", "disk.img", "--store", "slow"],
            "Store 'slow' is not valid for this cloud. Valid values can be retrieved with stores-info command.",
        ),
        (
            &["image-create", "--file", "disk.img", "--disk-format", "raw"],
            "error: Must provide --container-format when using --file.",
        ),
    ] {
        assert_eq!(program.run(arguments).complained(), format!("{complaint}\n"));
    }
    assert!(server.lines().iter().all(|line| line == "GET /v2/info/stores"));
}

#[test]
fn creating_sends_all_that_was_said_and_then_the_data() {
    let server = Server::start()
        .on("POST /v2/images", Answer::json(&image()))
        .on(&put(), Answer::empty())
        .on(&format!("GET {}", image_path()), Answer::json(&image()));
    let program = Program::at(&server).file("disk.img", "abc");
    let printed = program.run(&[
        "image-create",
        "--id",
        ID,
        "--name",
        "cirros",
        "--disk-format",
        "qcow2",
        "--container-format",
        "bare",
        "--tags",
        "t1",
        "t2",
        "--min-ram",
        "-1",
        "--min-disk",
        "2",
        "--protected",
        "--hidden",
        "False",
        "--property",
        "a=b=c",
        "--property",
        "empty=",
        "--os-distro",
        "debian",
        "--kernel-id",
        "k",
        "--file",
        "disk.img",
        "-f",
        "json",
    ]);
    let printed: Value = serde_json::from_str(&printed.printed()).unwrap();
    assert_eq!(printed["name"], "cirros");
    assert_eq!(server.lines(), ["POST /v2/images", &put(), &format!("GET {}", image_path())]);
    let sent: Value = serde_json::from_slice(&server.request("POST /v2/images").body).unwrap();
    assert_eq!(
        sent,
        json!({
            "id": ID, "name": "cirros", "disk_format": "qcow2", "container_format": "bare", "tags": ["t1", "t2"],
            "min_ram": -1, "min_disk": 2, "protected": true, "os_hidden": false, "a": "b=c", "empty": "",
            "os_distro": "debian", "kernel_id": "k"
        })
    );
}

#[test]
fn creating_prints_the_image_even_if_its_data_was_refused() {
    let server = Server::start()
        .on("POST /v2/images", Answer::json(&image()))
        .on(&put(), Answer::html("415 Unsupported Media Type", "no"))
        .on(&format!("GET {}", image_path()), Answer::json(&image()));
    let arguments = ["image-create", "--disk-format", "raw", "--container-format", "bare", "-f", "value"];
    let outcome = Program::at(&server).run_with_input(&arguments, b"abc");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(1), "HTTP 415 Unsupported Media Type: no\n"));
    assert!(outcome.stdout.contains(ID));
}

#[test]
fn creating_prints_the_image_even_if_the_service_is_gone_by_then() {
    let server = Server::start()
        .on("POST /v2/images", Answer::json(&image()))
        .on(&put(), Answer::html("503 Service Unavailable", "no"))
        .on(&format!("GET {}", image_path()), Answer::html("503 Service Unavailable", "no"));
    let arguments = ["image-create", "--disk-format", "raw", "--container-format", "bare", "-f", "value"];
    let outcome = Program::at(&server).run_with_input(&arguments, b"abc");
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(outcome.stdout.contains(ID));
}

#[test]
fn creating_without_data_sends_none() {
    let server = Server::start().on("POST /v2/images", Answer::json(&image()));
    let program = Program::at(&server);
    program.run(&["image-create", "--name", "n"]).printed();
    assert_eq!(server.lines(), ["POST /v2/images"]);
}

fn stores() -> Value {
    json!({"stores": [{"id": "fast", "default": "true"}, {"id": "cheap"}]})
}
