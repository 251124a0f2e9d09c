//! `/`, `/versions`, and the ways to name a version.

use axum::body::Body;
use axum::http::Method;
use glance_server::Options;
use insta::assert_snapshot;
use serde_json::Value;

use crate::fixture::{Answer, Glance, MISSING, multi_stores};

fn names(answer: &Answer) -> String {
    let document = answer.json();
    let versions = document["versions"].as_array().unwrap().iter();
    let name = |version: &Value| format!("{} {}", version["id"].as_str().unwrap(), version["status"].as_str().unwrap());
    versions.map(name).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn the_root_tells_all_versions_and_asks_for_a_choice() {
    let glance = Glance::start().await;

    let answer = glance.client().get("/").await;

    assert_eq!(answer.status, 300);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_snapshot!(names(&answer), @"v2.15 SUPPORTED, v2.9 SUPPORTED, v2.17 CURRENT, v2.7 SUPPORTED, v2.6 SUPPORTED, v2.5 SUPPORTED, v2.4 SUPPORTED, v2.3 SUPPORTED, v2.2 SUPPORTED, v2.1 SUPPORTED, v2.0 SUPPORTED");
    assert_eq!(answer.json()["versions"][0]["links"][0]["href"], "http://glance.example:9292/v2/");
}

#[tokio::test]
async fn several_stores_bring_more_versions() {
    let glance = Glance::multi_store().await;

    assert_snapshot!(names(&glance.client().get("/versions").await), @"v2.15 SUPPORTED, v2.13 SUPPORTED, v2.12 SUPPORTED, v2.11 SUPPORTED, v2.10 SUPPORTED, v2.9 SUPPORTED, v2.8 SUPPORTED, v2.17 CURRENT, v2.7 SUPPORTED, v2.6 SUPPORTED, v2.5 SUPPORTED, v2.4 SUPPORTED, v2.3 SUPPORTED, v2.2 SUPPORTED, v2.1 SUPPORTED, v2.0 SUPPORTED");
}

#[tokio::test]
async fn a_cache_brings_more_versions_too() {
    let options = || Options { image_cache: true, ..Options::default() };
    let one = Glance::with_state(|state| state.with_options(options())).await;
    let several = Glance::with(multi_stores(), options()).await;

    assert_snapshot!(names(&one.client().get("/versions").await), @"v2.18 CURRENT, v2.17 SUPPORTED, v2.16 SUPPORTED, v2.15 SUPPORTED, v2.14 SUPPORTED, v2.9 SUPPORTED, v2.7 SUPPORTED, v2.6 SUPPORTED, v2.5 SUPPORTED, v2.4 SUPPORTED, v2.3 SUPPORTED, v2.2 SUPPORTED, v2.1 SUPPORTED, v2.0 SUPPORTED");
    assert_snapshot!(names(&several.client().get("/versions").await), @"v2.18 CURRENT, v2.17 SUPPORTED, v2.16 SUPPORTED, v2.15 SUPPORTED, v2.14 SUPPORTED, v2.13 SUPPORTED, v2.12 SUPPORTED, v2.11 SUPPORTED, v2.10 SUPPORTED, v2.9 SUPPORTED, v2.8 SUPPORTED, v2.7 SUPPORTED, v2.6 SUPPORTED, v2.5 SUPPORTED, v2.4 SUPPORTED, v2.3 SUPPORTED, v2.2 SUPPORTED, v2.1 SUPPORTED, v2.0 SUPPORTED");
    for (path, status) in
        [("/v2.14/images", 200), ("/v2.18/images", 200), ("/v2.8/images", 300), ("/v2.19/images", 300)]
    {
        assert_eq!(one.client().get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn versions_are_told_wherever_no_version_is_asked_for() {
    let glance = Glance::start().await;

    for (path, status) in [
        ("/versions", 200),
        ("/versions/", 200),
        ("/versions/x", 200),
        ("/v1", 300),
        ("/v1/images", 300),
        ("/v3/images", 300),
        ("/v2.8/images", 300),
        ("/v2.99/images", 300),
        ("/images", 300),
    ] {
        let answer = glance.client().get(path).await;
        assert_eq!((answer.status.as_u16(), answer.json()["versions"].is_array()), (status, true), "{path}");
    }
    assert_eq!(glance.client().send(Method::POST, "/", Body::empty()).await.status, 300);
}

#[tokio::test]
async fn every_version_is_the_same_one() {
    let glance = Glance::start().await;
    let client = glance.admin();
    let by_media_type = |version| glance.admin().with("accept", &format!("application/vnd.openstack.images-{version}"));

    for prefix in ["/v2", "//v2", "/v2.0", "/v2.7", "/v2.9", "/v2.15", "/v2.17"] {
        assert_eq!(client.get(&format!("{prefix}/images")).await.status, 200, "{prefix}");
    }
    assert_eq!(client.get("/v2//images").await.status, 200);
    assert_eq!(client.get("/%76%32/%69mages").await.status, 200);
    assert_eq!(by_media_type("v2").get("/images").await.status, 200);
    assert_eq!(by_media_type("v2.3").get("/images").await.status, 200);
    assert_eq!(by_media_type("v2").get("/v2/images").await.status, 404);
    assert_eq!(by_media_type("v1").get("/v2/images").await.status, 300);
}

#[tokio::test]
async fn the_name_of_a_version_alone_leads_to_its_root_where_nothing_is() {
    let glance = Glance::start().await;

    for path in ["/v2", "/v2.5"] {
        let answer = glance.client().get(path).await;
        assert_eq!(answer.status, 302);
        assert_eq!(answer.header("location"), Some("http://glance.example:9292/v2/"));
    }
    assert_eq!(glance.admin().get("/v2/").await.status, 404);
}

#[tokio::test]
async fn links_begin_with_the_public_endpoint_if_there_is_one() {
    let options = Options { public_endpoint: Some("https://images.example/glance/".to_owned()), ..Options::default() };
    let glance = Glance::with_state(|state| state.with_options(options)).await;

    let versions = glance.client().get("/").await;

    assert_eq!(versions.json()["versions"][0]["links"][0]["href"], "https://images.example/glance/v2/");
}

#[tokio::test]
async fn links_leave_out_the_usual_port() {
    let glance = Glance::start().await;

    let answer = glance.client().with("host", "glance.example:80").get("/v2").await;

    assert_eq!(answer.header("location"), Some("http://glance.example/v2/"));
}

#[tokio::test]
async fn a_router_that_is_mounted_elsewhere_says_so_in_its_links() {
    let glance = Glance::start().await;
    let outer = axum::Router::new().nest_service("/image", glance.router());
    let client = glance.admin().through(outer);

    let created = client.post("/image/v2.5/images", &serde_json::json!({})).await;

    assert_eq!(created.status, 201);
    let id = created.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(created.header("location").unwrap(), format!("http://glance.example:9292/image/v2/images/{id}"));
    let versions = client.get("/image/").await;
    assert_eq!(versions.json()["versions"][0]["links"][0]["href"], "http://glance.example:9292/image/v2/");
}

#[tokio::test]
async fn options_are_answered_everywhere_and_to_everybody() {
    let glance = Glance::start().await;

    for path in ["/", "/v2/images", "/v7/x", MISSING] {
        let answer = glance.client().send(Method::OPTIONS, path, Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, ""), "{path}");
    }
}
