//! Metadata definitions.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::fixture::{Client, Glance};

const NAMESPACES: &str = "/v2/metadefs/namespaces";

/// Every call: the method, the path behind the namespace, and a document.
fn calls() -> Vec<(&'static str, &'static str, Value)> {
    let property = json!({"name": "new", "title": "P", "type": "string"});
    vec![
        ("GET", "", Value::Null),
        ("PUT", "", json!({"namespace": "taken over"})),
        ("DELETE", "", Value::Null),
        ("GET", "/objects", Value::Null),
        ("POST", "/objects", json!({"name": "new"})),
        ("DELETE", "/objects", Value::Null),
        ("GET", "/objects/one", Value::Null),
        ("PUT", "/objects/one", json!({"name": "new"})),
        ("DELETE", "/objects/one", Value::Null),
        ("GET", "/properties", Value::Null),
        ("POST", "/properties", property.clone()),
        ("DELETE", "/properties", Value::Null),
        ("GET", "/properties/one", Value::Null),
        ("PUT", "/properties/one", property),
        ("DELETE", "/properties/one", Value::Null),
        ("GET", "/tags", Value::Null),
        ("POST", "/tags", json!({"tags": [{"name": "new"}]})),
        ("DELETE", "/tags", Value::Null),
        ("GET", "/tags/one", Value::Null),
        ("POST", "/tags/new", Value::Null),
        ("PUT", "/tags/one", json!({"name": "new"})),
        ("DELETE", "/tags/one", Value::Null),
        ("GET", "/resource_types", Value::Null),
        ("POST", "/resource_types", json!({"name": "new"})),
        ("DELETE", "/resource_types/one", Value::Null),
    ]
}

fn document(namespace: &str, visibility: &str) -> Value {
    json!({
        "namespace": namespace,
        "visibility": visibility,
        "owner": "owner-project",
        "objects": [{"name": "one"}],
        "properties": {"one": {"title": "P", "type": "string"}},
        "tags": [{"name": "one"}],
        "resource_type_associations": [{"name": "one"}],
    })
}

async fn call(client: &Client, namespace: &str, (method, path, body): &(&str, &str, Value)) -> (StatusCode, String) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let path = format!("{NAMESPACES}/{namespace}{path}");
    let answer = client.send(method.parse().unwrap(), &path, body.into()).await;
    (answer.status, answer.summary().replace(namespace, "…"))
}

#[tokio::test]
async fn s33_ossn_0088_only_admins_write_definitions() {
    let glance = Glance::start().await;
    for (name, visibility) in [("public", "public"), ("private", "private")] {
        assert_eq!(glance.admin().post(NAMESPACES, &document(name, visibility)).await.status, 201);
    }
    let before = glance.admin().get(&format!("{NAMESPACES}/public")).await.json();

    for (who, client) in [("owner", glance.owner()), ("reader", glance.reader()), ("stranger", glance.stranger())] {
        assert_eq!(client.post(NAMESPACES, &json!({"namespace": "new"})).await.status, 403, "{who}");
        for name in ["public", "private"] {
            let sees = name == "public" || who != "stranger";
            for asked in calls() {
                let (status, text) = call(&client, name, &asked).await;
                let expected = match (sees, asked.0) {
                    (false, _) => 404,
                    (true, "GET") => 200,
                    (true, _) => 403,
                };
                assert_eq!(status.as_u16(), expected, "{who} {name}: {asked:?}: {text}");
            }
        }
    }
    assert_eq!(glance.admin().get(&format!("{NAMESPACES}/public")).await.json(), before);
}

#[tokio::test]
async fn s33_ossn_0088_a_namespace_of_others_is_one_that_does_not_exist() {
    let glance = Glance::start().await;
    assert_eq!(glance.admin().post(NAMESPACES, &document("hidden", "private")).await.status, 201);
    // Without the role of a reader not even public namespaces are to be seen.
    assert_eq!(glance.admin().post(NAMESPACES, &document("shown", "public")).await.status, 201);
    let roleless = glance.client().with("x-auth-token", "someone:other-project:");

    for asked in calls() {
        for (client, name) in [(glance.stranger(), "hidden"), (roleless.clone(), "hidden"), (roleless.clone(), "shown")]
        {
            assert_eq!(call(&client, name, &asked).await, call(&client, "nothing", &asked).await, "{name}: {asked:?}");
        }
    }
    let stranger = glance.stranger();
    let marker = |name: &str| format!("{NAMESPACES}?marker={name}");
    let (hidden, nothing) = (stranger.get(&marker("hidden")).await, stranger.get(&marker("nothing")).await);
    assert_eq!(hidden.summary().replace("hidden", "nothing"), nothing.summary());
    assert_eq!(stranger.get(NAMESPACES).await.json()["namespaces"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn s33_ossn_0088_a_namespace_does_not_hold_more_than_can_be_shown() {
    let glance = Glance::start().await;
    let admin = glance.admin();
    assert_eq!(admin.post(NAMESPACES, &json!({"namespace": "n"})).await.status, 201);
    let tags = |from: usize, to: usize| json!({"tags": (from..to).map(|n| json!({"name": format!("t{n}")})).collect::<Vec<_>>()});
    let append = admin.clone().with("x-openstack-append", "true");
    let path = format!("{NAMESPACES}/n/tags");

    assert_eq!(append.post(&path, &tags(0, 5_000)).await.status, 201);
    assert_eq!(append.post(&path, &tags(5_000, 5_001)).await.status, 413);
    assert_eq!(admin.get(&path).await.json()["tags"].as_array().unwrap().len(), 5_000);
}

#[tokio::test]
async fn n10_ossn_0102_definitions_are_found_in_their_own_namespace_only() {
    let glance = Glance::start().await;
    let admin = glance.admin();
    assert_eq!(admin.post(NAMESPACES, &document("full", "private")).await.status, 201);
    assert_eq!(admin.post(NAMESPACES, &json!({"namespace": "empty"})).await.status, 201);

    for asked in calls().iter().filter(|(_, path, _)| path.ends_with("/one")) {
        let (status, text) = call(&admin, "empty", asked).await;
        assert_eq!(status, 404, "{asked:?}: {text}");
    }
    let full = admin.get(&format!("{NAMESPACES}/full")).await.json();
    assert!(["objects", "properties", "tags"].iter().all(|kind| !full[*kind].is_null()), "{full}");
}

#[tokio::test]
async fn n12_ossn_0099_deep_and_large_definitions_are_refused() {
    let glance = Glance::start().await;
    let deep = format!("{{\"namespace\": {}1{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let wide = format!("{{\"namespace\": \"{}\"}}", "n".repeat(1024 * 1024));
    let long = json!({"namespace": "n", "properties": {"p".repeat(100_000): {"title": "T", "type": "string"}}});

    for (body, status) in [(deep[..1_000_000].to_owned(), 400), (deep, 413), (wide, 413), (long.to_string(), 400)] {
        let answer = glance.admin().send(axum::http::Method::POST, NAMESPACES, body.into()).await;
        assert_eq!(answer.status, status);
    }
    assert_eq!(glance.admin().get(NAMESPACES).await.json()["namespaces"], json!([]));
}
