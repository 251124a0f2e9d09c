//! Locations of images, as patches change them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use glance_core::service::Settings;
use glance_core::store::Stores;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{Answer, FILE, Glance, PATH, shown_locations, table, web_store};
use crate::web::Web;

const DATA: &[u8] = b"data on the web";

/// One change that adds a location at the end.
fn add(url: &str) -> Value {
    json!({"op": "add", "path": "/locations/-", "value": {"url": url, "metadata": {}}})
}

fn replace(locations: &[(&str, Value)]) -> Value {
    let value: Vec<Value> = locations.iter().map(|(url, metadata)| json!({"url": url, "metadata": metadata})).collect();
    json!([{"op": "replace", "path": "/locations", "value": value}])
}

fn remove(position: &str) -> Value {
    json!([{"op": "remove", "path": format!("/locations/{position}")}])
}

/// Where the data is, by the last part of each URL.
fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
    let document = answer.json();
    let locations = document["locations"].as_array().unwrap();
    locations.iter().map(|one| one["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

async fn with_image() -> (Glance, Web) {
    let (glance, web) = Glance::with_locations().await;
    for name in ["one", "two", "three"] {
        web.put(name, DATA);
    }
    glance.image().queued().await;
    (glance, web)
}

#[tokio::test]
async fn a_queued_image_becomes_active_with_a_location_and_is_read_from_there() {
    let (glance, web) = with_image().await;

    let patched = glance.owner().patch(PATH, &json!([add(&web.url("/data/one"))])).await;

    let image = patched.json();
    assert_eq!((&image["status"], &image["size"], &image["checksum"]), (&json!("active"), &json!(15), &Value::Null));
    assert_eq!(image["locations"], json!([{"url": web.url("/data/one"), "metadata": {"store": "web"}}]));
    assert_eq!(image["stores"], "web");
    assert_eq!(glance.owner().get(FILE).await.text(), "data on the web");
    let part = glance.owner().with("range", "bytes=5-6").get(FILE).await;
    assert_eq!((part.status, part.text()), (StatusCode::PARTIAL_CONTENT, "on"));
    assert_eq!(glance.admin().delete(PATH).await.status, StatusCode::NO_CONTENT, "a web server keeps what it has");
}

#[tokio::test]
async fn locations_are_added_replaced_and_taken_away_by_both_kinds_of_patches() {
    let (glance, web) = with_image().await;
    let (owner, admin) = (glance.owner(), glance.admin());
    let [one, two, three] = ["/data/one", "/data/two", "/data/three"].map(|path| web.url(path));
    let old = owner.clone().with("content-type", "application/openstack-images-v2.0-json-patch");
    let document = json!([{"add": "/locations/0", "value": {"url": one, "metadata": {}}}]);
    assert_eq!(names(&old.send(Method::PATCH, PATH, document.to_string().into()).await), ["one"]);

    let first = json!([{"op": "add", "path": "/locations/0", "value": {"url": two, "metadata": {"k": "v"}}}]);
    assert_eq!(names(&owner.patch(PATH, &first).await), ["two", "one"]);
    assert_eq!(names(&owner.patch(PATH, &json!([add(&three)])).await), ["one", "two", "three"]);
    let metadata = [(three.as_str(), json!({})), (&one, json!({"date": "2015-10-15"})), (&two, json!({}))];
    assert_eq!(names(&owner.patch(PATH, &replace(&metadata)).await), ["three", "one", "two"]);
    let image = owner.get(PATH).await;
    assert_eq!(names(&image), ["three", "one", "two"]);
    assert_eq!(image.json()["locations"][1]["metadata"], json!({"date": "2015-10-15", "store": "web"}));

    assert_eq!(names(&admin.patch(PATH, &remove("1")).await), ["three", "two"]);
    assert_eq!(names(&admin.patch(PATH, &remove("-")).await), ["three"]);
}

#[tokio::test]
async fn what_is_no_good_location_is_refused() {
    let (glance, web) = with_image().await;
    let owner = glance.owner();
    let url = |path: &str| web.url(path);
    let cases = [
        ("a file", add("file:///etc/passwd")),
        ("an unknown scheme", add("gopher://info.cern.ch")),
        ("an address that is not allowed", add("http://localhost/x")),
        ("nothing there", add(&url("/data/nothing"))),
        ("no data", add(&url("/status/500"))),
        ("no length", add(&url("/nolength/one"))),
        ("no server", add("http://127.0.0.1:1/x")),
        ("no URL", json!({"op": "add", "path": "/locations/-", "value": {"metadata": {}}})),
        ("no place", json!({"op": "add", "path": "/locations/x", "value": {"url": url("/data/one"), "metadata": {}}})),
        ("no pointer", json!({"op": "add", "path": "/locations", "value": []})),
    ];
    let mut rows = Vec::new();
    for (what, change) in cases {
        rows.push((what, owner.patch(PATH, &json!([change])).await));
    }
    rows.push(("an empty list", owner.patch(PATH, &replace(&[])).await));
    rows.push(("of nothing", glance.admin().patch(PATH, &remove("0")).await));
    assert_snapshot!(table(rows), @r"
    a file => 400: Invalid location
    an unknown scheme => 400: Invalid location
    an address that is not allowed => 400: Invalid location
    nothing there => 400: Invalid location
    no data => 400: The Store URI was malformed.
    no length => 400: Invalid location
    no server => 400: The Store URI was malformed.
    no URL => 400: Provided object does not match schema 'image': 'url' is a required property
    no place => 400: Invalid position for adding a location.
    no pointer => 400: Invalid JSON pointer for this resource: '/locations'
    an empty list => 403: Access was denied to this resource. Cannot set locations to empty list.
    of nothing => 409: It's not allowed to remove locations if image status is queued.
    ");
    assert_eq!(owner.get(PATH).await.json()["status"], "queued");
}

#[tokio::test]
async fn an_active_image_keeps_its_urls_and_its_last_location() {
    let (glance, web) = with_image().await;
    let (owner, admin) = (glance.owner(), glance.admin());
    let [one, two, three] = ["/data/one", "/data/two", "/data/three"].map(|path| web.url(path));
    names(&owner.patch(PATH, &json!([add(&one), add(&two)])).await);

    let rows = [
        ("the same again", owner.patch(PATH, &json!([add(&two)])).await),
        ("one less", owner.patch(PATH, &replace(&[(&one, json!({}))])).await),
        ("one more", owner.patch(PATH, &replace(&[(&one, json!({})), (&two, json!({})), (&three, json!({}))])).await),
        ("another", owner.patch(PATH, &replace(&[(&one, json!({})), (&three, json!({}))])).await),
        ("none", owner.patch(PATH, &replace(&[])).await),
        ("away, by the owner", owner.patch(PATH, &remove("0")).await),
        ("away, behind the end", admin.patch(PATH, &remove("2")).await),
        ("both away", admin.patch(PATH, &json!([remove("0")[0], remove("0")[0]])).await),
    ];
    assert_snapshot!(table(rows), @r"
    the same again => 400: The location already exists
    one less => 400: Original locations is not empty: those in their place must have the same URLs
    one more => 400: Original locations is not empty: those in their place must have the same URLs
    another => 400: Original locations is not empty: those in their place must have the same URLs
    none => 403: Access was denied to this resource. Cannot set locations to empty list.
    away, by the owner => 403: You are not authorized to complete delete_image_location action.
    away, behind the end => 400: Invalid position for removing a location.
    both away => 403: Access was denied to this resource. Cannot remove last location in the image.
    ");
    assert_eq!(names(&owner.get(PATH).await), ["one", "two"]);
    admin.send(Method::POST, &format!("{PATH}/actions/deactivate"), Body::empty()).await;
    let rows = [
        ("add", owner.patch(PATH, &json!([add(&three)])).await),
        ("replace", owner.patch(PATH, &replace(&[(&one, json!({}))])).await),
        ("remove", admin.patch(PATH, &remove("0")).await),
    ];
    assert_snapshot!(table(rows), @r"
    add => 409: It's not allowed to add locations if image status is deactivated.
    replace => 409: It's not allowed to replace locations if image status is deactivated.
    remove => 409: It's not allowed to remove locations if image status is deactivated.
    ");
}

#[tokio::test]
async fn digests_are_taken_over_from_a_client_once() {
    let (glance, web) = with_image().await;
    let owner = glance.owner();
    let (md5, sha) = ("1".repeat(32), "deadbeef".repeat(16));
    let claim = |path: &str, checksum: &str, algorithm: &str, value: &str| {
        let digests = json!({"checksum": checksum, "os_hash_algo": algorithm, "os_hash_value": value});
        json!([{"op": "add", "path": "/locations/-",
            "value": {"url": web.url(path), "metadata": {}, "validation_data": digests}}])
    };
    let rows = [
        ("another algorithm", owner.patch(PATH, &claim("/data/one", &md5, "sha256", &sha)).await),
        ("too short", owner.patch(PATH, &claim("/data/one", &md5, "sha512", "abcd")).await),
        ("no digits", owner.patch(PATH, &claim("/data/one", &"z".repeat(32), "sha512", &sha)).await),
    ];
    assert_snapshot!(table(rows), @r"
    another algorithm => 409: os_hash_algo must be sha512, not sha256
    too short => 409: os_hash_value (abcd) is not the correct size for sha512 (should be 64 bytes)
    no digits => 409: checksum (zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz) is not a valid hexadecimal value
    ");

    let image = owner.patch(PATH, &claim("/data/one", &md5, "sha512", &sha)).await.json();
    assert_eq!(
        (&image["checksum"], &image["os_hash_algo"], &image["os_hash_value"]),
        (&json!(md5), &json!("sha512"), &json!(sha))
    );
    assert_eq!(image["locations"][0].as_object().unwrap().len(), 2, "what was claimed is no part of a location");
    assert_eq!(names(&owner.patch(PATH, &claim("/data/two", &md5, "sha512", &sha)).await), ["one", "two"]);
    let rows = [
        ("checksum", owner.patch(PATH, &claim("/data/three", &"2".repeat(32), "sha512", &sha)).await),
        ("algorithm", owner.patch(PATH, &claim("/data/three", &md5, "sha256", &sha)).await),
        ("value", owner.patch(PATH, &claim("/data/three", &md5, "sha512", &"beefdead".repeat(16))).await),
    ];
    assert_snapshot!(table(rows), @r"
    checksum => 409: checksum is already set with a different value
    algorithm => 409: os_hash_algo is already set with a different value
    value => 409: os_hash_value is already set with a different value
    ");
}

#[tokio::test]
async fn locations_are_counted_and_measured() {
    let mut few = shown_locations();
    (few.quotas.locations, few.quotas.image_size_bytes) = (Some(1), 15);
    let web = Web::start().await;
    let glance = Glance::with_stores(Stores::single(Arc::new(web_store())), few).await;
    web.put("one", DATA);
    web.put("long", b"16 bytes of data");
    glance.image().queued().await;

    let rows = [
        ("too long", glance.owner().patch(PATH, &json!([add(&web.url("/data/long"))])).await),
        (
            "too many",
            glance.owner().patch(PATH, &json!([add(&web.url("/data/one")), add(&web.url("/data/one#2"))])).await,
        ),
    ];
    assert_snapshot!(table(rows), @r"
    too long => 413: The incoming image is too large: The provided image is too large.
    too many => 413: The limit has been exceeded on the number of allowed image locations. Attempted: 2, Maximum: 1
    ");
    assert_eq!(names(&glance.owner().patch(PATH, &json!([add(&web.url("/data/one"))])).await), ["one"]);
}

#[tokio::test]
async fn locations_that_are_not_shown_are_not_changed_either() {
    let web = Web::start().await;
    let glance = Glance::with_stores(Stores::single(Arc::new(web_store())), Settings::default()).await;
    glance.image().queued().await;

    let rows = [
        ("add", glance.owner().patch(PATH, &json!([add(&web.url("/data/one"))])).await),
        ("replace", glance.owner().patch(PATH, &replace(&[("http://x", json!({}))])).await),
        ("remove", glance.admin().patch(PATH, &remove("0")).await),
    ];

    assert_snapshot!(table(rows), @r"
    add => 403: It's not allowed to add locations if locations are invisible.
    replace => 403: It's not allowed to update locations if locations are invisible.
    remove => 403: It's not allowed to remove locations if locations are invisible.
    ");
    assert_eq!(web.hits(), 0);
}

#[tokio::test]
async fn an_upload_into_a_store_that_is_only_read_is_refused() {
    let (glance, _) = with_image().await;

    let upload = glance.owner().with("x-image-meta-store", "web").upload(FILE, b"data").await;

    assert_snapshot!(upload.summary(), @"410: Error in store configuration. Adding images to store is disabled.");
    assert_eq!(glance.owner().get(PATH).await.json()["status"], "queued");
}

#[tokio::test]
async fn data_that_the_web_has_lost_is_told_from_a_server_that_is_away() {
    let (glance, web) = with_image().await;
    web.put("whole", DATA);
    let other = glance.image().set("id", "22222222-2222-2222-2222-222222222222").queued().await;
    let [lost, whole] = [PATH.to_owned(), format!("/v2/images/{other}")];
    names(&glance.owner().patch(&lost, &json!([add(&web.url("/data/one"))])).await);
    names(&glance.owner().patch(&whole, &json!([add(&web.url("/whole/whole"))])).await);

    web.remove("one");
    let gone = glance.owner().get(FILE).await;
    let part = glance.owner().with("range", "bytes=0-1").get(&format!("{whole}/file")).await;
    web.stop();
    let away = glance.owner().get(FILE).await;

    assert_eq!((gone.status, away.status), (StatusCode::NO_CONTENT, StatusCode::SERVICE_UNAVAILABLE));
    assert_snapshot!(part.summary(), @"400: the server cannot send a part of the data");
}
