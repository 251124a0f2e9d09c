//! What namespaces hold.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{NAMESPACE, NAMESPACES, names, whole, with_namespace};

#[tokio::test]
async fn objects_and_properties_are_added_shown_changed_and_removed() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    let word = json!({"title": "W", "type": "string"});
    for (kind, document, changed) in [
        ("objects", json!({"name": "one", "properties": {"w": word}}), json!({"name": "zwei"})),
        (
            "properties",
            json!({"name": "one", "title": "W", "type": "string", "enum": [1]}),
            json!({"name": "zwei", "title": "T", "type": "integer"}),
        ),
    ] {
        let path = format!("{NAMESPACE}/{kind}");
        let (one, two) = (format!("{path}/one"), format!("{path}/zwei"));

        let statuses = [
            admin.post(&path, &document).await.status,
            admin.post(&path, &document).await.status,
            admin.get(&one).await.status,
            admin.put(&one, &changed).await.status,
            admin.get(&one).await.status,
            admin.get(&two).await.status,
            admin.delete(&two).await.status,
            admin.delete(&two).await.status,
            admin.post(&path, &document).await.status,
            admin.delete(&path).await.status,
            admin.get(&one).await.status,
            admin.delete(&path).await.status,
        ];

        let codes = statuses.map(|status| status.as_u16());
        assert_eq!(codes, [201, 409, 200, 200, 404, 200, 204, 404, 201, 204, 404, 204], "{kind}");
    }
}

#[tokio::test]
async fn an_answer_repeats_what_was_asked_and_a_later_one_shows_all() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    let path = format!("{NAMESPACE}/objects");

    let added = admin.post(&path, &json!({"name": "o"})).await.json();
    let shown = admin.get(&format!("{path}/o")).await.json();
    let listed = admin.get(&path).await.json();

    assert_eq!((&added["required"], &added["properties"]), (&Value::Null, &Value::Null));
    assert_eq!((&shown["required"], &shown["properties"]), (&json!([]), &json!({})));
    assert_eq!(listed, json!({"objects": [shown], "schema": "v2/schemas/metadefs/objects"}));
}

#[tokio::test]
async fn a_property_is_found_by_the_name_that_it_has_on_a_type_of_resources() {
    let (_glance, admin) = with_namespace(&whole()).await;
    let show = |path: &'static str| {
        let admin = admin.clone();
        async move { admin.get(&format!("{NAMESPACE}/properties/{path}")).await.summary() }
    };

    let cpu = r#"200: {"name":"cpu","default":"2","minimum":1,"title":"CPU","type":"integer"}"#;
    assert_eq!(show("hw_cpu?resource_type=OS::Glance::Image").await, cpu);
    assert_eq!(show("cpu?colour=blue&resource_type=").await, cpu);
    assert_eq!(
        show("cpu?resource_type=OS::Glance::Image").await,
        "404: Property cpu does not start with the expected resource type association prefix of 'hw_'."
    );
    assert_eq!(
        show("cpu?resource_type=Nope").await,
        "404: The metadata definition resource-type with name=Nope, was not found."
    );
    admin.post(NAMESPACES, &json!({"namespace": "other", "resource_type_associations": [{"name": "Else"}]})).await;
    assert_eq!(
        show("cpu?resource_type=Else").await,
        "404: The metadata definition resource-type association of resource-type=Else to namespace=OS::Test, was not \
         found."
    );
}

#[tokio::test]
async fn tags_are_replaced_or_appended_all_or_nothing() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    let path = format!("{NAMESPACE}/tags");
    let tags = |names: &[&str]| json!({"tags": names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()});
    let appending = admin.clone().with("x-openstack-append", "True");

    let answer = admin.post(&path, &tags(&["b", "a"])).await;
    assert_eq!(answer.summary(), r#"201: {"tags":[{"name":"b"},{"name":"a"}]}"#);
    assert_eq!(admin.post(&path, &tags(&["c"])).await.status, 201);
    assert_eq!(appending.post(&path, &tags(&["d", "c"])).await.status, 409);
    assert_eq!(appending.post(&path, &tags(&["e", "d"])).await.status, 201);
    assert_eq!(admin.post(&path, &tags(&["x", "x"])).await.status, 409);
    assert_eq!(admin.post(&path, &tags(&[])).await.summary(), r#"201: {"tags":[]}"#);
    assert_eq!(names(&admin.get(&path).await, "tags", "name"), ["d", "e", "c"]);
    assert_eq!(
        names(&admin.get(&format!("{path}?sort_key=name&sort_dir=asc&limit=2")).await, "tags", "name"),
        ["c", "d"]
    );
    assert_eq!(names(&admin.get(&format!("{path}?marker=e")).await, "tags", "name"), ["c"]);
    assert_eq!(admin.get(&format!("{path}?marker=nope")).await.summary(), "404: Could not find metadata tag nope");
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.get(&path).await.summary(), r#"200: {"tags":[]}"#);
}

#[tokio::test]
async fn a_tag_is_added_renamed_and_removed() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    let path = |name: &str| format!("{NAMESPACE}/tags/{name}");
    let added = admin.send(Method::POST, &path("one"), Body::empty()).await;
    let again = admin.send(Method::POST, &path("one"), Body::empty()).await;
    let renamed = admin.put(&path("one"), &json!({"name": "zwei"})).await;
    let removed = [admin.delete(&path("zwei")).await.status, admin.delete(&path("zwei")).await.status];

    let times = r#""created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z""#;
    assert_eq!(added.summary(), format!(r#"201: {{"name":"one",{times}}}"#));
    assert_eq!(
        again.summary(),
        "409: A metadata tag with name=one already exists in namespace=OS::Test. \
         (Please note that metadata tag names are case insensitive)."
    );
    assert_eq!(renamed.summary(), format!(r#"200: {{"name":"zwei",{times}}}"#));
    assert_eq!(removed.map(|status| status.as_u16()), [204, 404]);
}

#[tokio::test]
async fn a_namespace_is_for_types_of_resources_that_become_known_by_it() {
    let (glance, admin) = with_namespace(&json!({"namespace": "OS::Test", "visibility": "public"})).await;
    let path = format!("{NAMESPACE}/resource_types");
    let document = json!({"name": "OS::Type", "prefix": "x:", "properties_target": "image"});

    let first = admin.post(&path, &document).await;
    let second = admin.post(&path, &document).await;
    let listed = names(&glance.reader().get(&path).await, "resource_type_associations", "name");
    let ended = [admin.delete(&format!("{path}/OS::Type")).await, admin.delete(&format!("{path}/OS::Type")).await];
    let known = names(&glance.reader().get("/v2/metadefs/resource_types").await, "resource_types", "name");

    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 409));
    assert_eq!((first.json()["prefix"].clone(), listed), (json!("x:"), vec!["OS::Type".to_owned()]));
    assert_eq!(ended[0].status, 204);
    assert_eq!(ended[1].summary(), "404: Failed to find resource type OS::Type to delete");
    assert_eq!(known, ["OS::Type"]);
}
