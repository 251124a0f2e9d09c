//! `/v2/images/{image_id}/actions/…`

use axum::body::Body;
use axum::http::Method;
use insta::assert_snapshot;

use crate::fixture::{Answer, Client, FILE, Glance, MISSING, PATH, table};

async fn act(client: &Client, image: &str, action: &str) -> Answer {
    client.send(Method::POST, &format!("{image}/actions/{action}"), Body::empty()).await
}

#[tokio::test]
async fn the_data_of_a_deactivated_image_is_for_admins_alone() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;

    let deactivated = act(&glance.owner(), PATH, "deactivate").await;
    let again = act(&glance.owner(), PATH, "deactivate").await;
    let refused = glance.owner().get(FILE).await;
    let admin = glance.admin().get(FILE).await;
    let reactivated = act(&glance.owner(), PATH, "reactivate").await;
    let owner = glance.owner().get(FILE).await;

    assert_snapshot!(table([
        ("deactivate", deactivated),
        ("deactivate again", again),
        ("download as owner", refused),
        ("download as admin", admin),
        ("reactivate", reactivated),
        ("download as owner", owner),
    ]), @"
    deactivate => 204
    deactivate again => 204
    download as owner => 403: The requested image has been deactivated. Image data download is forbidden.
    download as admin => 200: data
    reactivate => 204
    download as owner => 200: data
    ");
}

#[tokio::test]
async fn only_an_image_with_data_is_deactivated_and_only_by_its_owner() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").queued().await;

    assert_snapshot!(table([
        ("queued", act(&glance.owner(), PATH, "deactivate").await),
        ("queued, reactivate", act(&glance.owner(), PATH, "reactivate").await),
        ("stranger", act(&glance.stranger(), PATH, "deactivate").await),
        ("missing", act(&glance.owner(), MISSING, "deactivate").await),
    ]), @"
    queued => 403: Not allowed to deactivate image in status 'queued'
    queued, reactivate => 403: Not allowed to reactivate image in status 'queued'
    stranger => 403: You are not authorized to complete deactivate action.
    missing => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    ");
}
