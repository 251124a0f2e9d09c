//! Tasks, and what becomes of them when the server is killed.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;

use crate::fixture::{Config, Server};

const DATA: &[u8] = b"data on a web server";
const ADMIN: &str = "x-auth-token: ada:operators:admin,member\r\n";

/// A web server that stops in the middle of its data until it is told to go on.
struct SlowWeb {
    port: u16,
    is_quick: Arc<AtomicBool>,
    /// Tells that somebody has half of the data.
    halves: Receiver<()>,
}

impl SlowWeb {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_quick = Arc::new(AtomicBool::new(false));
        let (sender, halves) = channel();
        let quick = Arc::clone(&is_quick);
        thread::spawn(move || {
            let kept = Mutex::new(Vec::new());
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(stream) = serve(stream, &quick) {
                    kept.lock().unwrap().push(stream);
                    let _ = sender.send(());
                }
            }
        });
        Self { port, is_quick, halves }
    }
}

/// Answers one request; a connection that is still open comes back.
fn serve(mut stream: TcpStream, is_quick: &AtomicBool) -> Option<TcpStream> {
    let head: Vec<String> =
        BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", DATA.len());
    stream.write_all(answer.as_bytes()).ok()?;
    if !head.first()?.starts_with("GET") {
        return None;
    }
    let (half, rest) = DATA.split_at(DATA.len() / 2);
    stream.write_all(half).ok()?;
    if !is_quick.load(Ordering::SeqCst) {
        return Some(stream);
    }
    stream.write_all(rest).ok()?;
    None
}

#[test]
fn s20_ossa_2015_013_a_server_that_is_killed_goes_on_with_its_tasks_when_it_starts_again() {
    let web = SlowWeb::start();
    let rest = format!(
        "stores = file,http\n[import_filtering_opts]\nallowed_hosts = [127.0.0.1]\nallowed_ports = [{}]\n\
         [paste_deploy]\nflavor = fakeauth\n",
        web.port
    );
    let config = Config::new("", &rest).synced();
    let server = Server::api(&config);
    let digest = "e84c56946a73f0f620f97c1a09bb685704a7c96c31c9b95a7f41f388e3946eec";
    let images: Vec<String> = [true, false]
        .into_iter()
        .map(|is_claimed| {
            let image = image(&server);
            let claim = format!(r#", "validation_data": {{"os_hash_algo": "sha256", "os_hash_value": "{digest}"}}"#);
            let claim = if is_claimed { claim.as_str() } else { "" };
            let document = format!(r#"{{"url": "http://127.0.0.1:{}/disk"{claim}}}"#, web.port);
            let told = server.ask("POST", &format!("{image}/locations"), ADMIN, document.as_bytes());
            assert_eq!(told.status, 202, "{}", told.text());
            web.halves.recv_timeout(Duration::from_secs(20)).unwrap();
            image
        })
        .collect();
    assert_eq!(server.ask("GET", &images[0], ADMIN, b"").field("status"), "importing");
    assert_eq!(server.ask("GET", &images[1], ADMIN, b"").field("status"), "active");

    server.signal(Signal::KILL);
    server.wait();
    web.is_quick.store(true, Ordering::SeqCst);
    let server = Server::api(&config);

    for image in &images {
        wait_for_task(&server, image);
        let shown = server.ask("GET", image, ADMIN, b"");
        assert_eq!((shown.field("status").as_str(), shown.field("checksum").len()), ("active", 32));
    }
    assert_eq!(server.ask("GET", &images[0], ADMIN, b"").field("os_hash_value"), digest);
}

fn image(server: &Server) -> String {
    let document = br#"{"disk_format": "raw", "container_format": "bare"}"#;
    format!("/v2/images/{}", server.ask("POST", "/v2/images", ADMIN, document).field("id"))
}

fn wait_for_task(server: &Server, image: &str) {
    for _ in 0..2000 {
        if server.ask("GET", &format!("{image}/tasks"), ADMIN, b"").text().contains(r#""status":"success""#) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the task does not end");
}
