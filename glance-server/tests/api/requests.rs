//! What is the same for every request: ids, methods, paths, bodies.

use axum::body::Body;
use axum::http::Method;
use glance_server::Options;
use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{FILE, Glance, IMAGE, MISSING, PATH, table};

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let glance = Glance::start().await;
    let sent = |id: &'static str| glance.admin().with("x-openstack-request-id", id);

    let own = glance.admin().get("/v2/images").await;
    let adopted = sent("req-abc").get("/v2/images").await;
    let prefixed = sent("abc").get(MISSING).await;

    assert_eq!(own.header("x-openstack-request-id").unwrap().len(), "req-".len() + 36);
    assert_eq!(adopted.header("x-openstack-request-id"), Some("req-abc"));
    assert_eq!(prefixed.header("x-openstack-request-id"), Some("req-abc"));
}

#[tokio::test]
async fn a_request_id_that_is_too_long_is_refused() {
    let glance = Glance::start().await;
    let longest = "i".repeat(64);

    let kept = glance.admin().with("x-openstack-request-id", &longest).get("/v2/images").await;
    let refused = glance.admin().with("x-openstack-request-id", &format!("{longest}i")).get("/v2/images").await;

    assert_eq!(kept.status, 200);
    assert_eq!(refused.status, 431);
    assert_ne!(refused.header("x-openstack-request-id"), kept.header("x-openstack-request-id"));
}

#[tokio::test]
async fn s24_ossn_0048_a_method_that_a_resource_does_not_have_is_told_which_it_has() {
    let glance = Glance::start().await;
    let mut rows = Vec::new();
    for (method, path) in [
        (Method::PUT, "/v2/images"),
        (Method::HEAD, "/v2/images"),
        (Method::POST, "/v2/images/x"),
        (Method::HEAD, "/v2/images/x"),
        (Method::POST, "/v2/images/x/file"),
        (Method::HEAD, "/v2/images/x/file"),
        (Method::GET, "/v2/images/x/actions/deactivate"),
        (Method::GET, "/v2/images/x/actions/reactivate"),
        (Method::PUT, "/v2/images/x/members"),
        (Method::POST, "/v2/images/x/members/y"),
        (Method::GET, "/v2/images/x/tags/y"),
        (Method::POST, "/v2/schemas/image"),
        (Method::from_bytes(b"BREW").unwrap(), "/v2/images"),
    ] {
        let answer = glance.admin().send(method.clone(), path, Body::empty()).await;
        rows.push(format!("{method} {path}: {} {}", answer.status.as_u16(), answer.header("allow").unwrap_or("-")));
    }

    assert_snapshot!(rows.join("\n"), @"
    PUT /v2/images: 405 GET, POST
    HEAD /v2/images: 405 GET, POST
    POST /v2/images/x: 405 GET, PATCH, DELETE
    HEAD /v2/images/x: 405 GET, PATCH, DELETE
    POST /v2/images/x/file: 405 GET, PUT
    HEAD /v2/images/x/file: 405 GET, PUT
    GET /v2/images/x/actions/deactivate: 405 POST
    GET /v2/images/x/actions/reactivate: 405 POST
    PUT /v2/images/x/members: 405 GET, POST
    POST /v2/images/x/members/y: 405 GET, PUT, DELETE
    GET /v2/images/x/tags/y: 405 PUT, DELETE
    POST /v2/schemas/image: 405 GET
    BREW /v2/images: 405 GET, POST
    ");
}

#[tokio::test]
async fn a_path_that_is_none_is_not_found_and_a_method_that_is_none_not_implemented() {
    let glance = Glance::start().await;
    let mut rows = Vec::new();
    for (method, path) in [
        ("GET", "/v2/nothing"),
        ("POST", "/v2/nothing"),
        ("DELETE", "/v2/schemas/nothing"),
        ("GET", "/v2/images/"),
        ("POST", "/v2/images/x/actions/explode"),
        ("PUT", "/v2/images/x/tags/"),
        ("PUT", "/v2/images/x/tags/a%2Fb"),
        ("GET", "/v2/images/a%2fb"),
        ("TRACE", "/v2/nothing"),
        ("BREW", "/v2/nothing"),
    ] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        rows.push((format!("{method} {path}"), glance.admin().send(method, path, Body::empty()).await));
    }

    assert_snapshot!(table(rows), @"
    GET /v2/nothing => 404: The resource could not be found.
    POST /v2/nothing => 404: The resource could not be found.
    DELETE /v2/schemas/nothing => 404: The resource could not be found.
    GET /v2/images/ => 404: The resource could not be found.
    POST /v2/images/x/actions/explode => 404: The resource could not be found.
    PUT /v2/images/x/tags/ => 404: The resource could not be found.
    PUT /v2/images/x/tags/a%2Fb => 404: The resource could not be found.
    GET /v2/images/a%2fb => 404: The resource could not be found.
    TRACE /v2/nothing => 501: The request method TRACE is not implemented for this server.
    BREW /v2/nothing => 501: The request method BREW is not implemented for this server.
    ");
}

#[tokio::test]
async fn where_no_body_belongs_there_must_be_none() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    for (method, path) in [
        (Method::GET, PATH.to_owned()),
        (Method::DELETE, PATH.to_owned()),
        (Method::GET, FILE.to_owned()),
        (Method::POST, format!("{PATH}/actions/deactivate")),
        (Method::POST, format!("{PATH}/actions/reactivate")),
        (Method::PUT, format!("{PATH}/tags/x")),
        (Method::DELETE, format!("{PATH}/tags/x")),
        (Method::GET, format!("{PATH}/members")),
        (Method::GET, format!("{PATH}/members/x")),
        (Method::DELETE, format!("{PATH}/members/x")),
        (Method::GET, "/v2/schemas/image".to_owned()),
    ] {
        let answer = glance.admin().send(method.clone(), &path, Body::from("x")).await;
        assert_eq!(answer.summary(), "400: A body is not expected with this request.", "{method} {path}");
    }
    assert_eq!(glance.admin().send(Method::GET, "/v2/images", Body::from("x")).await.status, 200);
}

