//! `/v2/metadefs/…` and `/v2/schemas/metadefs/…`

mod items;
mod namespaces;
mod policy;
mod refusals;

use serde_json::{Value, json};

use crate::fixture::{Answer, Client, Glance};

pub(crate) const NAMESPACES: &str = "/v2/metadefs/namespaces";
/// The namespace that most tests are about.
pub(crate) const NAMESPACE: &str = "/v2/metadefs/namespaces/OS::Test";

/// A namespace with one of each kind.
fn whole() -> Value {
    json!({
        "namespace": "OS::Test",
        "visibility": "public",
        "resource_type_associations": [{"name": "OS::Glance::Image", "prefix": "hw_"}],
        "properties": {"cpu": {"title": "CPU", "type": "integer", "minimum": 1.5, "default": 2}},
        "objects": [{"name": "disk", "required": ["size"], "properties": {"size": {"title": "S", "type": "integer"}}}],
        "tags": [{"name": "first"}, {"name": "second"}],
    })
}

async fn with_namespace(document: &Value) -> (Glance, Client) {
    let glance = Glance::start().await;
    let admin = glance.admin();
    let answer = admin.post(NAMESPACES, document).await;
    assert_eq!(answer.status, 201, "{}", answer.summary());
    (glance, admin)
}

/// What lists hold, by the names of what is in them.
fn names(answer: &Answer, list: &str, name: &str) -> Vec<String> {
    let document = answer.json();
    let items = document[list].as_array().unwrap_or_else(|| panic!("no {list}: {}", answer.summary()));
    items.iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
}
