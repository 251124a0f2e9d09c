//! Requests that make no sense: whatever they are, they are told so, and nothing comes to harm.

mod requests;

use std::io::{Read, Write};

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{Answer, Server};
use requests::{Random, Request};

/// Whether an answer says what is wrong, in the format that was asked for.
fn tells_what_is_wrong(request: &Request, answer: &Answer) -> bool {
    let body = String::from_utf8_lossy(&answer.body);
    if request.accept == "application/json" {
        let document: Value = serde_json::from_str(&body).unwrap_or_default();
        let code = document["code"].as_str().unwrap_or_default();
        code.starts_with(&answer.status.to_string()) && document["message"].is_string() && document["title"].is_string()
    } else if request.accept == "text/html" {
        body.starts_with("<html>") && body.contains(&format!("<title>{} ", answer.status))
    } else {
        body.starts_with(&format!("{} ", answer.status))
    }
}

#[test]
fn n12_ossn_0099_a_thousand_malformed_requests_are_refused_one_by_one() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let images = [server.image(), server.image_with(b"0123456789").trim_end_matches("/file").to_owned()];
    let before = images.each_ref().map(|image| server.ask("GET", image, "", b"").body);
    let mut random = Random::new(20_261_122);

    let mut passed_over = Vec::new();
    for _ in 0..1000 {
        let request = Request::malformed(&mut random, &images);
        let headers = format!("accept: {}\r\n{}", request.accept, request.headers);
        let answer = server.ask(request.method, &request.path, &headers, &request.body);
        if !(400..500).contains(&answer.status) || !tells_what_is_wrong(&request, &answer) {
            passed_over.push(format!("{request:?}\n{}{}", answer.head, answer.body.escape_ascii()));
        }
    }

    assert!(passed_over.is_empty(), "{} requests:\n{}", passed_over.len(), passed_over.join("\n"));
    assert_eq!(before, images.each_ref().map(|image| server.ask("GET", image, "", b"").body));
}

/// Requests whose end nobody can agree on. A proxy in front may read them in one way and the server in another.
const AMBIGUOUS: [&str; 14] = [
    "content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
    "content-length: 2, 3\r\n\r\n{}",
    "content-length: -1\r\n\r\n",
    "content-length: +2\r\n\r\n{}",
    "content-length: 0x2\r\n\r\n{}",
    "content-length: 99999999999999999999999\r\n\r\n{}",
    "content-length: two\r\n\r\n{}",
    "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "transfer-encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
    "transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "transfer-encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "transfer-encoding: gzip\r\n\r\n{}",
    "x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
    "x-bad\u{1}name: a\r\ncontent-length: 2\r\n\r\n{}",
];

#[test]
fn h07_a_request_whose_end_is_not_certain_is_refused_and_nothing_after_it_is_read() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    for headers in AMBIGUOUS {
        let mut connection = server.connect();
        // What follows may have been smuggled past a proxy, as a part of the body of the first.
        let smuggled = "POST /v2/images HTTP/1.1\r\nhost: glance\r\ncontent-length: 18\r\n\r\n{\"name\":\"smuggled\"}";
        let text = format!("POST /v2/images HTTP/1.1\r\nhost: glance\r\n{headers}{smuggled}");
        let _ = connection.stream.write_all(text.as_bytes());
        let mut said = String::new();
        let _ = connection.stream.read_to_string(&mut said);

        assert!(said.starts_with("HTTP/1.1 4"), "{headers:?}: {said:?}");
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{headers:?}: {said:?}");
    }
    let list = server.ask("GET", "/v2/images", "", b"");
    assert!(!list.text().contains("smuggled"), "{}", list.text());
}

#[test]
fn h07_a_length_beside_chunks_does_not_count() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let mut connection = server.connect();
    connection.send_head("POST", "/v2/images", "content-length: 3\r\ntransfer-encoding: chunked\r\n");
    connection.stream.write_all(b"2\r\n{}\r\n0\r\n\r\n").unwrap();

    assert!(matches!(connection.answer().status, 201 | 400));
}

#[test]
fn n13_ossa_2026_031_headers_made_to_be_slow_are_answered_at_once() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let file = server.image_with(b"0123456789");
    let long = 12_000;
    for (name, value) in [
        ("accept", "text/html;q=0.".to_owned() + &"0".repeat(long)),
        ("accept", "a/b,".repeat(long / 4)),
        ("accept", "*/*;".repeat(long / 4)),
        ("accept", format!("application/vnd.openstack.images-v{}", "2".repeat(long))),
        ("accept-encoding", "gzip;q=1,".repeat(long / 9)),
        ("accept-language", "a-".repeat(long / 2)),
        ("range", "bytes=".to_owned() + &"0-0,".repeat(long / 4)),
        ("range", "bytes=".to_owned() + &"9".repeat(long)),
        ("content-range", "bytes ".to_owned() + &"1".repeat(long)),
        ("content-type", "a;".repeat(long / 2)),
        ("forwarded", "for=\"".repeat(long / 5)),
        ("x-forwarded-for", "1,".repeat(long / 2)),
    ] {
        let answer = server.ask("GET", &file, &format!("{name}: {value}\r\n"), b"");
        assert!((200..500).contains(&answer.status), "{name}: {}", answer.head);
    }
}