#[tokio::test]
async fn a_chunked_body_is_a_body_where_bodies_are_usual() {
    let glance = Glance::start().await;
    let client = glance.admin().with("transfer-encoding", "chunked");

    let put = client.send(Method::PUT, &format!("{PATH}/tags/x"), Body::empty()).await;
    let get = client.send(Method::GET, MISSING, Body::empty()).await;

    assert_eq!(put.status, 400);
    assert_eq!(get.status, 404);
}

#[tokio::test]
async fn documents_are_json_objects_or_arrays_of_a_sensible_size() {
    let glance = Glance::start().await;
    let mut rows = Vec::new();
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(200), "]".repeat(200));
    for (what, body) in [
        ("nothing", Body::empty()),
        ("half", Body::from("{\"name\": ")),
        ("text", Body::from("\"x\"")),
        ("number", Body::from("5")),
        ("array", Body::from("[]")),
        ("not UTF-8", Body::from(&b"{\"name\": \"\xff\"}"[..])),
        ("deep", Body::from(deep)),
        ("large", Body::from(format!("{{\"name\": \"{}\"}}", "n".repeat(1024 * 1024)))),
    ] {
        rows.push((what, glance.admin().send(Method::POST, "/v2/images", body).await));
    }

    assert_snapshot!(table(rows), @"
    nothing => 400: Body expected in request.
    half => 400: Malformed JSON in request body.
    text => 400: Unexpected body type. Expected list/dict.
    number => 400: Unexpected body type. Expected list/dict.
    array => 400: Request body must be a JSON object.
    not UTF-8 => 400: Malformed JSON in request body.
    deep => 400: Malformed JSON in request body.
    large => 413: The body of your request was too large for this server.
    ");
}

#[tokio::test]
async fn text_that_cannot_be_decoded_is_refused() {
    let glance = Glance::start().await;
    let refusal = "400: Error decoding your request. Either the URL or the request body contained characters that could \
                   not be decoded by Glance";

    assert_eq!(glance.admin().get("/v2/images?name=%FF").await.summary(), refusal);
    assert_eq!(glance.admin().get("/v2/images/%FF").await.summary(), refusal);
    assert_eq!(glance.admin().send(Method::PUT, &format!("{PATH}/tags/%FF"), Body::empty()).await.summary(), refusal);
}

#[tokio::test]
async fn answers_are_compressed_where_that_is_wanted_on_both_sides() {
    let glance = Glance::with_state(|state| state.with_options(Options { gzip: true, ..Options::default() })).await;
    let client = glance.client().with("accept-encoding", "gzip, deflate");
    glance.client().post("/v2/images", &json!({"id": IMAGE, "disk_format": "raw", "container_format": "bare"})).await;

    let upload = client.upload(FILE, &[7; 10_000]).await;
    let whole = client.get(FILE).await;
    let part = client.clone().with("range", "bytes=0-99").get(FILE).await;
    let plain = glance.client().get(FILE).await;

    assert_eq!((upload.status.as_u16(), upload.header("content-encoding")), (204, None));
    assert_eq!((whole.header("content-encoding"), whole.header("content-length")), (Some("gzip"), None));
    assert!(whole.body.unwrap().starts_with(b"\x1f\x8b"));
    assert_eq!(whole.headers.get("content-md5"), plain.headers.get("content-md5"));
    assert_eq!((part.header("content-encoding"), part.header("content-length")), (None, Some("100")));
    assert_eq!((plain.header("content-encoding"), plain.header("content-length")), (None, Some("10000")));
}
