//! Requests that are too much.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use axum::Router;
use glance_server::serve::{Address, Limits, Listener, serve};
use tempfile::TempDir;

use crate::fixture::Server;

#[test]
fn a_head_that_is_too_large_is_refused() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);

    let answer = server.ask("GET", "/v2/images", &format!("x-large: {}\r\n", "x".repeat(100_000)), b"");

    assert_eq!(answer.status, 431);
}

#[test]
fn a_document_that_is_too_large_is_refused() {
    let folder = TempDir::new().unwrap();
    let server = Server::local(folder.path(), &[]);
    let document = format!("{{\"name\": \"{}\"}}", "n".repeat(20 * 1024 * 1024));

    assert_eq!(server.ask("POST", "/v2/images", "", document.as_bytes()).status, 413);
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_head_is_not_waited_for() {
    let address: Address = "127.0.0.1:0".parse().unwrap();
    let listener = Listener::bind(&address, None).await.unwrap();
    let address = listener.url().split("//").nth(1).unwrap().to_owned();
    let limits = Limits { head: Duration::from_millis(50), ..Limits::default() };
    tokio::spawn(serve(listener, Router::new(), limits, std::future::pending()));

    let silent = tokio::task::spawn_blocking(move || {
        let mut silent = TcpStream::connect(address).unwrap();
        silent.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut said = String::new();
        silent.read_to_string(&mut said).map(|_| said)
    });

    assert_eq!(silent.await.unwrap().unwrap(), "");
}
