//! Rules that an operator writes.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{FILE, Glance, PATH, table};

#[tokio::test]
async fn a_rule_counts_from_the_next_request_on() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    let owner = glance.owner();
    let mut rows = Vec::new();
    for rules in ["get_images: '!'", "get_images: role:member", "{}", "get_images: [", "get_images: role:reader"] {
        glance.set_rules(rules);
        let answer = owner.get("/v2/images").await;
        rows.push(format!("{rules} => {} {}", answer.status, answer.text().contains("not authorized")));
    }

    assert_snapshot!(rows.join("\n"), @"
    get_images: '!' => 403 Forbidden true
    get_images: role:member => 200 OK false
    {} => 200 OK false
    get_images: [ => 500 Internal Server Error false
    get_images: role:reader => 200 OK false
    ");
}

#[tokio::test]
async fn who_is_an_admin_is_for_a_rule_to_say() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "private").queued().await;
    let boss = glance.client().with("x-auth-token", "boss:other-project:boss");
    let found = [boss.get(PATH).await.status, glance.admin().get(PATH).await.status];
    glance.set_rules("context_is_admin: role:boss");
    let found_then = [boss.get(PATH).await.status, glance.admin().get(PATH).await.status];

    assert_eq!(found, [StatusCode::NOT_FOUND, StatusCode::OK]);
    assert_eq!(found_then, [StatusCode::OK, StatusCode::NOT_FOUND]);
}

#[tokio::test]
async fn whatever_the_rules_say_only_owner_and_admins_write_an_image() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").active(b"data").await;
    let rules = ["modify_image", "delete_image", "deactivate", "add_member", "publicize_image"];
    glance.set_rules(&rules.map(|rule| format!("{rule}: '@'\n")).concat());
    let stranger = glance.stranger();
    let rename = json!([{"op": "replace", "path": "/name", "value": "mine"}]);

    let answers = [
        ("change", stranger.patch(PATH, &rename).await),
        ("tag", stranger.send(Method::PUT, &format!("{PATH}/tags/mine"), Body::empty()).await),
        ("deactivate", stranger.send(Method::POST, &format!("{PATH}/actions/deactivate"), Body::empty()).await),
        ("upload", stranger.upload(FILE, b"more").await),
        ("delete", stranger.delete(PATH).await),
    ];

    assert_snapshot!(table(answers), @"
    change => 403: You do not own this image
    tag => 403: Not allowed to update tags for image 11111111-1111-1111-1111-111111111111.
    deactivate => 403: You do not own this image
    upload => 403: You are not authorized to complete upload_image action.
    delete => 404: Failed to find image 11111111-1111-1111-1111-111111111111 to delete
    ");
    assert_eq!(glance.admin().get(PATH).await.json()["name"], "image");
}

#[tokio::test]
async fn a_refusal_does_not_tell_of_an_image_that_may_not_be_seen() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    glance.set_rules("get_image: \"'yes':%(open)s\"\ndownload_image: '!'\nget_members: '@'\n");
    let owner = glance.owner();

    let hidden = [
        ("show", owner.get(PATH).await),
        ("data", owner.get(FILE).await),
        ("members", owner.get(&format!("{PATH}/members")).await),
        ("change", owner.patch(PATH, &json!([{"op": "remove", "path": "/missing"}])).await),
        ("open", owner.patch(PATH, &json!([{"op": "add", "path": "/open", "value": "yes"}])).await),
        ("show", owner.get(PATH).await),
        ("data", owner.get(FILE).await),
    ];

    let rows = hidden.map(|(asked, answer)| format!("{asked} => {}", answer.status));
    assert_snapshot!(rows.join("\n"), @"
    show => 404 Not Found
    data => 404 Not Found
    members => 404 Not Found
    change => 409 Conflict
    open => 200 OK
    show => 200 OK
    data => 403 Forbidden
    ");
}
