//! Sockets in the file system.

use std::fs;
use std::os::unix::net::{UnixListener, UnixStream};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::fixture::{Config, Http, Server, program};

#[test]
fn a_server_may_listen_on_a_socket_file_and_takes_it_away_again() {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("glance.sock");
    let mut command = program();
    command.arg("--data-dir").arg(folder.path()).arg("--bind").arg(format!("unix:{}", socket.display()));
    let server = Server::start(&mut command);
    server.wait_for("Images API:");

    let answer = Http { stream: UnixStream::connect(&socket).unwrap() }.ask("GET", "/v2/images", "", b"");
    server.signal(Signal::TERM);

    assert_eq!(answer.status, 200);
    assert!(server.wait().success());
    assert!(!socket.exists());
}

#[test]
fn a_socket_file_that_nobody_listens_on_is_replaced() {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("glance.sock");
    drop(UnixListener::bind(&socket).unwrap());
    let config = Config::new(&format!("bind_unix_socket = {}", socket.display()), "").synced();

    let _server = Server::api(&config);

    assert_eq!(Http { stream: UnixStream::connect(&socket).unwrap() }.ask("GET", "/", "", b"").status, 300);
}

#[test]
fn a_file_that_is_no_socket_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("precious");
    fs::write(&file, "data").unwrap();
    let mut command = program();
    command.arg("--data-dir").arg(folder.path()).arg("--bind").arg(format!("unix:{}", file.display()));

    let server = Server::start(&mut command);
    server.wait_for("cannot listen on");

    assert_eq!(server.wait().code(), Some(1));
    assert_eq!(fs::read_to_string(&file).unwrap(), "data");
}
