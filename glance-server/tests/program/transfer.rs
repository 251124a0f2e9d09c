//! Data on its way in and out.

use std::io::Write;
use std::net::Shutdown;

use tempfile::TempDir;

use crate::fixture::{Config, OCTETS, Server};

#[test]
fn one_connection_serves_many_requests() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let mut connection = server.connect();

    for _ in 0..3 {
        assert_eq!(connection.ask("GET", "/v2/images", "", b"").status, 200);
        assert_eq!(connection.ask("POST", "/v2/images", "", b"{").status, 400);
    }
}

#[test]
fn a_client_that_waits_is_asked_for_data_that_is_wanted() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let image = server.image();
    let mut connection = server.connect();

    connection.send_head(
        "PUT",
        &format!("{image}/file"),
        &format!("{OCTETS}content-length: 4\r\nexpect: 100-continue\r\n"),
    );
    let asked = connection.answer_head();
    connection.stream.write_all(b"data").unwrap();

    assert_eq!(asked, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(connection.answer().status, 204);
}

#[test]
fn a_client_that_waits_is_not_asked_for_data_that_is_refused() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let file = server.image_with(b"data");
    let mut connection = server.connect();

    connection.send_head("PUT", &file, &format!("{OCTETS}content-length: 4000000000\r\nexpect: 100-continue\r\n"));

    assert_eq!(connection.answer().status, 409);
}

#[test]
fn a_client_that_does_not_wait_still_learns_why_its_data_is_refused() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let file = server.image_with(b"data");

    let answer = server.ask("PUT", &file, OCTETS, &vec![7; 32 * 1024 * 1024]);

    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("transition from active to saving is not allowed"));
}

#[test]
fn data_may_come_in_chunks_of_any_size() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let file = format!("{}/file", server.image());
    let mut connection = server.connect();

    connection.send_head("PUT", &file, &format!("{OCTETS}transfer-encoding: chunked\r\n"));
    for chunk in ["a", "bcdefgh", "ijklmnopqrstuvwxyz"] {
        write!(connection.stream, "{:x}\r\n{chunk}\r\n", chunk.len()).unwrap();
    }
    write!(connection.stream, "0\r\n\r\n").unwrap();

    assert_eq!(connection.answer().status, 204);
    assert_eq!(server.ask("GET", &file, "", b"").text(), "abcdefghijklmnopqrstuvwxyz");
}

#[test]
fn a_client_that_leaves_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    for framing in ["content-length: 1000\r\n", "transfer-encoding: chunked\r\n"] {
        let image = server.image();
        let mut connection = server.connect();
        let headers = format!(
            "{OCTETS}{framing}expect: 100-continue
"
        );
        connection.send_head("PUT", &format!("{image}/file"), &headers);
        // Once the server wants the data, the image is in `saving`.
        connection.answer_head();
        connection.stream.write_all(b"4\r\nhalf\r\n").unwrap();

        connection.stream.shutdown(Shutdown::Both).unwrap();
        server.wait_for_status(&image, "queued");

        assert_eq!(server.ask("PUT", &format!("{image}/file"), OCTETS, b"whole").status, 204, "{framing}");
    }
    assert_eq!(folder.path().join("images").read_dir().unwrap().count(), 2);
}

#[test]
fn a_line_tells_what_was_asked_and_never_what_for() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);

    server.ask(
        "GET",
        "/v2/images?name=secret-name",
        "x-auth-token: secret-token\r\nx-openstack-request-id: mine\r\n",
        b"",
    );
    let line = server.wait_for("answered");

    for part in ["req-mine", "method=GET", "path=\"/v2/images\"", "status=200", "sent_bytes=", "duration_ms="] {
        assert!(line.contains(part), "no {part} in {line}");
    }
    assert!(!line.contains("secret"), "{line}");
}

#[test]
fn a_download_that_its_client_does_not_read_is_not_held_for_good() {
    let config = Config::new("client_socket_timeout = 5", "").synced();
    let server = Server::api(&config);
    let file = server.image_with(&vec![7; 64 * 1024 * 1024]);
    let mut stalled = server.connect();
    stalled.send_head("GET", &file, "");

    assert!(stalled.answer_head().starts_with("HTTP/1.1 200 OK"));

    server.wait_for("the answer broke off");
}
