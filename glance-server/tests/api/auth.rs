//! Who may come in: the flavors `none`, `context` and `fakeauth`.

use glance_server::auth::{Context, FakeAuth};
use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{Glance, table};

#[tokio::test]
async fn without_authentication_everybody_may_do_everything_and_owns_nothing() {
    let glance = Glance::with_state(|state| state).await;
    let client = glance.client().with("x-roles", "reader").with("x-project-id", "p");

    let image = client.post("/v2/images", &json!({"visibility": "public"})).await;

    assert_eq!(image.status, 201);
    assert!(image.json()["owner"].is_null());
}

#[tokio::test]
async fn an_identity_that_nobody_confirmed_does_not_come_in() {
    let glance = Glance::with_state(|state| state.with_auth(Context::default())).await;
    let client = glance.client().with("x-roles", "admin").with("x-project-id", "p");

    let missing = client.get("/v2/images").await;
    let invalid = client.clone().with("x-identity-status", "Invalid").get("/v2/nothing").await;
    let confirmed = client.clone().with("x-identity-status", "Confirmed").get("/v2/images").await;

    assert_eq!([missing.status, invalid.status, confirmed.status].map(|status| status.as_u16()), [401, 401, 200]);
    assert_eq!(missing.header("content-type"), Some("text/html; charset=UTF-8"));
    assert_eq!(missing.header("www-authenticate"), None);
}

#[tokio::test]
async fn an_anonymous_caller_may_look_where_that_is_allowed() {
    let glance = Glance::with_state(|state| state.with_auth(Context { allow_anonymous: true })).await;

    let created = glance.client().post("/v2/images", &json!({})).await;

    assert_snapshot!(table([("create", created)]), @"create => 403: Read-only access");
}

#[tokio::test]
async fn a_service_catalog_must_be_json() {
    let glance = Glance::with_state(|state| state.with_auth(Context::default())).await;
    let client = glance.client().with("x-identity-status", "Confirmed").with("x-roles", "admin");

    let good = client.clone().with("x-service-catalog", "[]").get("/v2/images").await;
    let bad = client.with("x-service-catalog", "[").get("/v2/images").await;

    assert_eq!([good.status, bad.status].map(|status| status.as_u16()), [200, 500]);
}

#[tokio::test]
async fn a_token_is_believed_where_that_is_wanted() {
    let glance = Glance::with_state(|state| state.with_auth(FakeAuth::default())).await;
    let with_token = |token: &str| glance.client().with("x-auth-token", token).with("x-tenant-id", "elsewhere");

    let member = with_token("demo:demo-project:reader,member").post("/v2/images", &json!({})).await;
    let reader = with_token("demo:demo-project:reader").post("/v2/images", &json!({})).await;
    let nobody = glance.client().get("/v2/images").await;
    let garbled = with_token("demo").get("/v2/images").await;

    assert_eq!(member.json()["owner"], "demo-project");
    assert_eq!(reader.summary(), "403: You are not authorized to complete add_image action.");
    assert_eq!([nobody.status, garbled.status].map(|status| status.as_u16()), [401, 401]);
}

#[tokio::test]
async fn without_a_token_the_identity_headers_count() {
    let glance = Glance::with_state(|state| state.with_auth(FakeAuth::default())).await;
    let client =
        glance.client().with("x-identity-status", "Confirmed").with("x-project-id", "p").with("x-roles", "member");

    let image = client.post("/v2/images", &json!({})).await;

    assert_eq!(image.json()["owner"], "p");
}
