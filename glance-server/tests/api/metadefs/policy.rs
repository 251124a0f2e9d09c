//! Each rule is asked.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use glance_core::policy::Action;
use serde_json::{Value, json};

use super::{NAMESPACE, whole, with_namespace};

#[tokio::test]
async fn each_rule_about_definitions_keeps_from_what_it_is_about() {
    let (glance, admin) = with_namespace(&whole()).await;
    let words = json!({"name": "p", "title": "P", "type": "string"});
    let mut cpu = words.clone();
    cpu["name"] = json!("cpu");
    let asked = [
        ("get_metadef_namespace", Method::GET, "/OS::Test", Value::Null),
        ("get_metadef_namespaces", Method::GET, "", Value::Null),
        ("add_metadef_namespace", Method::POST, "", json!({"namespace": "new"})),
        ("modify_metadef_namespace", Method::PUT, "/OS::Test", json!({"namespace": "OS::Test"})),
        ("get_metadef_object", Method::GET, "/OS::Test/objects/disk", Value::Null),
        ("get_metadef_objects", Method::GET, "/OS::Test/objects", Value::Null),
        ("add_metadef_object", Method::POST, "/OS::Test/objects", json!({"name": "new"})),
        ("modify_metadef_object", Method::PUT, "/OS::Test/objects/disk", json!({"name": "disk"})),
        ("delete_metadef_object", Method::DELETE, "/OS::Test/objects/disk", Value::Null),
        ("get_metadef_property", Method::GET, "/OS::Test/properties/cpu", Value::Null),
        ("get_metadef_properties", Method::GET, "/OS::Test/properties", Value::Null),
        (
            "get_metadef_resource_type",
            Method::GET,
            "/OS::Test/properties/hw_cpu?resource_type=OS::Glance::Image",
            Value::Null,
        ),
        ("add_metadef_property", Method::POST, "/OS::Test/properties", words),
        ("modify_metadef_property", Method::PUT, "/OS::Test/properties/cpu", cpu),
        ("remove_metadef_property", Method::DELETE, "/OS::Test/properties/cpu", Value::Null),
        ("get_metadef_tag", Method::GET, "/OS::Test/tags/first", Value::Null),
        ("get_metadef_tags", Method::GET, "/OS::Test/tags", Value::Null),
        ("add_metadef_tag", Method::POST, "/OS::Test/tags/new", Value::Null),
        ("modify_metadef_tag", Method::PUT, "/OS::Test/tags/first", json!({"name": "first"})),
        ("delete_metadef_tag", Method::DELETE, "/OS::Test/tags/first", Value::Null),
        ("add_metadef_tags", Method::POST, "/OS::Test/tags", json!({"tags": [{"name": "third"}]})),
        ("delete_metadef_tags", Method::DELETE, "/OS::Test/tags", Value::Null),
        ("list_metadef_resource_types", Method::GET, "/OS::Test/resource_types", Value::Null),
        ("add_metadef_resource_type_association", Method::POST, "/OS::Test/resource_types", json!({"name": "T"})),
        ("remove_metadef_resource_type_association", Method::DELETE, "/OS::Test/resource_types/T", Value::Null),
        ("delete_metadef_namespace", Method::DELETE, "/OS::Test", Value::Null),
    ];
    let known: BTreeSet<&str> =
        Action::ALL.iter().map(|action| action.name()).filter(|name| name.contains("metadef")).collect();
    assert_eq!(known, asked.iter().map(|(rule, ..)| *rule).collect());

    for (rule, method, path, document) in asked {
        let path = NAMESPACE.replace("/OS::Test", path);
        let ask = || {
            let body = if document.is_null() { Body::empty() } else { Body::from(document.to_string()) };
            admin.send(method.clone(), &path, body)
        };
        glance.set_rules(&format!("{rule}: '!'"));
        let refused = ask().await;
        glance.set_rules(&format!("{rule}: role:admin"));
        let done = ask().await;

        let status = if rule == "get_metadef_namespace" { 404 } else { 403 };
        assert_eq!(refused.status, status, "{rule}: {}", refused.summary());
        assert!(done.status.is_success(), "{rule}: {}", done.summary());
    }
}
