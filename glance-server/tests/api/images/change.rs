//! `PATCH /v2/images/{image_id}`

use axum::body::Body;
use axum::http::Method;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{Glance, MISSING, PATH, table};

#[tokio::test]
async fn several_changes_are_made_at_once() {
    let glance = Glance::start().await;
    glance.image().set("foo", "bar").queued().await;

    let answer = glance
        .owner()
        .patch(
            PATH,
            &json!([
                {"op": "replace", "path": "/name", "value": "renamed"},
                {"op": "add", "path": "/color", "value": "red"},
                {"op": "replace", "path": "/tags", "value": ["x"]},
                {"op": "remove", "path": "/foo"},
            ]),
        )
        .await;

    let image = answer.json();
    assert_eq!(image, glance.owner().get(PATH).await.json());
    let changed = [&image["name"], &image["color"], &image["tags"], &image["foo"]];
    assert_eq!(changed, [&json!("renamed"), &json!("red"), &json!(["x"]), &Value::Null]);
}

#[tokio::test]
async fn of_several_changes_all_are_made_or_none() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let before = glance.owner().get(PATH).await.json();

    let changes = json!([{"op": "replace", "path": "/name", "value": "x"}, {"op": "remove", "path": "/nope"}]);
    let answer = glance.owner().patch(PATH, &changes).await;

    assert_eq!(answer.status, 409);
    assert_eq!(glance.owner().get(PATH).await.json(), before);
}

#[tokio::test]
async fn the_older_form_is_understood_as_well() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let client = glance.owner().with("content-type", "application/openstack-images-v2.0-json-patch");

    let answer = client.send(Method::PATCH, PATH, Body::from(r#"[{"replace": "/name", "value": "old"}]"#)).await;

    assert_eq!(answer.json()["name"], "old");
}

#[tokio::test]
async fn other_media_types_are_told_which_are_understood() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let client = glance.owner().with("content-type", "application/json-patch+json");

    let other = client.send(Method::PATCH, PATH, Body::from("[]")).await;
    let none = glance.owner().send(Method::PATCH, PATH, Body::from("[]")).await;

    assert_snapshot!(other.with_headers(&["accept-patch"]), @"
    accept-patch: application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch
    415: The request media type application/json-patch+json is not supported by this server. Image PATCH expects Content-Type one of: application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch
    ");
    assert_snapshot!(none.summary(), @"415: The request media type None is not supported by this server. Image PATCH expects Content-Type one of: application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch");
}

#[tokio::test]
async fn what_is_no_change_is_refused_with_the_reason() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let mut rows = Vec::new();
    for changes in [
        json!([]),
        json!({}),
        json!([{"path": "/name", "value": "x"}]),
        json!([{"op": "move", "path": "/name", "from": "/x"}]),
        json!([{"op": "add", "path": "/color"}]),
        json!([{"op": "add", "path": "color", "value": "x"}]),
        json!([{"op": "add", "path": "/a/b", "value": "x"}]),
        json!([{"op": "replace", "path": "/nope", "value": "x"}]),
        json!([{"op": "remove", "path": "/name"}]),
        json!([{"op": "replace", "path": "/status", "value": "active"}]),
        json!([{"op": "add", "path": "/os_glance_x", "value": "x"}]),
        json!([{"op": "replace", "path": "/owner", "value": "other"}]),
        json!([{"op": "replace", "path": "/visibility", "value": "public"}]),
        json!([{"op": "replace", "path": "/locations", "value": []}]),
    ] {
        let mut answer = glance.owner().patch(PATH, &changes).await;
        if answer.status == 200 {
            answer.body = Some(axum::body::Bytes::from_static(b"(the image)"));
        }
        rows.push((changes.to_string(), answer));
    }

    assert_snapshot!(table(rows), @r#"
    [] => 200: (the image)
    {} => 400: Request body must be a JSON array of operation objects.
    [{"path":"/name","value":"x"}] => 400: Unable to find `op` in JSON Schema change. It must be one of the following: add, remove, replace.
    [{"from":"/x","op":"move","path":"/name"}] => 400: Invalid operation: `move`. It must be one of the following: add, remove, replace.
    [{"op":"add","path":"/color"}] => 400: Operation "add" requires a member named "value".
    [{"op":"add","path":"color","value":"x"}] => 400: Pointer `color` does not start with "/".
    [{"op":"add","path":"/a/b","value":"x"}] => 400: Invalid JSON pointer for this resource: '/a/b'
    [{"op":"replace","path":"/nope","value":"x"}] => 409: There was a conflict when trying to complete your request. Property nope does not exist.
    [{"op":"remove","path":"/name"}] => 403: Access was denied to this resource. Property name may not be removed.
    [{"op":"replace","path":"/status","value":"active"}] => 403: Attribute 'status' is read-only.
    [{"op":"add","path":"/os_glance_x","value":"x"}] => 403: Attribute 'os_glance_x' is reserved.
    [{"op":"replace","path":"/owner","value":"other"}] => 403: Access was denied to this resource. Owner can't be updated by non admin.
    [{"op":"replace","path":"/visibility","value":"public"}] => 403: You are not authorized to complete publicize_image action.
    [{"op":"replace","path":"/locations","value":[]}] => 403: Access was denied to this resource. Cannot set locations to empty list.
    "#);
}

#[tokio::test]
async fn values_that_an_image_cannot_have_are_refused() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    for (path, value) in [
        ("/visibility", json!("x")),
        ("/min_ram", json!("x")),
        ("/num", json!(3)),
        ("/tags", json!(["t".repeat(256)])),
        ("/disk_format", json!("floppy")),
    ] {
        let answer = glance.owner().patch(PATH, &json!([{"op": "add", "path": path, "value": value}])).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.summary());
    }
}

#[tokio::test]
async fn an_image_is_changed_by_its_owner() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").active(b"data").await;
    let rename = json!([{"op": "replace", "path": "/name", "value": "x"}]);
    let reformat = json!([{"op": "replace", "path": "/disk_format", "value": "qcow2"}]);

    assert_snapshot!(table([
        ("stranger", glance.stranger().patch(PATH, &rename).await),
        ("reader", glance.reader().patch(PATH, &rename).await),
        ("missing", glance.owner().patch(MISSING, &json!([])).await),
        ("format of an active image", glance.owner().patch(PATH, &reformat).await),
    ]), @"
    stranger => 403: You are not authorized to complete modify_image action.
    reader => 403: You are not authorized to complete modify_image action.
    missing => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    format of an active image => 403: Attribute disk_format can be only replaced for a queued image.
    ");
}
