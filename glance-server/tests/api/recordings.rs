//! A long conversation that was once had with a real Glance, repeated: what it answered then, this server answers now.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use serde_json::{Map, Value};

use crate::fixture::{Answer, Glance};

/// The conversation: behind each `###` a request and its answer. Bodies that are not text are given by their length.
const RECORDINGS: &str = include_str!("recordings.http");

/// What is answered otherwise on purpose, or because what it is about is not there yet.
const DIFFERENT: &[(&str, &str)] = &[
    ("198-", "the recorded server showed locations, and let them be changed"),
    ("214-", "the recorded text has a template's variable in it"),
    ("225-", "fewer words for more and for less than was announced"),
    ("283-", "only SQLite has room for a member of more than 255 characters"),
    ("284-", "only SQLite has room for a member of more than 255 characters"),
    ("410-", "who may not see a namespace is told the same as if there were none"),
    ("417-", "who may not see a namespace is told the same as if there were none"),
    ("430-", "who may not see a namespace is told the same as if there were none"),
    ("467-", "a tag in a path is UTF-8 here, and was Latin-1 there"),
    ("469-", "a tag in a path is UTF-8 here, and was Latin-1 there"),
];

struct Recording<'r> {
    name: &'r str,
    method: &'r str,
    path: &'r str,
    headers: Vec<(&'r str, &'r str)>,
    body: &'r str,
    status: u16,
    answer_headers: BTreeMap<String, &'r str>,
    answer: &'r str,
}

impl<'r> Recording<'r> {
    fn read(text: &'r str) -> Self {
        let (name, rest) = text.split_once('\n').unwrap();
        let (request, answer) = rest.split_once("\n\nHTTP/1.1 ").unwrap();
        let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
        let (answer_head, answer) = answer.split_once("\n\n").unwrap();
        let mut head = head.lines();
        let mut words = head.next().unwrap().split(' ');
        let mut answer_head = answer_head.lines();
        Self {
            name,
            method: words.next().unwrap(),
            path: words.next().unwrap(),
            headers: head.map(|line| line.split_once(": ").unwrap()).collect(),
            body: body.trim_end_matches('\n'),
            status: answer_head.next().unwrap()[..3].parse().unwrap(),
            answer_headers: answer_head
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| (name.to_lowercase(), value))
                .collect(),
            answer: answer.trim_end_matches('\n'),
        }
    }

    fn difference(&self) -> Option<&'static str> {
        DIFFERENT.iter().find(|(name, _)| self.name.starts_with(name)).map(|(_, reason)| *reason)
    }

    fn data(&self, ids: &Ids) -> Body {
        let length = self.body.strip_prefix('<').and_then(|text| text.strip_suffix(" bytes>"));
        match length.map(|length| length.parse().unwrap()) {
            None => Body::from(ids.translate(self.body)),
            Some(length) => Body::from((0..=255_u8).cycle().take(length).collect::<Bytes>()),
        }
    }
}

/// The ids of the recorded images and the URL of their data, and what they are now.
#[derive(Default)]
struct Ids(Vec<(String, String)>);

impl Ids {
    fn learn(&mut self, recorded: &str, answer: &Answer) {
        let id = |document: &Value| document["id"].as_str().map(str::to_owned);
        let recorded = serde_json::from_str(recorded).ok().and_then(|document| id(&document));
        let now =
            answer.body.as_ref().and_then(|body| serde_json::from_slice(body).ok()).and_then(|document| id(&document));
        self.0.extend(recorded.zip(now));
    }

    fn translate(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (recorded, now)| text.replace(recorded, now))
    }
}

#[tokio::test]
async fn what_glance_answered_is_what_this_server_answers() {
    let (glance, web) = Glance::with_web_store().await;
    web.put("tiny.raw", "data");
    let mut ids = Ids::default();
    ids.0.push(("http://127.0.0.1:19295/tiny.raw".to_owned(), web.url("/data/tiny.raw")));
    let mut differences = Vec::new();
    for recording in RECORDINGS.split("### ").filter(|text| !text.is_empty()).map(Recording::read) {
        let mut client = glance.client().with("host", "127.0.0.1:19294");
        for (name, value) in &recording.headers {
            client = client.with(name, value);
        }
        let path = ids.translate(recording.path);
        let answer = client.send(recording.method.parse().unwrap(), &encoded(&path), recording.data(&ids)).await;
        if recording.method == "POST" && recording.status == 201 {
            ids.learn(recording.answer, &answer);
        }
        if let (202, Some(image)) = (recording.status, path.strip_suffix("/locations")) {
            glance.tasks_end(image).await;
        }
        let found = compare(&recording, &answer, &ids);
        if let (Some(found), None) = (found, recording.difference()) {
            differences.push(format!("{}: {found}", recording.name));
        }
    }

    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn encoded(path: &str) -> String {
    path.replace('"', "%22")
}

fn compare(recording: &Recording<'_>, answer: &Answer, ids: &Ids) -> Option<String> {
    if answer.status.as_u16() != recording.status {
        return Some(format!("{} instead of {}: {}", answer.status.as_u16(), recording.status, answer.summary()));
    }
    for name in ["allow", "accept-patch", "content-range", "content-md5", "location"] {
        let recorded = recording.answer_headers.get(name).map(|value| ids.translate(value));
        if recorded.as_deref() != answer.header(name) {
            return Some(format!("{name} is {:?} instead of {recorded:?}", answer.header(name)));
        }
    }
    if recording.answer.is_empty() || recording.answer.starts_with('<') {
        return None;
    }
    if recording.answer.contains("Provided object does not match schema") {
        // What follows there are lines of Python.
        return None;
    }
    let recorded = ids.translate(recording.answer);
    match serde_json::from_str::<Value>(&recorded) {
        Ok(recorded) => compare_documents(&recorded, &answer.json()),
        Err(_) => (recorded.trim_end() != answer.text().trim_end())
            .then(|| format!("{:?} instead of {recorded:?}", answer.text())),
    }
}

/// Compares all that does not depend on when it was, nor on the images that were there before.
fn compare_documents(recorded: &Value, now: &Value) -> Option<String> {
    match (recorded, now) {
        (Value::Object(recorded), Value::Object(now)) => compare_members(recorded, now),
        (Value::Array(recorded), Value::Array(now)) if recorded.len() == now.len() => {
            recorded.iter().zip(now).find_map(|(recorded, now)| compare_documents(recorded, now))
        }
        _ => (recorded != now).then(|| format!("{now} instead of {recorded}")),
    }
}

fn compare_members(recorded: &Map<String, Value>, now: &Map<String, Value>) -> Option<String> {
    let names = |document: &Map<String, Value>| document.keys().cloned().collect::<Vec<_>>().join(" ");
    if names(recorded) != names(now) && !recorded.contains_key("images") {
        return Some(format!("has {:?} instead of {:?}", names(now), names(recorded)));
    }
    recorded.iter().find_map(|(name, value)| match name.as_str() {
        "created_at" | "updated_at" if value.is_string() => None,
        "images" | "next" if value.is_array() || recorded.contains_key("images") => None,
        "members" if value.as_array().map(Vec::len) == now[name].as_array().map(Vec::len) => None,
        _ => compare_documents(value, &now[name]).map(|found| format!("{name}: {found}")),
    })
}
