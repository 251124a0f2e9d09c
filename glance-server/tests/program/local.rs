//! `glance-server` without arguments.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::fixture::{Server, program, run};

#[test]
fn a_server_is_ready_within_a_second_and_says_where_everything_is() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let started = Instant::now();

    let mut command = program();
    let server = Server::start(command.args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(&data));
    let told = server.wait_for("data folder:");

    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert!(told.ends_with(data.canonicalize().unwrap().to_str().unwrap()), "{told}");
}

#[test]
fn images_are_files_named_by_their_ids_and_outlive_the_server() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let file = server.image_with(b"data");
    server.signal(Signal::TERM);
    assert!(server.wait().success());

    let server = Server::local(folder.path(), &[]);

    assert_eq!(server.ask("GET", &file, "", b"").text(), "data");
    let id = file.split('/').nth(3).unwrap();
    let mode = folder.path().join("images").join(id).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn a_folder_has_one_server_at_a_time() {
    let folder = TempDir::new().unwrap();
    let _server = Server::local(folder.path(), &[]);

    let (code, said) = run(program().args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(folder.path()));

    assert_eq!(code, 1);
    assert!(said.contains("another server is using the data folder"), "{said}");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let server = Server::local(folders[0].path(), &[]);

    let (code, said) = run(program().args(["--bind", &server.address, "--data-dir"]).arg(folders[1].path()));

    assert_eq!(code, 1);
    assert!(said.contains(&format!("cannot listen on {}", server.address)), "{said}");
}
