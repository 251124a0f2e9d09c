//! Holds every answer that a test gets against what the description of the API says of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, Method};
use jsonschema::{Draft, Validator};
use serde_json::Value;

use crate::fixture::Answer;

/// The document at `/v2/openapi.json`.
pub(crate) struct Description {
    document: Value,
    /// What was asked for before, by where it stands in the document.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Description {
    pub(crate) fn new(document: Value) -> Self {
        Self { document, validators: Mutex::default() }
    }

    /// Fails the test if the description does not have this answer: its status, its media type, and what the body is like
    /// if it is JSON. What the description does not know must be refused.
    pub(crate) fn check(&self, method: &Method, path: &str, headers: &HeaderMap, answer: &Answer) {
        // Other paths lead to the same, or to what is not the API: versions, and whether the service is well.
        let Some(path) = path.split('?').next().unwrap().strip_prefix("/v2/") else { return };
        let accept = headers.get("accept").map_or("", |value| value.to_str().unwrap_or_default());
        if accept.starts_with("application/vnd.openstack.images-") || *method == Method::OPTIONS {
            return;
        }
        let path = &format!("/v2/{}", path.trim_start_matches('/'));
        let what = format!("{method} {path}: {} {:?}", answer.status.as_u16(), answer.header("content-type"));
        let Some(template) = self.template(path) else { return assert_refused(answer, &what) };
        let operation = pointer(&["paths", template, method.as_str().to_lowercase().as_str()]);
        if self.document.pointer(&operation).is_none() {
            return assert_refused(answer, &what);
        }
        let response = self.target(operation + &pointer(&["responses", answer.status.as_str()]));
        let response = response.unwrap_or_else(|| panic!("{what}: this status is not described"));
        self.check_body(&(response + "/content"), answer, &what);
    }

    /// The path in the description that this one is an example of.
    fn template(&self, path: &str) -> Option<&str> {
        let paths = self.document["paths"].as_object().unwrap().keys().filter(|template| is_example(path, template));
        paths.min_by_key(|template| template.matches('{').count()).map(String::as_str)
    }

    /// Where something stands in the document, or what it refers to.
    fn target(&self, pointer: String) -> Option<String> {
        let reference = self.document.pointer(&pointer)?["$ref"].as_str();
        Some(reference.map_or(pointer, |target| target.trim_start_matches('#').to_owned()))
    }

    fn check_body(&self, content: &str, answer: &Answer, what: &str) {
        let Some(body) = answer.body.as_ref().filter(|body| !body.is_empty()) else { return };
        let media_type = answer.header("content-type").unwrap_or_default().split(';').next().unwrap();
        let content = content.to_owned() + &pointer(&[media_type]);
        let description = self.document.pointer(&content);
        let description = description.unwrap_or_else(|| panic!("{what}: this media type is not described"));
        if media_type == "application/json" && description["schema"].is_object() {
            let body = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{what}: {error}"));
            let validator = self.validator(&(content + "/schema"));
            let mistakes: Vec<String> =
                validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(mistakes.is_empty(), "{what}: {body} is not as described: {}", mistakes.join("; "));
        }
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let validator = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let mut schema = self.document.pointer(pointer).unwrap().clone();
            schema["components"] = self.document["components"].clone();
            Arc::new(jsonschema::options().with_draft(Draft::Draft202012).build(&schema).unwrap())
        });
        validator.clone()
    }
}

fn assert_refused(answer: &Answer, what: &str) {
    assert!(
        answer.status.is_client_error() || answer.status.is_server_error(),
        "{what}: this request is not described, but answered"
    );
}

fn is_example(path: &str, template: &str) -> bool {
    let fits = |(part, name): (&str, &str)| part == name || (name.starts_with('{') && !part.is_empty());
    path.split('/').count() == template.split('/').count() && path.split('/').zip(template.split('/')).all(fits)
}

/// Writes where something stands in a document. Paths have slashes.
fn pointer(names: &[&str]) -> String {
    names.iter().flat_map(|name| ["/".to_owned(), name.replace('~', "~0").replace('/', "~1")]).collect()
}
