//! An image's life: its status, and its data, which never changes once it is there.

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use futures::{StreamExt, stream};
use serde_json::json;

use crate::fixture::{FILE, Glance, IMAGE, PATH};

#[tokio::test]
async fn s22_ossa_2015_019_nothing_that_a_client_sends_sets_the_status() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    let names = ["status", "deleted", "checksum", "size", "location", "id", "owner", "is_public", "os-hash-value"];
    let mut client = glance.owner();
    for prefix in ["x-image-meta-", "x-openstack-image-", "x-glance-", "x-image-meta-property-"] {
        for name in names.iter().filter(|name| (prefix, **name) != ("x-openstack-image-", "size")) {
            client = client.with(&format!("{prefix}{name}"), "queued");
        }
    }

    let shown = client.get(PATH).await;
    let renamed = client.patch(PATH, &json!([{"op": "replace", "path": "/name", "value": "new"}])).await;
    let uploaded = client.upload(FILE, b"other").await;
    let reactivated = client.send(Method::POST, &format!("{PATH}/actions/reactivate"), Body::empty()).await;

    assert_eq!([shown.status, renamed.status], [StatusCode::OK; 2]);
    assert_eq!([uploaded.status, reactivated.status], [StatusCode::CONFLICT, StatusCode::NO_CONTENT]);
    for op in ["add", "replace"] {
        let patched = client.patch(PATH, &json!([{"op": op, "path": "/status", "value": "queued"}])).await;
        assert_eq!(patched.status, StatusCode::FORBIDDEN);
    }
    let created = client.post("/v2/images", &json!({"status": "active"})).await;
    assert_eq!(created.status, StatusCode::FORBIDDEN);
    let image = glance.owner().get(PATH).await.json();
    assert_eq!(
        (&image["status"], &image["size"], &image["owner"]),
        (&json!("active"), &json!(4), &json!("owner-project"))
    );
    assert_eq!(glance.owner().get(FILE).await.text(), "data");
}

#[tokio::test]
async fn s31_ossn_0075_an_id_never_means_another_image() {
    let glance = Glance::start().await;
    glance.image().active(b"trusted").await;
    glance.owner().delete(PATH).await;

    let by_stranger = glance.stranger().post("/v2/images", &json!({"id": IMAGE})).await;
    let by_admin = glance.admin().post("/v2/images", &json!({"id": IMAGE})).await;

    assert_eq!([by_stranger.status, by_admin.status], [StatusCode::CONFLICT; 2]);
}

#[tokio::test]
async fn s23_ossa_2015_020_an_upload_that_fails_cleans_up_in_its_own_name() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let broken = stream::iter([Ok(Bytes::from("half")), Err(std::io::Error::other("the token's time is over"))]);

    let owner = glance.owner().with("content-type", "application/octet-stream");
    let upload = owner.send(Method::PUT, FILE, Body::from_stream(broken)).await;

    assert!(upload.status.is_client_error(), "{}", upload.summary());
    let image = glance.admin().get(PATH).await.json();
    assert_eq!((&image["status"], &image["size"], &image["checksum"]), (&json!("queued"), &json!(null), &json!(null)));
    assert_eq!(glance.owner().upload(FILE, b"whole").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn h08_of_two_uploads_to_one_image_one_wins_and_is_whole() {
    let glance = Glance::start().await;
    for round in 0..20 {
        let id = format!("00000000-0000-4000-8000-{round:012}");
        glance.image().set("id", &*id).queued().await;
        let file = format!("/v2/images/{id}/file");
        let (first, second) = (glance.owner(), glance.admin());

        let (one, two) = tokio::join!(first.upload(&file, b"first"), second.upload(&file, b"second"));

        let winner = match (one.status.as_u16(), two.status.as_u16()) {
            (204, 409) => "first",
            (409, 204) => "second",
            other => panic!("{other:?}: {} {}", one.summary(), two.summary()),
        };
        assert_eq!(glance.owner().get(&file).await.text(), winner);
    }
}

#[tokio::test]
async fn h08_two_changes_of_different_fields_both_hold() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let changes: Vec<_> = (0..40).map(|number| (glance.owner(), format!("/property{number}"))).collect();

    let done = stream::iter(changes).map(|(client, path)| async move {
        client.patch(PATH, &json!([{"op": "add", "path": path, "value": "kept"}])).await.status
    });
    let done: Vec<StatusCode> = done.buffer_unordered(4).collect().await;

    let image = glance.owner().get(PATH).await.json();
    for (number, status) in done.iter().enumerate() {
        assert_eq!(*status, StatusCode::OK, "change {number}");
        assert_eq!(image[format!("property{number}")], "kept");
    }
}
