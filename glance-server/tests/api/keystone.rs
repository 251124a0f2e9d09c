//! Identity as Keystone knows it, with a Keystone that does what a test needs.

mod fake;
mod secrets;
mod shared_cache;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use axum::http::Request;
use chrono::TimeDelta;
use futures::future::join_all;
use glance_server::auth::{Authenticate, Keystone};
use serde_json::json;
use tokio::time::sleep;

use crate::fixture::{Client, Glance};
use fake::FakeKeystone;

async fn glance(auth: Keystone) -> Glance {
    Glance::with_state(|state| state.with_auth(auth)).await
}

async fn status(client: &Client) -> u16 {
    client.get("/v2/images").await.status.as_u16()
}

/// A client with a token.
fn with(glance: &Glance, token: &str) -> Client {
    glance.client().with("x-auth-token", token)
}

#[tokio::test]
async fn a_token_tells_who_asks_and_for_which_project() {
    let keystone = FakeKeystone::start().await;
    keystone.grant("token", "demo-project", &["Member", "reader"]);
    let glance = glance(keystone.auth("")).await;

    let image = with(&glance, " token ").post("/v2/images", &json!({})).await;

    assert_eq!(image.json()["owner"], "demo-project");
    assert_eq!(with(&glance, "token").post("/v2/images", &json!({"visibility": "public"})).await.status, 403);
    assert_eq!(glance.client().with("x-storage-token", "token").get("/v2/images").await.status, 200);
}

#[tokio::test]
async fn who_has_no_good_token_is_told_where_to_get_one() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;

    for client in [glance.client(), with(&glance, "made-up"), with(&glance, " ")] {
        let answer = client.get("/v2/images").await;
        assert_eq!(answer.header("www-authenticate"), Some("Keystone uri=\"http://public:5000\""));
        assert!(answer.summary().starts_with("401: This server could not verify that you are"), "{}", answer.summary());
    }
    let json = with(&glance, "made-up").with("accept", "application/json").get("/v2/nothing").await;
    assert_eq!((json.status.as_u16(), &json.json()["code"]), (401, &json!("401 Unauthorized")));
    assert_eq!(glance.client().get("/").await.status, 300);
}

#[tokio::test]
async fn n09_identity_that_the_client_claims_does_not_count() {
    let keystone = FakeKeystone::start().await;
    keystone.grant("token", "demo-project", &["member"]);
    let glance = glance(keystone.auth("")).await;
    let claims = [
        ("x-identity-status", "Confirmed"),
        ("x-service-identity-status", "Confirmed"),
        ("x-user-id", "root"),
        ("x-user", "root"),
        ("x-project-id", "victim"),
        ("x-tenant-id", "victim"),
        ("x-tenant", "victim"),
        ("x_project_id", "victim"),
        ("x-domain-id", "default"),
        ("x-roles", "admin"),
        ("x_roles", "admin"),
        ("x-role", "admin"),
        ("x-service-roles", "service,admin"),
        ("x-service-catalog", "["),
        ("x-is-admin-project", "True"),
        ("openstack-system-scope", "all"),
    ];
    let claiming = |client: Client| claims.iter().fold(client, |client, (name, value)| client.with(name, value));

    let image = claiming(with(&glance, "token")).post("/v2/images", &json!({})).await;
    let public = claiming(with(&glance, "token")).post("/v2/images", &json!({"visibility": "public"})).await;

    assert_eq!(image.json()["owner"], "demo-project");
    assert_eq!(public.status, 403);
    for client in [claiming(with(&glance, "made-up")), claiming(glance.client())] {
        assert_eq!(status(&client).await, 401);
    }
}

#[tokio::test]
async fn n04_a_token_that_ran_out_between_two_calls_is_worth_nothing() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;
    keystone.grant_for("token", "demo-project", &["member"], TimeDelta::milliseconds(1000), &json!({}));

    let before = status(&with(&glance, "token")).await;
    sleep(Duration::from_millis(1050)).await;
    let after = status(&with(&glance, "token")).await;

    assert_eq!((before, after), (200, 401));
}

