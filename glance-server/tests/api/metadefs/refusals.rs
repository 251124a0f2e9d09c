//! What is refused, and in which words.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{NAMESPACE, NAMESPACES, whole, with_namespace};
use crate::fixture::Glance;

#[tokio::test]
async fn what_does_not_fit_the_schema_is_refused_and_not_kept() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    let long = "n".repeat(81);
    let property = |more: Value| {
        let mut document = json!({"name": "p", "title": "P", "type": "string"});
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document
    };
    let new = |more: Value| {
        let mut document = json!({"namespace": "new"});
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document
    };
    for (path, document, reason) in [
        ("", json!([]), "[] is not of type 'object'"),
        ("", json!({}), "'namespace' is a required property"),
        ("", json!({"namespace": ""}), "'' should be non-empty"),
        ("", json!({"namespace": long}), "is too long"),
        ("", new(json!({"visibility": "shared"})), "'shared' is not one of ['public', 'private']"),
        ("", new(json!({"colour": 1})), "('colour' was unexpected)"),
        ("", new(json!({"tags": [{}]})), "'name' is a required property (at tags.0)"),
        ("", new(json!({"tags": [{"name": "t", "x": 1}]})), "('x' was unexpected) (at tags.0)"),
        ("", new(json!({"tags": [{"name": "\u{1f600}"}]})), "Name can't contain 4 byte unicode characters."),
        ("", new(json!({"resource_type_associations": [{"prefix": "x"}]})), "'name' is a required property"),
        ("", new(json!({"objects": [{"name": "o", "x": 1}]})), "('x' was unexpected) (at objects.0)"),
        ("", new(json!({"properties": {"p": {"type": "string"}}})), "'title' is a required property (at properties.p)"),
        ("", new(json!({"properties": {long.clone(): property(json!({}))}})), "is too long"),
        (
            "/properties",
            property(json!({"enum": [["a"]]})),
            "['a'] is not of type 'string', 'number', 'boolean', 'null'",
        ),
        ("/properties", property(json!({"confidential": true})), "('confidential' was unexpected)"),
        ("/properties", property(json!({"minLength": -1})), "-1 is less than the minimum of 0 (at minLength)"),
        ("/properties", property(json!({"title": "\u{1f600}"})), "Title can't contain 4 byte unicode characters."),
        (
            "/properties",
            property(json!({"description": "d".repeat(70_000)})),
            "Property is too long: it has at most 65535",
        ),
        ("/objects", json!({"name": "o", "required": ["a,b"]}), "'a,b' cannot be the name of a required property"),
        ("/objects", json!({"name": "o", "properties": {"p": 5}}), "5 is not of type 'object' (at properties.p)"),
        (
            "/objects",
            json!({"name": "o", "properties": {"p": property(json!({"x": 1}))}}),
            "schema 'property': Additional properties are not allowed ('x' was unexpected) (at properties.p)",
        ),
        ("/tags", json!({}), "'tags' is a required property"),
        ("/resource_types", json!({"name": "t", "prefix": "\u{1f600}"}), "Prefix can't contain 4 byte"),
    ] {
        let path = if path.is_empty() { NAMESPACES.to_owned() } else { format!("{NAMESPACE}{path}") };
        let answer = admin.post(&path, &document).await;
        assert_eq!(answer.status, 400, "{document}: {}", answer.summary());
        assert!(answer.summary().contains(reason), "{document}: {}", answer.summary());
    }
    assert_eq!(admin.get(NAMESPACES).await.json()["namespaces"].as_array().unwrap().len(), 1);
    let held = admin.get(NAMESPACE).await.json();
    assert!(["objects", "properties", "tags"].iter().all(|kind| held[*kind].is_null()), "{held}");
}

#[tokio::test]
async fn what_only_the_service_writes_is_read_only() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    for (path, document) in [
        (NAMESPACES.to_owned(), json!({"namespace": "x", "self": "x"})),
        (format!("{NAMESPACE}/objects"), json!({"name": "x", "schema": "x"})),
        (format!("{NAMESPACE}/properties"), json!({"name": "x", "created_at": "x"})),
        (format!("{NAMESPACE}/tags"), json!({"updated_at": "x"})),
        (format!("{NAMESPACE}/resource_types"), json!({"name": "x", "created_at": "x"})),
    ] {
        let answer = admin.post(&path, &document).await;
        assert!(answer.summary().starts_with("403: Attribute '"), "{path}: {}", answer.summary());
        assert!(answer.summary().ends_with("' is read-only."), "{path}: {}", answer.summary());
    }
}

