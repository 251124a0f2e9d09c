//! `POST /v2/images`

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{Glance, IMAGE, table};

#[tokio::test]
async fn a_new_image_is_queued_and_says_where_it_is() {
    let glance = Glance::start().await;
    let document =
        json!({"id": IMAGE, "name": "snow ☃", "disk_format": "raw", "tags": ["b", "a", "a"], "ключ": "значение"});

    let answer = glance.owner().post("/v2/images", &document).await;

    assert_snapshot!(answer.with_headers(&["location", "content-type", "openstack-image-store-ids"]), @r#"
    location: http://glance.example:9292/v2/images/11111111-1111-1111-1111-111111111111
    content-type: application/json
    201: {"ключ":"значение","name":"snow ☃","disk_format":"raw","container_format":null,"visibility":"shared","size":null,"virtual_size":null,"status":"queued","checksum":null,"protected":false,"min_ram":0,"min_disk":0,"owner":"owner-project","os_hidden":false,"os_hash_algo":null,"os_hash_value":null,"id":"11111111-1111-1111-1111-111111111111","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z","tags":["a","b"],"self":"/v2/images/11111111-1111-1111-1111-111111111111","file":"/v2/images/11111111-1111-1111-1111-111111111111/file","schema":"/v2/schemas/image"}
    "#);
}

#[tokio::test]
async fn several_stores_are_named_for_the_client_to_choose() {
    let glance = Glance::multi_store().await;

    let answer = glance.owner().post("/v2/images", &json!({})).await;

    assert_eq!(answer.header("openstack-image-store-ids"), Some("fast,cheap"));
}

#[tokio::test]
async fn the_media_type_of_the_document_does_not_matter() {
    let glance = Glance::start().await;

    for media in ["application/json; charset=utf-8", "text/plain", "application/octet-stream"] {
        let client = glance.owner().with("content-type", media);
        assert_eq!(client.post("/v2/images", &json!({})).await.status, 201, "{media}");
    }
}

#[tokio::test]
async fn an_id_is_used_once_and_never_again() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let again = glance.owner().post("/v2/images", &json!({"id": IMAGE})).await;
    glance.owner().delete(&format!("/v2/images/{IMAGE}")).await;
    let after_delete = glance.owner().post("/v2/images", &json!({"id": IMAGE})).await;

    assert_snapshot!(table([("again", again), ("after its deletion", after_delete)]), @"
    again => 409: Image ID 11111111-1111-1111-1111-111111111111 already exists!
    after its deletion => 409: Image ID 11111111-1111-1111-1111-111111111111 already exists!
    ");
}

#[tokio::test]
async fn attributes_of_the_service_are_not_for_clients_to_set() {
    let glance = Glance::start().await;
    let mut rows = Vec::new();
    for name in [
        "size",
        "status",
        "checksum",
        "created_at",
        "self",
        "stores",
        "locations",
        "deleted",
        "os_glance_x",
        "os_hash_value",
    ] {
        let answer = glance.owner().post("/v2/images", &json!({name: "x"})).await;
        let text = answer.text().replace('\n', "|");
        rows.push(format!("{name} => {text}"));
    }

    assert_snapshot!(rows.join("\n"), @"
    size => 403 Forbidden||Attribute 'size' is read-only.||   
    status => 403 Forbidden||Attribute 'status' is read-only.||   
    checksum => 403 Forbidden||Attribute 'checksum' is read-only.||   
    created_at => 403 Forbidden||Attribute 'created_at' is read-only.||   
    self => 403 Forbidden||Attribute 'self' is read-only.||   
    stores => 403 Forbidden||Attribute 'stores' is read-only.||   
    locations => 403 Forbidden||Attribute 'locations' is reserved.||   
    deleted => 403 Forbidden||Access was denied to this resource.|| Attribute 'deleted' is reserved.  
    os_glance_x => 403 Forbidden||Access was denied to this resource.|| Attribute 'os_glance_x' is reserved.  
    os_hash_value => 403 Forbidden||Attribute 'os_hash_value' is read-only.||
    ");
}

#[tokio::test]
async fn values_that_an_image_cannot_have_are_refused() {
    let glance = Glance::start().await;
    let long = "n".repeat(256);
    for document in [
        json!({"id": "nope"}),
        json!({"visibility": "secret"}),
        json!({"disk_format": "floppy"}),
        json!({"container_format": "box"}),
        json!({"min_ram": -1}),
        json!({"min_disk": "1"}),
        json!({"min_disk": 2_147_483_648_u32}),
        json!({"name": 3}),
        json!({"name": long}),
        json!({"name": "\u{1f600}"}),
        json!({"foo": 1}),
        json!({"foo": null}),
        json!({"foo": {"a": 1}}),
        json!({long.as_str(): "x"}),
        json!({"tags": [long]}),
        json!({"protected": "true"}),
        json!({"os_hidden": 1}),
    ] {
        let answer = glance.owner().post("/v2/images", &document).await;
        assert_eq!(answer.status, 400, "{document}: {}", answer.summary());
    }
}

#[tokio::test]
async fn only_so_much_fits_on_an_image() {
    let glance = Glance::start().await;
    let tags: Vec<String> = (0..129).map(|number| format!("t{number}")).collect();
    let properties: Value =
        (0..129).map(|number| (format!("p{number}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();

    assert_snapshot!(table([
        ("tags", glance.owner().post("/v2/images", &json!({"tags": tags})).await),
        ("properties", glance.owner().post("/v2/images", &properties).await),
    ]), @"
    tags => 413: The limit has been exceeded on the number of allowed image tags. Attempted: 129, Maximum: 128
    properties => 413: The limit has been exceeded on the number of allowed image properties. Attempted: 129, Maximum: 128
    ");
}

#[tokio::test]
async fn what_a_caller_may_create_depends_on_the_caller() {
    let glance = Glance::start().await;
    let create = async |client: crate::fixture::Client, document: Value| client.post("/v2/images", &document).await;

    assert_eq!(create(glance.owner(), json!({"visibility": "community"})).await.status, 201);
    assert_eq!(create(glance.admin(), json!({"visibility": "public"})).await.status, 201);
    assert_eq!(create(glance.admin(), json!({"owner": "another"})).await.json()["owner"], "another");
    assert_snapshot!(table([
        ("reader", create(glance.reader(), json!({})).await),
        ("public", create(glance.owner(), json!({"visibility": "public"})).await),
        ("another owner", create(glance.owner(), json!({"owner": "another"})).await),
    ]), @"
    reader => 403: You are not authorized to complete add_image action.
    public => 403: You are not authorized to complete publicize_image action.
    another owner => 403: Access was denied to this resource. You are not permitted to create images owned by 'another'
    ");
}
