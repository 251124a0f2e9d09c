//! `/v2/schemas/…`

use insta::assert_snapshot;
use serde_json::Value;

use crate::fixture::Glance;

#[tokio::test]
async fn the_schema_of_an_image_names_its_attributes() {
    let glance = Glance::start().await;

    let schema = glance.reader().get("/v2/schemas/image").await.json();
    let list = glance.reader().get("/v2/schemas/images").await.json();

    let properties = schema["properties"].as_object().unwrap();
    let read_only: Vec<&str> =
        properties.iter().filter(|(_, p)| p["readOnly"] == Value::Bool(true)).map(|(name, _)| name.as_str()).collect();
    assert_snapshot!(read_only.join(" "), @"checksum created_at direct_url file os_hash_algo os_hash_value schema self size status stores updated_at virtual_size");
    assert_eq!(schema["properties"]["disk_format"]["enum"][0], Value::Null);
    assert_eq!(list["properties"]["images"]["items"], schema);
}

#[tokio::test]
async fn the_schema_of_a_member_names_its_statuses() {
    let glance = Glance::start().await;

    let schema = glance.reader().get("/v2/schemas/member").await.json();
    let list = glance.reader().get("/v2/schemas/members").await.json();

    assert_eq!(schema["properties"]["status"]["enum"], serde_json::json!(["pending", "accepted", "rejected"]));
    assert_eq!(list["properties"]["members"]["items"], schema);
}