#[tokio::test]
async fn a_protected_namespace_loses_nothing_and_gains_what_it_is_given() {
    let (_glance, admin) = with_namespace(&whole()).await;
    assert_eq!(admin.put(NAMESPACE, &json!({"namespace": "OS::Test", "protected": true})).await.status, 200);

    for (path, text) in [
        ("", "namespace OS::Test"),
        ("/objects", "namespace OS::Test"),
        ("/properties", "namespace OS::Test"),
        ("/tags", "namespace OS::Test"),
        ("/objects/disk", "object disk"),
        ("/properties/cpu", "property cpu"),
        ("/tags/first", "tag first"),
        ("/resource_types/OS::Glance::Image", "resource-type-association OS::Glance::Image"),
    ] {
        let answer = admin.delete(&format!("{NAMESPACE}{path}")).await;
        assert_eq!(answer.summary(), format!("403: Metadata definition {text} is protected and cannot be deleted."));
    }
    assert_eq!(admin.delete(&format!("{NAMESPACE}/tags/nope")).await.status, 404);
    assert_eq!(admin.post(&format!("{NAMESPACE}/objects"), &json!({"name": "new"})).await.status, 201);
    assert_eq!(admin.put(NAMESPACE, &json!({"namespace": "OS::Test"})).await.status, 200);
    assert_eq!(admin.delete(NAMESPACE).await.status, 204);
}

#[tokio::test]
async fn questions_that_cannot_be_answered_are_refused() {
    let (_glance, admin) = with_namespace(&json!({"namespace": "OS::Test"})).await;
    for (path, reason) in [
        ("?limit=x", "400: limit param must be an integer"),
        ("?limit=-1", "400: limit param must be positive"),
        ("?sort_key=nope", "400: Sort key supplied was not valid."),
        ("?sort_key=nope&limit=-1", "400: limit param must be positive"),
        ("?sort_dir=up", "400: Invalid sort direction: up"),
        ("?visibility=shared", "400: Invalid visibility value: shared"),
        ("?marker=nope", "404: Metadata definition namespace=nope was not found."),
        ("?marker=%00", "404: Metadata definition namespace=\0 was not found."),
        ("/OS::Test/objects?limit=0", "400: limit param must be positive"),
        ("/OS::Test/tags?sort_key=nope", "400: Sort key supplied was not valid."),
        ("/OS::Test/tags?sort_key=nope&limit=-1", "400: limit param must be positive"),
        ("/OS::Test/tags/%00", "404: Could not find metadata tag \0"),
        ("/OS::Test?visibility=nope", "400: Invalid visibility value: nope"),
    ] {
        assert_eq!(admin.get(&format!("{NAMESPACES}{path}")).await.summary(), reason, "{path}");
    }
}

#[tokio::test]
async fn each_route_has_its_methods_and_takes_a_body_only_where_one_belongs() {
    let glance = Glance::start().await;
    for (path, allow) in [
        ("", "GET, POST"),
        ("/n", "GET, PUT, DELETE"),
        ("/n/objects", "GET, POST, DELETE"),
        ("/n/objects/o", "GET, PUT, DELETE"),
        ("/n/properties", "GET, POST, DELETE"),
        ("/n/properties/p", "GET, PUT, DELETE"),
        ("/n/resource_types", "GET, POST"),
        ("/n/resource_types/t", "DELETE"),
        ("/n/tags", "GET, POST, DELETE"),
        ("/n/tags/t", "GET, POST, PUT, DELETE"),
    ] {
        let answer = glance.admin().send(Method::PATCH, &format!("{NAMESPACES}{path}"), Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, Some(allow)), "{path}");
    }
    for (method, path) in [
        (Method::GET, "/n"),
        (Method::DELETE, "/n"),
        (Method::GET, "/n/objects/o"),
        (Method::DELETE, "/n/objects/o"),
        (Method::GET, "/n/properties"),
        (Method::GET, "/n/resource_types"),
        (Method::DELETE, "/n/resource_types/t"),
        (Method::GET, "/n/tags/t"),
        (Method::POST, "/n/tags/t"),
        (Method::DELETE, "/n/tags/t"),
    ] {
        let answer = glance.admin().send(method.clone(), &format!("{NAMESPACES}{path}"), Body::from("x")).await;
        assert_eq!(answer.summary(), "400: A body is not expected with this request.", "{method} {path}");
    }
}
