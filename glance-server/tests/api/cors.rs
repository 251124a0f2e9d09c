//! What browsers are told about pages of other sites.

use axum::body::Body;
use axum::http::Method;
use glance_core::config::CorsConfig;
use glance_server::Options;
use insta::assert_snapshot;

use crate::fixture::{Client, Glance, MISSING};

const HEADERS: [&str; 8] = [
    "vary",
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-expose-headers",
    "access-control-max-age",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "content-type",
];

async fn glance(origins: &[&str]) -> Glance {
    let allowed_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
    let cors = CorsConfig { allowed_origins, max_age: 100, ..CorsConfig::default() };
    Glance::with_state(|state| state.with_options(Options { cors, ..Options::default() })).await
}

/// Asks whether a page may send a request.
async fn ask(client: &Client, method: &str, headers: &str) -> String {
    let client = client.clone().with("access-control-request-method", method);
    let client = client.with("access-control-request-headers", headers);
    client.send(Method::OPTIONS, "/v2/images", Body::empty()).await.with_headers(&HEADERS)
}

#[tokio::test]
async fn a_page_that_is_allowed_may_read_answers_even_refusals() {
    let glance = glance(&["https://a.example", "https://b.example"]).await;
    let page = glance.client().with("origin", "https://b.example").with("accept", "text/plain");

    let answer = page.get(MISSING).await;

    assert_snapshot!(answer.with_headers(&HEADERS), @"
    vary: Origin
    access-control-allow-origin: https://b.example
    access-control-allow-credentials: true
    access-control-expose-headers: X-Image-Meta-Checksum,X-Auth-Token,X-Subject-Token,X-Service-Token,X-OpenStack-Request-ID
    content-type: text/plain; charset=UTF-8
    404: No image found with ID 00000000-0000-0000-0000-000000000123
    ");
    let versions = page.get("/").await;
    assert_eq!(versions.header("access-control-allow-origin"), Some("https://b.example"));
}

#[tokio::test]
async fn other_pages_are_told_nothing() {
    let glance = glance(&["https://a.example"]).await;

    for client in [glance.client(), glance.client().with("origin", "https://a.example:8443")] {
        let answer = client.get("/").await;
        assert_eq!(answer.with_headers(&HEADERS[..7]).lines().count(), 1);
        assert_eq!(ask(&client, "GET", "").await, "200");
    }
}

#[tokio::test]
async fn an_asterisk_allows_all_pages() {
    let glance = glance(&["*"]).await;
    let page = glance.client().with("origin", "https://c.example");

    let answer = page.get("/").await;

    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_page_that_asks_beforehand_is_told_what_it_may_do() {
    let glance = glance(&["https://a.example"]).await;
    let page = glance.client().with("origin", "https://a.example");

    assert_snapshot!(ask(&page, "PATCH", "x-auth-token, Content-type ,,").await, @"
    vary: Origin
    access-control-allow-origin: https://a.example
    access-control-allow-credentials: true
    access-control-max-age: 100
    access-control-allow-methods: PATCH
    access-control-allow-headers: x-auth-token,Content-type
    200
    ");
    assert_snapshot!(ask(&page, "GET", "").await, @"
    vary: Origin
    access-control-allow-origin: https://a.example
    access-control-allow-credentials: true
    access-control-max-age: 100
    access-control-allow-methods: GET
    200
    ");
    assert_snapshot!(ask(&page, "HEAD", "").await, @"200");
    assert_snapshot!(ask(&page, "get", "").await, @"200");
    assert_snapshot!(ask(&page, "GET", "x-auth-token, x-other").await, @"200");
    let without_a_method = page.send(Method::OPTIONS, "/v2/images", Body::empty()).await;
    assert_eq!(without_a_method.header("access-control-allow-origin"), None);
}
