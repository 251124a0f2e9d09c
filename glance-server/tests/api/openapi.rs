//! `/v2/openapi.json`. That it holds for the answers is tested wherever there are answers: see `description.rs`.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::fixture::Glance;

/// Paths that tell of their methods in another way, as they do in Glance; one of them tells other methods that there is
/// nothing.
const ODD: [(&str, Option<&str>); 3] = [
    ("/v2/images/{image_id}/locations", Some("POST")),
    ("/v2/images/{image_id}/tasks", None),
    ("/v2/tasks/{task_id}", Some("GET, DELETE")),
];

/// Path and methods of everything in a description.
fn described(document: &Value) -> Vec<(String, Vec<String>)> {
    let methods = |item: &Value| item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
    document["paths"].as_object().unwrap().iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

/// Everything in a description that does something.
fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values())
}

/// All references in a document.
fn references<'d>(document: &'d Value, found: &mut BTreeSet<&'d str>) {
    match document {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// A schema with all that it refers to in the place of the reference, and without what says nothing: that an object is one,
/// that an array may have any items, and that a default is one of two conditions.
fn complete(schema: &Value, root: &Value) -> Value {
    let Value::Object(members) = schema else {
        return match schema {
            Value::Array(items) => items.iter().map(|item| complete(item, root)).collect(),
            other => other.clone(),
        };
    };
    if let Some(target) = members.get("$ref").and_then(Value::as_str) {
        return complete(root.pointer(target.trim_start_matches('#')).unwrap(), root);
    }
    let mut completed = Map::new();
    for (name, value) in members {
        match (name.as_str(), complete(value, root)) {
            ("definitions", _) => {}
            ("type", value) if value == "object" => {}
            ("items", value) if value == json!({}) => {}
            ("allOf", conditions) => conditions.as_array().unwrap().iter().for_each(|condition| {
                completed.extend(condition.as_object().unwrap().clone());
            }),
            (name, value) => drop(completed.insert(name.to_owned(), value)),
        }
    }
    completed.into()
}

#[tokio::test]
async fn every_path_answers_the_methods_that_are_described_and_no_other() {
    let glance = Glance::start().await;
    let document = glance.reader().get("/v2/openapi.json").await.json();
    for (template, methods) in described(&document) {
        let odd = ODD.iter().find(|(odd, _)| *odd == template).map(|(_, allow)| *allow);
        let path = template.replace(['{', '}'], "");
        if odd == Some(None) {
            let refusal = glance.reader().send(Method::HEAD, &path, Body::empty()).await;
            assert_eq!((refusal.status.as_u16(), refusal.header("allow")), (404, None), "{path}");
            continue;
        }
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"] {
            let is_described = methods.iter().any(|known| known == method);
            if !is_described && odd.flatten().is_some_and(|told| told.contains(method)) {
                continue;
            }
            let answer = glance.reader().send(method.parse().unwrap(), &path, Body::from("x")).await;
            let is_there = answer.status != 405;
            assert_eq!(is_there, is_described, "{method} {path}: {}", answer.summary());
        }
        let refusal = glance.reader().send(Method::HEAD, &path, Body::empty()).await;
        let allow = refusal.header("allow").unwrap();
        if let Some(told) = odd {
            assert_eq!(Some(allow), told, "{path}");
            continue;
        }
        assert_eq!(allow.split(", ").collect::<BTreeSet<_>>(), methods.iter().map(String::as_str).collect(), "{path}");
    }
}

#[tokio::test]
async fn every_request_has_a_name_of_its_own_and_says_what_comes_back() {
    let glance = Glance::start().await;

    let document = glance.reader().get("/v2/openapi.json").await.json();

    let names: BTreeSet<&str> =
        operations(&document).map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), operations(&document).count());
    for operation in operations(&document) {
        let statuses = operation["responses"].as_object().unwrap().keys();
        assert!(statuses.into_iter().any(|status| status.starts_with('2')), "{operation}");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{operation}");
        for parameter in operation["parameters"].as_array().unwrap() {
            assert!(!parameter["description"].as_str().unwrap().is_empty(), "{operation}");
        }
    }
}

#[tokio::test]
async fn every_reference_leads_to_something_and_nothing_is_there_that_none_leads_to() {
    let glance = Glance::start().await;

    let document = glance.reader().get("/v2/openapi.json").await.json();

    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for target in &found {
        assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
    }
    for kind in ["schemas", "responses"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            assert!(found.contains(format!("#/components/{kind}/{name}").as_str()), "{kind}/{name}");
        }
    }
}

#[tokio::test]
async fn the_schemas_are_those_of_the_schema_documents() {
    let glance = Glance::start().await;
    let document = glance.reader().get("/v2/openapi.json").await.json();
    for (name, path) in [
        ("Image", "image"),
        ("Images", "images"),
        ("Member", "member"),
        ("Members", "members"),
        ("Task", "task"),
        ("Tasks", "tasks"),
        ("MetadefNamespace", "metadefs/namespace"),
        ("MetadefNamespaces", "metadefs/namespaces"),
        ("MetadefObject", "metadefs/object"),
        ("MetadefObjects", "metadefs/objects"),
        ("MetadefProperty", "metadefs/property"),
        ("MetadefProperties", "metadefs/properties"),
        ("MetadefResourceType", "metadefs/resource_type"),
        ("MetadefResourceTypes", "metadefs/resource_types"),
        ("MetadefTag", "metadefs/tag"),
        ("MetadefTags", "metadefs/tags"),
    ] {
        let served = glance.reader().get(&format!("/v2/schemas/{path}")).await.json();
        let described = complete(&document["components"]["schemas"][name], &document);

        assert_eq!(described, complete(&served, &served), "{path}");
    }
}

#[tokio::test]
async fn the_document_says_where_it_is_served_and_tells_only_those_who_may_come_in() {
    let glance = Glance::start().await;
    let elsewhere = glance.reader().with("host", "images.example");

    let document = elsewhere.get("/v2.9/openapi.json").await.json();
    let refused = glance.client().get("/v2/openapi.json").await;

    assert_eq!(document["servers"], json!([{"url": "http://images.example"}]));
    assert_eq!((&document["openapi"], &document["info"]["version"]), (&json!("3.1.0"), &json!("2.17")));
    assert_eq!(refused.status, 401);
}
