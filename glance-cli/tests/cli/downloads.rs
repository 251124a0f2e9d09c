//! Image data on its way down.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, ID, Outcome, Program, Server, image, image_path};

fn server(image: &Value, data: Answer) -> Server {
    Server::start()
        .on(&format!("GET {}", image_path()), Answer::json(image))
        .on(&format!("GET {}/file", image_path()), data)
}

fn download(image: &Value, data: Answer) -> (Outcome, Vec<String>) {
    let server = server(image, data);
    let program = Program::at(&server);
    let outcome = program.run(&["image-download", ID, "--file", "disk.img"]);
    (outcome, program.files())
}

fn with<const COUNT: usize>(fields: [(&str, Value); COUNT]) -> Value {
    let mut image = image();
    for (name, value) in fields {
        image[name] = value;
    }
    image
}

#[test]
fn verified_data_appears_under_its_name() {
    let server = server(&image(), Answer::data("abc"));
    let program = Program::at(&server).file("old.img", "old");
    fs::set_permissions(program.path("old.img"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("old.img", program.path("link.img")).unwrap();
    assert_eq!(program.run(&["image-download", ID, "--file", "disk.img", "--progress"]).printed(), "");
    assert_eq!(program.run(&["image-download", "--file", "link.img", ID]).printed(), "");
    assert_eq!(program.files(), ["disk.img", "link.img", "old.img"]);
    assert_eq!(fs::read(program.path("disk.img")).unwrap(), b"abc");
    assert!(fs::symlink_metadata(program.path("link.img")).unwrap().is_symlink());
    assert_eq!(fs::read(program.path("old.img")).unwrap(), b"abc");
    assert_eq!(fs::metadata(program.path("old.img")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let server = server(&image(), Answer::data("abc"));
    let program = Program::at(&server).file("disk.img", "old");
    fs::set_permissions(program.path("disk.img"), fs::Permissions::from_mode(0o666)).unwrap();

    program.run(&["image-download", ID, "--file", "disk.img"]).printed();

    assert_eq!(fs::read(program.path("disk.img")).unwrap(), b"abc");
    assert_eq!(fs::metadata(program.path("disk.img")).unwrap().permissions().mode() & 0o777, 0o666);
}

#[test]
fn corrupt_data_is_told_of_and_leaves_nothing() {
    let (outcome, files) = download(&image(), Answer::data("abd"));
    let complaint = outcome.complained();
    assert!(complaint.starts_with("Corrupt image download. Hash was 1a9840c27a5cf22dab060cdd8a83da2b"), "{complaint}");
    assert!(complaint.contains(" expected ddaf35a193617aba"), "{complaint}");
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn a_download_that_breaks_off_leaves_nothing_and_the_old_file_as_it_was() {
    let server = server(&image(), Answer::data("abc").cut_after(2));
    let program = Program::at(&server).file("disk.img", "old");
    let complaint = program.run(&["image-download", ID, "--file", "disk.img"]).complained();
    assert!(complaint.starts_with("The download broke off: "), "{complaint}");
    assert_eq!(
        (program.files(), fs::read(program.path("disk.img")).unwrap()),
        (vec!["disk.img".to_owned()], b"old".into())
    );
}

#[test]
fn what_to_verify_depends_on_what_is_known() {
    let (checksum, _) = download(&with([("os_hash_algo", Value::Null)]), Answer::data("abd"));
    insta::assert_snapshot!(checksum.complained(), @"Corrupt image download. Checksum was 4911e516e5aa21d327512e0c8b197616 expected 900150983cd24fb0d6963f7d28e17f72");

    let nothing = with([("os_hash_algo", Value::Null), ("checksum", Value::Null), ("size", json!(4))]);
    let (header, _) = download(&nothing, Answer::data("abd").header("Content-MD5", "900150983cd24fb0d6963f7d28e17f72"));
    insta::assert_snapshot!(header.complained(), @"Corrupt image download. Checksum was 4911e516e5aa21d327512e0c8b197616 expected 900150983cd24fb0d6963f7d28e17f72");
    let (size, _) = download(&nothing, Answer::data("abd"));
    insta::assert_snapshot!(size.complained(), @"Corrupt image download. Size was 3 expected 4");
}

#[test]
fn an_unknown_algorithm_needs_leave_to_verify_md5() {
    let server = server(&with([("os_hash_algo", json!("whirlpool"))]), Answer::data("abc"));
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&["image-download", ID, "--file", "disk.img"]).complained(), @"The hash algorithm 'whirlpool' is not available here; --allow-md5-fallback verifies the MD5 checksum instead");
    assert!(program.files().is_empty());
    assert_eq!(program.run(&["image-download", ID, "--allow-md5-fallback"]).printed(), "abc");
}

#[test]
fn an_image_without_data_or_that_is_not_there_says_so() {
    let (outcome, files) = download(&image(), Answer::empty());
    assert_eq!(outcome.complained(), format!("Image {ID} has no data.\n"));
    assert!(files.is_empty());
    let (outcome, _) = download(&image(), Answer::html("403 Forbidden", "The requested image has been deactivated."));
    assert_eq!(
        outcome.complained(),
        format!("Unable to download image '{ID}'. (HTTP 403 Forbidden: The requested image has been deactivated.)\n")
    );
    let server = server(&image(), Answer::data("abc"));
    let complaint = Program::at(&server).run(&["image-download", ID, "--file", "no/such/folder"]).complained();
    assert_eq!(complaint, "no/such/folder: No such file or directory (os error 2)\n");
}

#[test]
fn preferred_stores_are_asked_for() {
    let server = Server::start()
        .on(&format!("GET {}", image_path()), Answer::json(&image()))
        .on(&format!("GET {}/file?prefer=cheap%2Cfast", image_path()), Answer::data("abc"));
    assert_eq!(Program::at(&server).run(&["image-download", ID, "--prefer", "cheap,fast"]).printed(), "abc");
}

#[test]
fn a_closed_pipe_ends_the_program_without_a_word() {
    let data = vec![0; 4 << 20];
    let server = server(&with([("size", json!(data.len()))]), Answer::data(data));
    let program = Program::at(&server);
    for arguments in [&["image-download", ID][..], &["image-show", ID], &["help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program.command(env!("CARGO_BIN_EXE_glance"));
        let outcome = Outcome::of(command.args(arguments).stdout(writer).spawn().unwrap());
        // As the shell counts a process that SIGPIPE ended.
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(141), ""), "{arguments:?}");
    }
}

#[test]
fn an_interrupted_download_leaves_nothing() {
    for (signal, code) in [("-HUP", 129), ("-INT", 130), ("-TERM", 143)] {
        let server = server(&image(), Answer::data("abc").stalled_after(2));
        let program = Program::at(&server);
        // Whoever runs the tests may have them ignore SIGHUP, which a program is born with.
        let mut command = program.command("env");
        command.args([
            "--default-signal=HUP",
            env!("CARGO_BIN_EXE_glance"),
            "image-download",
            ID,
            "--file",
            "disk.img",
        ]);
        let child = command.spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while program.files().is_empty() {
            assert!(Instant::now() < deadline, "no data arrived");
            std::thread::yield_now();
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let outcome = Outcome::of(child);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(code), "... terminating glance client\n"));
        assert!(program.files().is_empty());
    }
}

#[test]
fn a_silent_server_is_given_up() {
    let server = server(&image(), Answer::data("abc").stalled_after(2));
    let program = Program::at(&server);
    let complaint = program.run(&["--timeout", "2", "image-download", ID, "--file", "disk.img"]).complained();
    assert_eq!(complaint, "The download broke off: no answer for 2 seconds\n");
    assert!(program.files().is_empty());
}