#[tokio::test]
async fn n07_a_revoked_token_counts_no_longer_than_the_cache_may_say_so() {
    let keystone = FakeKeystone::start().await;
    let cached = glance(keystone.auth("token_cache_time = 1")).await;
    let uncached = glance(keystone.auth("token_cache_time = 0")).await;
    keystone.grant("token", "demo-project", &["member"]);
    assert_eq!((status(&with(&cached, "token")).await, status(&with(&uncached, "token")).await), (200, 200));
    let (_, asked) = keystone.asked();

    keystone.revoke("token");

    assert_eq!((status(&with(&cached, "token")).await, status(&with(&uncached, "token")).await), (200, 401));
    assert_eq!(keystone.asked().1, asked + 1, "only the one without a cache asked again");
    sleep(Duration::from_millis(1050)).await;
    assert_eq!(status(&with(&cached, "token")).await, 401);
}

#[tokio::test]
async fn an_unknown_token_is_not_asked_for_again_at_once() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;

    for _ in 0..10 {
        assert_eq!(status(&with(&glance, "made-up")).await, 401);
    }

    assert_eq!(keystone.asked(), (1, 1));
}

#[tokio::test]
async fn many_requests_with_a_new_token_ask_keystone_once() {
    let keystone = FakeKeystone::start().await;
    keystone.grant("token", "demo-project", &["member"]);
    keystone.think(Duration::from_millis(200));
    let glance = glance(keystone.auth("token_cache_time = 0")).await;
    let client = with(&glance, "token");

    let statuses = join_all((0..64).map(|_| status(&client))).await;

    assert_eq!(statuses, [200; 64]);
    assert_eq!(keystone.asked(), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n05_under_load_each_token_means_its_own_project() {
    let keystone = FakeKeystone::start().await;
    for number in 0..1000 {
        keystone.grant(&format!("token-{number}"), &format!("project-{number}"), &["member"]);
    }
    let auth = Arc::new(keystone.auth(""));

    let walks = (0..64_usize).map(|start| {
        let auth = Arc::clone(&auth);
        tokio::spawn(async move {
            for step in 0..1000 {
                let number = (start * 17 + step) % 1000;
                let request = Request::builder().uri("/v2/images").header("x-auth-token", format!("token-{number}"));
                let (head, ()) = request.body(()).unwrap().into_parts();
                let caller = auth.caller(&head).await.unwrap();
                assert_eq!(caller.project.unwrap().as_str(), format!("project-{number}"));
            }
        })
    });

    for walk in join_all(walks).await {
        walk.unwrap();
    }
    assert_eq!(keystone.asked(), (1, 1000));
}

#[tokio::test]
async fn while_keystone_is_away_only_known_tokens_count_and_afterwards_all() {
    let mut keystone = FakeKeystone::start().await;
    keystone.grant("known", "demo-project", &["member"]);
    keystone.grant("new", "demo-project", &["member"]);
    let glance = glance(keystone.auth("")).await;
    assert_eq!(status(&with(&glance, "known")).await, 200);

    keystone.stop().await;
    let refused = with(&glance, "new").get("/v2/images").await;
    assert_eq!(refused.summary(), "503: The Keystone service is temporarily unavailable.");
    assert_eq!(status(&with(&glance, "known")).await, 200);
    assert_eq!(status(&glance.client()).await, 401);

    keystone.restart().await;
    assert_eq!(status(&with(&glance, "new")).await, 200);
}

#[tokio::test]
async fn a_keystone_that_never_answers_is_waited_for_once_by_all() {
    let mut keystone = FakeKeystone::start_silent().await;
    keystone.grant("new", "demo-project", &["member"]);
    let glance = glance(keystone.auth("http_connect_timeout = 1")).await;
    let clients: Vec<_> = (0..100).map(|number| with(&glance, &format!("token-{number}"))).collect();

    let statuses = join_all(clients.iter().map(status)).await;

    assert_eq!(statuses, [503; 100]);
    assert_eq!(keystone.asked(), (1, 0));
    keystone.stop().await;
    keystone.restart().await;
    assert_eq!(status(&with(&glance, "new")).await, 200);
}

#[tokio::test]
async fn the_service_account_comes_in_again_when_its_token_is_refused() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("token_cache_time = 0")).await;
    keystone.grant("token", "demo-project", &["member"]);
    assert_eq!(status(&with(&glance, "token")).await, 200);

    keystone.forget_service_account();

    assert_eq!(status(&with(&glance, "token")).await, 200);
    assert_eq!(keystone.asked(), (2, 2));
}

