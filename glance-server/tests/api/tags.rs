//! `/v2/images/{image_id}/tags/{tag}`

use axum::body::Body;
use axum::http::Method;
use insta::assert_snapshot;

use crate::fixture::{Client, Glance, MISSING, PATH, table};

async fn put(client: &Client, path: &str) -> crate::fixture::Answer {
    client.send(Method::PUT, path, Body::empty()).await
}

#[tokio::test]
async fn a_tag_is_added_once_and_removed_once() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let (client, tag) = (glance.owner(), format!("{PATH}/tags/%E2%98%83"));

    let added = put(&client, &tag).await;
    let again = put(&client, &tag).await;
    let tags = client.get(PATH).await.json()["tags"].to_string();
    let removed = client.delete(&tag).await;
    let gone = client.delete(&tag).await;

    assert_eq!(tags, r#"["☃"]"#);
    assert_snapshot!(table([("add", added), ("add again", again), ("remove", removed), ("remove again", gone)]), @"
    add => 204
    add again => 204
    remove => 204
    remove again => 404: The resource could not be found.
    ");
}

#[tokio::test]
async fn tags_are_the_owners_business() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").queued().await;
    let tag = format!("{PATH}/tags/x");

    assert_snapshot!(table([
        ("stranger", put(&glance.stranger(), &tag).await),
        ("reader", put(&glance.reader(), &tag).await),
        ("missing", put(&glance.owner(), &format!("{MISSING}/tags/x")).await),
        ("no id", put(&glance.owner(), "/v2/images/nope/tags/x").await),
    ]), @"
    stranger => 403: You are not authorized to complete modify_image action.
    reader => 403: You are not authorized to complete modify_image action.
    missing => 404: Image 00000000-0000-0000-0000-000000000123 not found.
    no id => 404: No image found with ID nope
    ");
}

#[tokio::test]
async fn a_tag_has_at_most_255_characters_and_an_image_128_tags() {
    let glance = Glance::start().await;
    let tags: Vec<String> = (0..128).map(|number| format!("t{number}")).collect();
    glance.image().set("tags", tags).queued().await;

    let long = put(&glance.owner(), &format!("{PATH}/tags/{}", "t".repeat(256))).await;
    let many = put(&glance.owner(), &format!("{PATH}/tags/one-more")).await;

    assert_eq!(long.status, 400);
    assert_snapshot!(many.summary(), @"413: The limit has been exceeded on the number of allowed image tags. Attempted: 129, Maximum: 128");
}
