//! `GET /v2/images/{image_id}`

use insta::assert_snapshot;

use crate::fixture::{Glance, MISSING, PATH, table};

#[tokio::test]
async fn an_image_with_data_shows_its_size_and_digests() {
    let glance = Glance::start().await;
    glance.image().set("os_distro", "debian").active(b"data").await;

    let answer = glance.reader().get(PATH).await;

    assert_snapshot!(serde_json::to_string_pretty(&answer.json()).unwrap(), @r#"
    {
      "checksum": "8d777f385d3dfec8815d20f7496026dc",
      "container_format": "bare",
      "created_at": "2026-11-22T12:00:00Z",
      "disk_format": "raw",
      "file": "/v2/images/11111111-1111-1111-1111-111111111111/file",
      "id": "11111111-1111-1111-1111-111111111111",
      "min_disk": 0,
      "min_ram": 0,
      "name": "image",
      "os_distro": "debian",
      "os_hash_algo": "sha512",
      "os_hash_value": "77c7ce9a5d86bb386d443bb96390faa120633158699c8844c30b13ab0bf92760b7e4416aea397db91b4ac0e5dd56b8ef7e4b066162ab1fdc088319ce6defc876",
      "os_hidden": false,
      "owner": "owner-project",
      "protected": false,
      "schema": "/v2/schemas/image",
      "self": "/v2/images/11111111-1111-1111-1111-111111111111",
      "size": 4,
      "status": "active",
      "tags": [],
      "updated_at": "2026-11-22T12:00:00Z",
      "virtual_size": 4,
      "visibility": "shared"
    }
    "#);
}

#[tokio::test]
async fn where_there_are_several_stores_an_image_tells_in_which_it_is() {
    let glance = Glance::multi_store().await;
    glance.image().active(b"data").await;

    assert_eq!(glance.owner().get(PATH).await.json()["stores"], "fast");
}

#[tokio::test]
async fn an_image_that_may_not_be_seen_is_not_there() {
    let glance = Glance::start().await;
    glance.image().queued().await;

    assert_eq!(glance.reader().get(PATH).await.status, 200);
    assert_snapshot!(table([
        ("stranger", glance.stranger().get(PATH).await),
        ("missing", glance.owner().get(MISSING).await),
        ("no id", glance.owner().get("/v2/images/nope").await),
    ]), @"
    stranger => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    missing => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    no id => 404: No image found with ID nope
    ");
}
