//! `/v2/images/{image_id}/file`

use axum::body::{Body, Bytes};
use axum::http::Method;
use futures::stream;
use insta::assert_snapshot;
use serde_json::json;

use crate::careless::{Careless, Fault};
use crate::fixture::{FILE, Glance, MISSING, PATH, table};

#[tokio::test]
async fn what_goes_in_comes_out() {
    let glance = Glance::start().await;
    glance.image().queued().await;

    let before = glance.owner().get(FILE).await;
    let upload = glance.owner().upload(FILE, b"0123456789").await;
    let download = glance.owner().get(FILE).await;

    assert_eq!((before.status.as_u16(), upload.status.as_u16()), (204, 204));
    assert_snapshot!(download.with_headers(&["content-type", "content-length", "content-md5", "content-range"]), @"
    content-type: application/octet-stream
    content-length: 10
    content-md5: 781e5e245d69b566979b86e28d23f2c7
    200: 0123456789
    ");
}

#[tokio::test]
async fn an_image_may_be_empty() {
    let glance = Glance::start().await;
    glance.image().active(b"").await;

    let download = glance.owner().get(FILE).await;

    assert_eq!((download.status.as_u16(), download.header("content-length"), download.text()), (200, Some("0"), ""));
    assert_eq!(glance.owner().get(PATH).await.json()["size"], 0);
}

#[tokio::test]
async fn data_of_unknown_length_is_taken_too() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let chunks = stream::iter(["one ", "two"].map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk))));
    let client =
        glance.owner().with("content-type", "application/octet-stream; x=y").with("transfer-encoding", "chunked");

    let upload = client.send(Method::PUT, FILE, Body::from_stream(chunks)).await;

    assert_eq!(upload.status, 204);
    assert_eq!(glance.owner().get(FILE).await.text(), "one two");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_a_queued_image() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let broken = stream::iter([Ok(Bytes::from("half")), Err(std::io::Error::other("cable pulled"))]);
    let client = glance.owner().with("content-type", "application/octet-stream");

    let upload = client.send(Method::PUT, FILE, Body::from_stream(broken)).await;

    assert_eq!(upload.status, 400);
    assert_eq!(glance.owner().get(PATH).await.json()["status"], "queued");
    assert_eq!(glance.owner().upload(FILE, b"whole").await.status, 204);
}