#[tokio::test]
async fn a_service_account_that_keystone_refuses_is_no_fault_of_the_caller() {
    let keystone = FakeKeystone::start().await;
    keystone.grant("token", "demo-project", &["member"]);
    let glance = glance(keystone.auth("password = wrong")).await;

    assert_eq!(status(&with(&glance, "token")).await, 503);
}

#[tokio::test]
async fn a_service_may_bring_a_users_token_that_ran_out() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;
    keystone.grant_for("late", "demo-project", &["member"], TimeDelta::seconds(-5), &json!({}));
    keystone.grant("nova", "service", &["service"]);
    keystone.grant("user", "demo-project", &["admin"]);
    keystone.grant_for("late-nova", "service", &["service"], TimeDelta::seconds(-5), &json!({}));
    let brought = |by: &str| with(&glance, "late").with("x-service-token", by);

    assert_eq!(status(&with(&glance, "late")).await, 401);
    assert_eq!(status(&brought("nova")).await, 200);
    assert_eq!(status(&with(&glance, "late")).await, 401, "the cache keeps the two apart");
    for by in ["user", "late-nova", "made-up"] {
        assert_eq!(status(&brought(by)).await, 401, "{by}");
    }
    assert_eq!(status(&with(&glance, "user").with("x-service-token", "made-up")).await, 200);

    keystone.revoke("late");
    sleep(Duration::from_millis(10)).await;
    assert_eq!(status(&with(&glance, "made-up").with("x-service-token", "nova")).await, 401);
}

#[tokio::test]
async fn n17_an_application_credential_is_good_for_what_its_access_rules_say() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;
    let restricted = |rules| json!({"application_credential": {"id": "1", "restricted": true, "access_rules": rules}});
    let list = json!([{"id": "2", "service": "image", "method": "GET", "path": "/v2/images"}]);
    let compute = json!([{"id": "3", "service": "compute", "method": "GET", "path": "/v2/images"}]);
    let hour = TimeDelta::hours(1);
    keystone.grant_for("list", "demo-project", &["member"], hour, &restricted(list));
    keystone.grant_for("compute", "demo-project", &["member"], hour, &restricted(compute));
    keystone.grant_for("nothing", "demo-project", &["member"], hour, &restricted(json!([])));
    keystone.grant_for("all", "demo-project", &["member"], hour, &json!({"application_credential": {"id": "4"}}));
    keystone.grant("nova", "service", &["service"]);
    let create = |client: Client| async move { client.post("/v2/images", &json!({})).await.status.as_u16() };

    assert_eq!(status(&with(&glance, "list")).await, 200);
    assert_eq!(create(with(&glance, "list")).await, 401);
    assert_eq!(with(&glance, "list").get("/v2/schemas/image").await.status, 401);
    assert_eq!((status(&with(&glance, "compute")).await, status(&with(&glance, "nothing")).await), (401, 401));
    assert_eq!(create(with(&glance, "all")).await, 201);
    assert_eq!(create(with(&glance, "list").with("x-service-token", "made-up")).await, 401);
    assert_eq!(create(with(&glance, "list").with("x-service-token", "nova")).await, 201);
}

#[tokio::test]
async fn an_anonymous_caller_may_look_where_keystone_is_not_asked_for_everything() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("[DEFAULT]\nallow_anonymous_access = true")).await;

    let created = glance.client().post("/v2/images", &json!({})).await;

    assert_eq!(created.summary(), "403: Read-only access");
    assert_eq!((status(&glance.client()).await, status(&with(&glance, "made-up")).await), (403, 403));
}

#[tokio::test]
async fn what_keystone_says_may_make_no_sense() {
    let keystone = FakeKeystone::start().await;
    let glance = glance(keystone.auth("")).await;
    keystone.grant_for("odd", "demo-project", &[], TimeDelta::hours(1), &json!({"expires_at": "tomorrow"}));
    keystone.grant_for("bound", "demo-project", &[], TimeDelta::hours(1), &json!({"bind": {"kerberos": "somebody"}}));

    assert_eq!(status(&with(&glance, "bound")).await, 401);
    assert_eq!(status(&with(&glance, "odd")).await, 503);
}
