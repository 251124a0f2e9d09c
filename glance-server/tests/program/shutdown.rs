//! Stopping.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat, open};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::fixture::{Config, OCTETS, PATIENCE, Server, program};

#[test]
fn a_download_under_way_comes_to_its_end() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &["--shutdown-timeout", "20"]);
    let data = vec![7; 64 * 1024 * 1024];
    let file = server.image_with(&data);
    let mut download = server.connect();
    download.send_head("GET", &file, "");
    let head = download.answer_head();

    server.signal(Signal::TERM);
    server.wait_for("stopping");
    let refused = TcpStream::connect(&server.address).is_err();
    let mut received = vec![0; data.len()];
    download.stream.read_exact(&mut received).unwrap();

    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(refused);
    assert!(received == data);
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn idle_connections_do_not_keep_a_server_up() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &["--shutdown-timeout", "600"]);
    let mut idle = server.connect();
    assert_eq!(idle.ask("GET", "/v2/images", "", b"").status, 200);
    let _silent = server.connect();

    server.signal(Signal::INT);

    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn an_upload_that_does_not_end_is_cut_off_and_cleaned_up() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &["--shutdown-timeout", "0"]);
    let image = server.image();
    let mut upload = server.connect();
    upload.send_head(
        "PUT",
        &format!("{image}/file"),
        &format!("{OCTETS}transfer-encoding: chunked\r\nexpect: 100-continue\r\n"),
    );
    assert_eq!(upload.answer_head(), "HTTP/1.1 100 Continue\r\n\r\n");
    upload.stream.write_all(b"4\r\nhalf\r\n").unwrap();

    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
    let left = folder.path().join("images").read_dir().unwrap().count();
    let server = Server::local(folder.path(), &[]);

    assert_eq!(left, 0);
    assert_eq!(server.ask("GET", &image, "", b"").field("status"), "queued");
}

#[test]
fn a_database_file_is_whole_after_a_stop() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    server.image();

    server.signal(Signal::TERM);
    server.wait();

    assert!(!folder.path().join("glance.sqlite-wal").exists());
}

#[test]
fn a_thread_that_hangs_does_not_keep_a_server_up() {
    let config = Config::new("", "").synced();
    let mut server =
        Server::start(program().args(["api", "--shutdown-timeout", "0", "--config-file"]).arg(&config.file));
    server.wait_for("ready");
    server.address = format!("127.0.0.1:{}", config.port);
    let hanging = config.folder.path().join("policy.yaml");
    mknodat(CWD, &hanging, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let (mut client, until) = (server.connect(), Instant::now() + PATIENCE);
    // A pipe can be opened for writing as soon as somebody is there to read. What they wait for never comes.
    let _writer = loop {
        assert_eq!(client.ask("GET", "/v2/images", "", b"").status, 200);
        match open(&hanging, OFlags::WRONLY | OFlags::NONBLOCK, Mode::empty()) {
            Ok(pipe) => break pipe,
            Err(error) => assert!(Instant::now() < until, "nobody reads the rules: {error}"),
        }
    };

    server.signal(Signal::TERM);

    server.wait_for("are left behind");
    assert_eq!(server.wait().code(), Some(0));
}
