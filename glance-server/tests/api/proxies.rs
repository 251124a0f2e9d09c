//! Links behind a proxy.

use glance_server::Options;
use glance_server::auth::FakeAuth;
use serde_json::json;

use crate::fixture::Glance;

async fn glance(proxy_headers: bool) -> Glance {
    let options = Options { proxy_headers, ..Options::default() };
    Glance::with_state(|state| state.with_auth(FakeAuth::default()).with_options(options)).await
}

#[tokio::test]
async fn links_are_those_that_the_client_sees() {
    let glance = glance(true).await;
    let client = glance.admin().with("forwarded", "proto=https;host=\"cloud.example:443\"");
    let client = client.with("x-forwarded-prefix", "/image");

    let versions = client.get("/").await;
    let root = client.get("/v2").await;
    let created = client.post("/v2/images", &json!({})).await;

    assert_eq!(versions.json()["versions"][0]["links"][0]["href"], "https://cloud.example/image/v2/");
    assert_eq!(root.header("location"), Some("https://cloud.example/image/v2/"));
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(created.header("location").unwrap(), format!("https://cloud.example/image/v2/images/{id}"));
}

#[tokio::test]
async fn a_proxy_that_knows_only_the_scheme_leaves_the_rest_as_it_is() {
    let glance = glance(true).await;

    let root = glance.client().with("x-forwarded-proto", "https").get("/v2").await;

    assert_eq!(root.header("location"), Some("https://glance.example:9292/v2/"));
}

#[tokio::test]
async fn nobody_is_believed_unless_the_operator_says_so() {
    let glance = glance(false).await;
    let client = glance.client().with("x-forwarded-host", "evil.example").with("forwarded", "host=evil.example");

    let root = client.get("/v2").await;

    assert_eq!(root.header("location"), Some("http://glance.example:9292/v2/"));
}
