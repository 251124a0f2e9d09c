//! Rules that ask a server.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use glance_core::clock::SystemClock;
use glance_core::context::Caller;
use glance_core::policy::{ContentType, Policy, PolicyOptions, RemoteOptions, Target};

/// Answers every question with the same text, and tells what it was asked.
struct Server {
    address: String,
    questions: Receiver<String>,
}

impl Server {
    fn saying(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (tell, questions) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                while !is_complete(&request) {
                    let read = stream.read(&mut buffer).unwrap();
                    request.extend_from_slice(&buffer[..read]);
                }
                if tell.send(String::from_utf8(request).unwrap()).is_err() {
                    return;
                }
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, questions }
    }
}

fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    body.len() >= length
}

const YES: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nTrue";
const QUOTED: &str = "HTTP/1.1 500 Oops\r\nContent-Length: 6\r\nConnection: close\r\n\r\n\"True\"";
const NO: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nFalse";
const ELSEWHERE: &str =
    "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

async fn ask(rule: &str, remote: RemoteOptions) -> Result<bool, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.yaml"), format!("get_images: \"{rule}\"\n")).unwrap();
    let options = PolicyOptions { folders: vec![folder.path().to_owned()], remote, ..PolicyOptions::default() };
    let policy = Policy::open(options, Arc::new(SystemClock)).unwrap();
    let rules = policy.reload().unwrap();
    let caller = Caller { user: Some("u".into()), ..Caller::in_project("p", &["reader"]) };
    policy.decide(&rules, "get_images", &caller, Target::own(&caller)).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_server_that_says_true_allows_and_nothing_else_does() {
    for (answer, expected) in [(YES, true), (QUOTED, true), (NO, false), (ELSEWHERE, false)] {
        let server = Server::saying(answer);
        let rule = format!("role:admin or (http://{}/ask/%(project_id)s and role:reader)", server.address);

        assert_eq!(ask(&rule, RemoteOptions::default()).await, Ok(expected), "{answer}");
        assert_eq!(server.questions.iter().take(1).count(), 1);
    }
}

#[tokio::test]
async fn the_question_tells_rule_target_and_credentials() {
    let server = Server::saying(YES);
    let rule = format!("http://{}/%(project_id)s", server.address);
    ask(&rule, RemoteOptions { content_type: ContentType::Json, ..RemoteOptions::default() }).await.unwrap();
    ask(&rule, RemoteOptions::default()).await.unwrap();
    let questions: Vec<String> = server.questions.iter().take(2).collect();

    let (head, body) = questions[0].split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(head.starts_with("POST /p HTTP/1.1\r\n") && head.contains("content-type: application/json"), "{head}");
    assert_eq!((&body["rule"], &body["target"]), (&"get_images".into(), &serde_json::json!({"project_id": "p"})));
    assert_eq!((&body["credentials"]["user_id"], &body["credentials"]["roles"][0]), (&"u".into(), &"reader".into()));
    let (head, body) = questions[1].split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(body.contains("rule=%22get_images%22&target=%7B%22project_id%22%3A%22p%22%7D&credentials=%7B"), "{body}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_an_error_and_no_no() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let rule = format!("not http://{}/", silent.local_addr().unwrap());
    let impatient = RemoteOptions { timeout: Duration::from_millis(50), ..RemoteOptions::default() };

    let refusal = ask(&rule, impatient.clone()).await.unwrap_err();
    assert!(
        refusal.contains("get_images asks http://127.0.0.1:") && refusal.contains("no answer in time"),
        "{refusal}"
    );
    assert!(ask("http://127.0.0.1:1/", impatient.clone()).await.unwrap_err().contains("no answer"));
    assert!(ask("not http://127.0.0.1:1/%(missing)s", impatient).await.unwrap_err().contains("lacks something"));
}