#[tokio::test]
async fn a_download_may_say_from_which_store() {
    let (glance, web) = Glance::with_locations().await;
    web.put("copy", b"copy");
    glance.image().active(b"main").await;
    let location = json!({"url": web.url("/data/copy"), "metadata": {}});
    let patched = glance.owner().patch(PATH, &json!([{"op": "add", "path": "/locations/-", "value": location}])).await;
    assert_eq!(patched.status, 200, "{}", patched.summary());
    let mut rows = Vec::new();
    for stores in ["", "fast", "web", "web,fast", " web ,", "tape,web", ","] {
        let answer = glance.owner().get(&format!("{FILE}?prefer={}", stores.replace(' ', "%20"))).await;
        rows.push(format!("{stores}: {}", answer.summary()));
    }
    glance.set_rules("download_from_store: role:admin");
    rows.push(format!("not allowed to: {}", glance.owner().get(&format!("{FILE}?prefer=web")).await.summary()));
    rows.push(format!("not asked for: {}", glance.owner().get(FILE).await.summary()));
    let single = Glance::start().await;
    single.image().active(b"main").await;
    rows.push(format!("one store: {}", single.owner().get(&format!("{FILE}?prefer=memory")).await.summary()));

    assert_snapshot!(rows.join("\n"), @"
    : 200: main
    fast: 200: main
    web: 200: copy
    web,fast: 200: main
     web ,: 200: copy
    tape,web: 400: Store 'tape' is not configured.
    ,: 200: main
    not allowed to: 403: You are not authorized to complete download_from_store action.
    not asked for: 200: main
    one store: 400: A store can be chosen for a download only where there are several.
    ");
}

#[tokio::test]
async fn parts_of_the_data_can_be_asked_for() {
    let glance = Glance::start().await;
    glance.image().active(b"0123456789").await;
    let mut rows = Vec::new();
    for (name, value) in [
        ("range", "bytes=0-3"),
        ("range", "bytes=7-"),
        ("range", "bytes=-2"),
        ("range", "bytes=0-0"),
        ("range", "bytes=0-99"),
        ("range", "bytes=-99"),
        ("range", "bytes=10-"),
        ("range", "bytes=9-5"),
        ("range", "bytes=0-1,3-4"),
        ("range", "pages=1-2"),
        ("range", "bytes=x"),
        ("content-range", "bytes 2-4/*"),
        ("content-range", "bytes 2-4/10"),
        ("content-range", "bytes 2-10/*"),
        ("content-range", "bytes 5-2/10"),
    ] {
        let answer = glance.owner().with(name, value).get(FILE).await;
        let headers =
            [answer.header("content-range"), answer.header("content-length")].map(|h| h.unwrap_or("-").to_owned());
        rows.push(format!("{name}: {value} => {} | {}", headers.join(" | "), answer.summary()));
    }

    assert_snapshot!(rows.join("\n"), @"
    range: bytes=0-3 => bytes 0-3/10 | 4 | 206: 0123
    range: bytes=7- => bytes 7-9/10 | 3 | 206: 789
    range: bytes=-2 => bytes 8-9/10 | 2 | 206: 89
    range: bytes=0-0 => bytes 0-0/10 | 1 | 206: 0
    range: bytes=0-99 => bytes 0-9/10 | 10 | 206: 0123456789
    range: bytes=-99 => bytes 0-9/10 | 10 | 206: 0123456789
    range: bytes=10- => - | - | 416: The Range requested is not available. Invalid start position in Range header. Start position MUST be in the inclusive range [0, 9].
    range: bytes=9-5 => - | - | 416: The Range requested is not available. Invalid Range header.
    range: bytes=0-1,3-4 => - | - | 400: Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.
    range: pages=1-2 => - | - | 416: The Range requested is not available. Invalid Range header.
    range: bytes=x => - | - | 416: The Range requested is not available. Invalid Range header.
    content-range: bytes 2-4/* => bytes 2-4/10 | 3 | 206: 234
    content-range: bytes 2-4/10 => bytes 2-4/10 | 3 | 206: 234
    content-range: bytes 2-10/* => - | - | 416: The Range requested is not available. Invalid stop position in Content-Range header. The stop position MUST be in the inclusive range [0, 9].
    content-range: bytes 5-2/10 => - | - | 416: The Range requested is not available. Invalid Content-Range header.
    ");
}

#[tokio::test]
async fn a_part_comes_with_the_digest_of_the_whole() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;

    let part = glance.owner().with("range", "bytes=1-2").get(FILE).await;

    assert_eq!(part.header("content-md5"), glance.owner().get(FILE).await.header("content-md5"));
}

#[tokio::test]
async fn uploads_that_cannot_be_are_refused() {
    let glance = Glance::multi_store().await;
    glance.image().queued().await;
    let owner = glance.owner();
    glance.image().set("id", "22222222-2222-2222-2222-222222222222").active(b"data").await;
    glance.image().set("id", "33333333-3333-3333-3333-333333333333").set("disk_format", json!(null)).queued().await;
    let text = owner.clone().with("content-type", "text/plain");

    assert_snapshot!(table([
        ("wrong type", text.send(Method::PUT, FILE, Body::from("data")).await),
        ("no type", owner.send(Method::PUT, FILE, Body::from("data")).await),
        ("wrong size", owner.clone().with("x-openstack-image-size", "7").upload(FILE, b"data").await),
        ("size is no number", owner.clone().with("x-openstack-image-size", "x").upload(FILE, b"data").await),
        ("unknown store", owner.clone().with("x-image-meta-store", "nope").upload(FILE, b"data").await),
        ("missing", owner.upload(&format!("{MISSING}/file"), b"data").await),
        ("stranger", glance.stranger().upload(FILE, b"data").await),
        ("again", owner.upload("/v2/images/22222222-2222-2222-2222-222222222222/file", b"data").await),
        ("no formats", owner.upload("/v2/images/33333333-3333-3333-3333-333333333333/file", b"data").await),
    ]), @"
    wrong type => 415: The request media type text/plain is not supported by this server. Invalid content type text/plain
    no type => 415: The request media type None is not supported by this server. Invalid content type None
    wrong size => 400: Size mismatch: expected 7 bytes, got 4 bytes
    size is no number => 400: Invalid or missing image size in request headers.
    unknown store => 400: Store for identifier nope not found
    missing => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    stranger => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    again => 409: Image status transition from active to saving is not allowed
    no formats => 400: Property disk_format must be set prior to saving data.
    ");
    assert_eq!(owner.get(PATH).await.json()["status"], "queued");
}

#[tokio::test]
async fn data_goes_into_the_store_that_the_client_names() {
    let glance = Glance::multi_store().await;
    glance.image().queued().await;

    let upload = glance.owner().with("x-image-meta-store", "cheap").upload(FILE, b"data").await;

    assert_eq!(upload.status, 204);
    assert_eq!(glance.owner().get(PATH).await.json()["stores"], "cheap");
}

#[tokio::test]
async fn data_is_for_those_who_may_have_it() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").active(b"data").await;

    assert_eq!(glance.stranger().get(FILE).await.text(), "data");
    assert_snapshot!(table([
        ("reader", glance.reader().get(FILE).await),
        ("missing", glance.owner().get(&format!("{MISSING}/file")).await),
    ]), @"
    reader => 403: You are not authorized to complete download_image action.
    missing => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    ");
}

#[tokio::test]
async fn a_download_that_breaks_off_never_looks_complete() {
    for fault in [Fault::Short, Fault::BreaksOff] {
        let glance = Glance::with_store(Careless::new(fault)).await;
        glance.image().active(b"data").await;

        let download = glance.owner().get(FILE).await;

        assert_eq!((download.status.as_u16(), download.header("content-length")), (200, Some("4")));
        assert_eq!(download.body, None);
    }
}
