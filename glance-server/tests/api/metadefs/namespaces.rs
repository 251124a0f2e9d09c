//! Namespaces.

use axum::http::Method;
use serde_json::json;

use super::{NAMESPACE, NAMESPACES, names, whole, with_namespace};
use crate::fixture::Glance;

#[tokio::test]
async fn a_namespace_is_made_with_all_that_it_holds_and_shown_so() {
    let glance = Glance::start().await;

    let created = glance.admin().post(NAMESPACES, &whole()).await;
    let shown = glance.reader().get(NAMESPACE).await;

    assert_eq!(created.status, 201);
    assert_eq!(created.header("location"), Some("http://glance.example:9292/v2/metadefs/namespaces/OS::Test"));
    let times = json!({"created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z"});
    let mut expected = whole();
    expected["properties"]["cpu"] = json!({"title": "CPU", "type": "integer", "minimum": 1, "default": "2"});
    merge(&mut expected, &times);
    merge(
        &mut expected,
        &json!({
            "protected": false, "owner": "admin-project", "self": NAMESPACE, "schema": "/v2/schemas/metadefs/namespace",
        }),
    );
    assert_eq!(created.json(), expected);
    merge(&mut expected["resource_type_associations"][0], &times);
    merge(&mut expected["objects"][0], &times);
    merge(
        &mut expected["objects"][0],
        &json!({
            "self": "/v2/metadefs/namespaces/OS::Test/objects/disk", "schema": "/v2/schemas/metadefs/object",
        }),
    );
    expected["tags"] = json!([{"name": "second"}, {"name": "first"}]);
    assert_eq!(shown.json(), expected);
}

fn merge(document: &mut serde_json::Value, more: &serde_json::Value) {
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
}

#[tokio::test]
async fn a_namespace_that_cannot_be_made_whole_is_not_made() {
    let glance = Glance::start().await;
    let mut document = whole();
    document["tags"] = json!([{"name": "same"}, {"name": "same"}]);

    let refused = glance.admin().post(NAMESPACES, &document).await;

    assert!(
        refused.summary().starts_with("409: A metadata tag with name=same already exists"),
        "{}",
        refused.summary()
    );
    assert_eq!(glance.admin().get(NAMESPACE).await.status, 404);
}

#[tokio::test]
async fn properties_are_shown_by_the_names_that_they_have_on_a_type_of_resources() {
    let (glance, _) = with_namespace(&whole()).await;
    let reader = glance.reader();

    let prefixed = reader.get(&format!("{NAMESPACE}?resource_type=OS::Glance::Image")).await.json();
    let plain = reader.get(&format!("{NAMESPACE}?resource_type=OS::Nova::Server")).await.json();

    assert_eq!(prefixed["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["hw_cpu"]);
    assert_eq!(prefixed["objects"][0]["required"], json!(["hw_size"]));
    assert_eq!(prefixed["objects"][0]["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["hw_size"]);
    assert_eq!(plain["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["cpu"]);
}

#[tokio::test]
async fn what_is_not_said_of_a_namespace_anew_becomes_as_it_was_first() {
    let (glance, admin) = with_namespace(&whole()).await;

    let renamed = admin.put(NAMESPACE, &json!({"namespace": "OS::New", "display_name": "N", "protected": true})).await;
    let shown = admin.get("/v2/metadefs/namespaces/OS::New").await.json();

    assert_eq!(renamed.status, 200, "{}", renamed.summary());
    assert_eq!((&shown["visibility"], &shown["display_name"]), (&json!("private"), &json!("N")));
    assert_eq!(shown["objects"].as_array().unwrap().len(), 1);
    assert_eq!(admin.get(NAMESPACE).await.status, 404);
    assert_eq!(glance.reader().get("/v2/metadefs/namespaces/OS::New").await.status, 404);
}

#[tokio::test]
async fn an_owner_without_a_name_is_the_caller_for_a_namespace_that_changes() {
    let (_, admin) = with_namespace(&json!({"namespace": "OS::Test", "owner": ""})).await;
    let before = admin.get(NAMESPACE).await.json();

    let changed = admin.put(NAMESPACE, &json!({"namespace": "OS::Test", "owner": ""})).await;

    assert_eq!(changed.status, 200, "{}", changed.summary());
    assert!(before["owner"].as_str().is_none_or(str::is_empty), "{before}");
    assert_eq!(changed.json()["owner"], "admin-project");
    assert_eq!(admin.get(NAMESPACE).await.json()["owner"], "admin-project");
}

#[tokio::test]
async fn pages_link_to_the_next_one_with_the_same_question() {
    let glance = Glance::start().await;
    let admin = glance.admin();
    for (name, types) in [("a", json!([{"name": "One"}])), ("b", json!([{"name": "Two"}])), ("c é", json!([]))] {
        let document = json!({"namespace": name, "visibility": "public", "resource_type_associations": types});
        assert_eq!(admin.post(NAMESPACES, &document).await.status, 201);
    }

    let mut found = Vec::new();
    let mut path = Some(format!("{NAMESPACES}?limit=2&sort_key=namespace&sort_dir=asc"));
    while let Some(next) = path {
        let page = admin.get(&next).await;
        found.extend(names(&page, "namespaces", "namespace"));
        path = page.json()["next"].as_str().map(str::to_owned);
    }
    let of_type = admin.get(&format!("{NAMESPACES}?resource_types=One,Nope")).await;
    let last = admin.get(&format!("{NAMESPACES}?limit=1")).await.json();

    assert_eq!(found, ["a", "b", "c é"]);
    assert_eq!(names(&of_type, "namespaces", "namespace"), ["a"]);
    assert_eq!(of_type.json()["namespaces"][0]["resource_type_associations"][0]["name"], "One");
    assert_eq!(last["first"], "/v2/metadefs/namespaces?limit=1");
    assert_eq!(last["next"], "/v2/metadefs/namespaces?limit=1&marker=c+%C3%A9");
    assert_eq!(last["namespaces"][0]["self"], "/v2/metadefs/namespaces/c é");
    assert_eq!(admin.get(&format!("{NAMESPACES}?limit=0")).await.json()["namespaces"], json!([]));
    let by_name = admin.send(Method::GET, "/v2/metadefs/namespaces/c%20%C3%A9", axum::body::Body::empty()).await;
    assert_eq!(by_name.status, 200);
}

#[tokio::test]
async fn schemas_go_by_the_names_that_clients_ask_for() {
    let glance = Glance::start().await;
    let mut found = Vec::new();
    for path in ["namespace", "namespaces", "object", "objects", "property", "properties", "resource_type", "tag"] {
        let schema = glance.reader().get(&format!("/v2/schemas/metadefs/{path}")).await.json();
        found.push(schema["name"].as_str().unwrap().to_owned());
    }

    let same = ["namespace", "namespaces", "object", "objects", "property", "properties"];
    assert_eq!(found[..6], same);
    assert_eq!(found[6..], ["resource_type_association", "tag"]);
}
