//! Failures: what is said on standard error, and the exit code.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use crate::support::{Answer, ID, Outcome, Program, Server, image_path};

fn show(answer: Answer) -> Outcome {
    let server = Server::start().on(&format!("GET {}", image_path()), answer);
    Program::at(&server).run(&["image-show", ID])
}

#[test]
fn an_error_is_the_servers_message_in_whatever_form_it_comes() {
    let html = show(Answer::html("404 Not Found", "No image found with ID &#x27;x&#x27;"));
    assert_eq!(html.complained(), "HTTP 404 Not Found: No image found with ID 'x'\n");
    let json = show(Answer::new("403 Forbidden", "application/json", r#"{"message": "no", "code": "403 Forbidden"}"#));
    assert_eq!(json.complained(), "HTTP 403 Forbidden: no\n");
    let nested = show(Answer::new("409 Conflict", "application/json", r#"{"error": {"message": "no", "code": 409}}"#));
    assert_eq!(nested.complained(), "HTTP 409 Conflict: no\n");
    let text = show(Answer::new("503 Service Unavailable", "text/plain", "try\nlater\u{1b}[2J\n"));
    assert_eq!(text.complained(), "HTTP try\nlater\\u{1b}[2J\n");
    let nothing = show(Answer::new("500 Internal Server Error", "text/plain", ""));
    assert_eq!(nothing.complained(), "HTTP 500 Internal Server Error\n");
}

#[test]
fn some_statuses_have_words_of_their_own() {
    let unknown = show(Answer::html("401 Unauthorized", "This server could not verify"));
    assert_eq!(unknown.complained(), "Invalid OpenStack Identity credentials.\n");
    let choices = show(Answer::new("300 Multiple Choices", "application/json", "{}"));
    assert_eq!(choices.complained(), "Requested version of OpenStack Images API is not available.\n");
}

#[test]
fn a_server_that_is_not_there_or_not_a_glance_is_named() {
    let absent = Program::alone().run(&["--os-image-url", "http://127.0.0.1:1/v2/", "image-show", ID]);
    let expected =
        format!("Error finding address for http://127.0.0.1:1{}: Connection refused (os error 111)\n", image_path());
    assert_eq!(absent.complained(), expected);
    let other = show(Answer::new("200 OK", "text/html", "<html>It works!</html>"));
    let complaint = other.complained();
    assert!(complaint.contains("did not return the document that it should"), "{complaint}");
}

#[test]
fn a_redirect_to_another_server_does_not_get_the_token() {
    let elsewhere = Server::start();
    let server = Server::start().on(
        &format!("GET {}", image_path()),
        Answer::new("302 Found", "text/plain", "moved").header("Location", &format!("{}/v2/images", elsewhere.url())),
    );
    let outcome = Program::at(&server).variable("OS_AUTH_TOKEN", "t").run(&["image-show", ID]);
    let told = format!("HTTP 302 Found: the server sends to {}/v2/images, which is not followed\n", elsewhere.url());
    assert_eq!(outcome.complained(), told);
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn deleting_goes_on_after_a_failure_and_fails_at_the_end() {
    let server = Server::start()
        .on("DELETE /v2/images/a", Answer::html("404 Not Found", "?"))
        .on("DELETE /v2/images/b", Answer::html("403 Forbidden", "?"))
        .on("DELETE /v2/images/c", Answer::html("409 Conflict", "?"))
        .on("DELETE /v2/images/d", Answer::empty());
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&["image-delete", "a", "b", "..", "c", "d"]).complained(), @r#"
    No image with an ID of 'a' exists.
    You are not permitted to delete the image 'b'.
    '..' is not a name that anything can have
    Unable to delete image 'c' because it is in use.
    "#);
    assert_eq!(server.requests().len(), 4);
    assert_eq!(program.run(&["image-delete", "d"]).printed(), "");
}

#[test]
fn wrong_usage_exits_with_2_and_a_wrong_argument_with_1() {
    let program = Program::alone();
    for arguments in [
        &["image-show"][..],
        &["image-bogus"],
        &["image-show", "--explain", "--human-readable", ID],
        &["image-show", "--explain", "--max-column-width", "40", ID],
        &["image-list", "--sort-key", "bogus"],
        &["image-update", ID, "--protected", "maybe"],
        &["member-update", ID, "p", "bogus"],
    ] {
        let outcome = program.run(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
    for (arguments, complaint) in [
        (&["help", "bogus"][..], "'bogus' is not a valid subcommand"),
        (
            &["image-list", "--property-filter", "x"],
            "Argument --property-filter expected properties in the format KEY=VALUE",
        ),
        (&["image-update", ID, "--property", "x"], "Argument --property expected properties in the format KEY=VALUE"),
        (
            &["image-list", "--sort", "name", "--sort-key", "id"],
            "HTTP The 'sort' argument is not supported with 'sort_key' or 'sort_dir'.",
        ),
        (
            &["image-list", "--sort", "bogus"],
            "HTTP Invalid sort key: bogus. It must be one of the following: name, status, container_format, disk_format, size, id, \
             created_at, updated_at.",
        ),
        (&["--os-image-api-version", "1", "image-list"], "Invalid API version parameter. Supported values are [2]"),
        (&["image-create", "--store", "s"], "--store option should only be provided with --file option or stdin."),
    ] {
        assert_eq!(program.run(arguments).complained(), format!("{complaint}\n"));
    }
}

#[test]
fn what_is_no_text_is_refused_and_files_may_have_any_name() {
    let bytes = |text: &[u8]| OsStr::from_bytes(text).to_owned();
    let server = Server::start().on(&format!("PUT {}/file", image_path()), Answer::empty());
    let program = Program::at(&server);
    std::fs::write(program.path("").join(bytes(b"disk\xff.img")), "abc").unwrap();
    let run = |arguments: &[OsString], variable: Option<OsString>| {
        let mut command = program.command(env!("CARGO_BIN_EXE_glance"));
        command.args(arguments).envs(variable.map(|value| ("OS_USERNAME", value)));
        Outcome::of(command.spawn().unwrap())
    };
    let upload = ["image-upload".into(), ID.into(), "--file".into(), bytes(b"disk\xff.img")];
    assert_eq!(run(&upload, None).printed(), "");
    for (arguments, variable) in [
        (&["image-show".into(), bytes(b"a\xff")][..], None),
        (&[bytes(b"\xff")], None),
        (&["image-list".into()], Some(bytes(b"\xff"))),
    ] {
        let outcome = run(arguments, variable);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
}

#[test]
fn a_proxy_is_used_unless_the_server_is_excepted() {
    let proxy = Server::start().on(
        "GET http://glance.invalid/v2/images?limit=200&sort_key=name&sort_dir=asc",
        Answer::json(&serde_json::json!({"images": []})),
    );
    let program = Program::alone()
        .variable("NO_PROXY", "")
        .variable("http_proxy", &proxy.url())
        .variable("OS_IMAGE_URL", "http://glance.invalid");
    program.run(&["image-list"]).printed();
    assert_eq!(proxy.requests().len(), 1);
    let excepted = program.variable("NO_PROXY", "glance.invalid").run(&["image-list"]).complained();
    assert!(excepted.starts_with("Error finding address for http://glance.invalid/"), "{excepted}");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn debugging_shows_requests_without_their_token() {
    let server = Server::start().on(&format!("GET {}", image_path()), Answer::html("404 Not Found", "no"));
    let outcome = Program::at(&server).variable("OS_AUTH_TOKEN", "sesame").run(&["--debug", "image-show", ID]);
    assert!(outcome.stderr.starts_with("curl -g -i -X GET 'http://"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("{SHA256}") && !outcome.stderr.contains("sesame"), "{}", outcome.stderr);
}
