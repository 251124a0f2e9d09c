//! `DELETE /v2/images/{image_id}`

use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{FILE, Glance, PATH, table};

#[tokio::test]
async fn a_deleted_image_is_gone_with_its_data() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;

    assert_snapshot!(table([
        ("delete", glance.owner().delete(PATH).await),
        ("delete again", glance.owner().delete(PATH).await),
        ("show", glance.admin().get(PATH).await),
        ("download", glance.admin().get(FILE).await),
    ]), @"
    delete => 204
    delete again => 404: Failed to find image 11111111-1111-1111-1111-111111111111 to delete
    show => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    download => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    ");
}

#[tokio::test]
async fn a_protected_image_stays() {
    let glance = Glance::start().await;
    glance.image().set("protected", true).queued().await;

    let refused = glance.admin().delete(PATH).await;
    glance.owner().patch(PATH, &json!([{"op": "replace", "path": "/protected", "value": false}])).await;

    assert_snapshot!(refused.summary(), @"403: Image 11111111-1111-1111-1111-111111111111 is protected and cannot be deleted.");
    assert_eq!(glance.owner().delete(PATH).await.status, 204);
}

#[tokio::test]
async fn only_its_owner_deletes_an_image() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").queued().await;

    assert_snapshot!(table([
        ("stranger", glance.stranger().delete(PATH).await),
        ("reader", glance.reader().delete(PATH).await),
    ]), @"
    stranger => 403: You are not authorized to complete delete_image action.
    reader => 403: You are not authorized to complete delete_image action.
    ");
}
