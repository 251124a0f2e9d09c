//! `/healthcheck`

use std::net::SocketAddr;

use axum::Extension;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Method;
use glance_core::config::{HealthCheck, HealthConfig};
use glance_server::Options;
use insta::assert_snapshot;

use crate::fixture::{Glance, table};

async fn glance(health: HealthConfig) -> Glance {
    Glance::with_state(|state| state.with_options(Options { health, ..Options::default() })).await
}

#[tokio::test]
async fn health_needs_no_identity_and_can_be_denied_by_a_file() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("disabled");
    let checks = vec![HealthCheck::DisableByFile(Some(file.clone()))];
    let glance = glance(HealthConfig { checks, ..HealthConfig::default() }).await;
    let client = glance.client();

    let healthy = client.get("/healthcheck").await;
    let head = client.send(Method::HEAD, "/healthcheck", Body::empty()).await;
    std::fs::write(&file, "").unwrap();
    let disabled = client.get("/healthcheck").await;
    let disabled_head = client.send(Method::HEAD, "/healthcheck", Body::empty()).await;

    assert_snapshot!(healthy.with_headers(&["content-type"]), @"
    content-type: text/plain; charset=UTF-8
    200: OK
    ");
    assert_snapshot!(table([("HEAD", head), ("then", disabled_head)]), @"
    HEAD => 204
    then => 503
    ");
    assert_eq!((disabled.status.as_u16(), disabled.text()), (503, "DISABLED BY FILE"));
}

#[tokio::test]
async fn health_can_depend_on_files_that_must_be_there() {
    let folder = tempfile::TempDir::new().unwrap();
    let files = [folder.path().join("one"), folder.path().join("two")];
    let checks = vec![HealthCheck::EnableByFiles(files.to_vec())];
    let glance = glance(HealthConfig { checks, ..HealthConfig::default() }).await;

    let mut answers = vec![("neither", glance.client().get("/healthcheck").await)];
    std::fs::write(&files[0], "").unwrap();
    answers.push(("one", glance.client().get("/healthcheck").await));
    std::fs::write(&files[1], "").unwrap();
    answers.push(("both", glance.client().get("/healthcheck").await));

    let texts: Vec<_> = answers.iter().map(|(what, answer)| (*what, answer.status.as_u16(), answer.text())).collect();
    assert_eq!(texts, [("neither", 503, "FILE PATH MISSING"), ("one", 503, "FILE PATH MISSING"), ("both", 200, "OK")]);
}

#[tokio::test]
async fn health_is_told_in_three_formats() {
    let glance = glance(HealthConfig::default()).await;
    let mut told = Vec::new();

    for accept in ["image/png", "*/*", "application/json, text/html", "text/html;q=0.5, application/json"] {
        let answer = glance.client().with("accept", accept).get("/healthcheck/any/thing").await;
        told.push(format!("{accept} => {}", answer.with_headers(&["content-type"])));
    }

    assert_snapshot!(told.join("\n\n"), @r#"
    image/png => content-type: text/plain; charset=UTF-8
    200: OK

    */* => content-type: text/plain; charset=UTF-8
    200: OK

    application/json, text/html => content-type: text/html; charset=UTF-8
    200: <html> <head><title>Healthcheck Status</title></head> <body> <h2>Result of 1 checks:</h2> <table> <tr><td>OK</td></tr> </table> </body> </html>

    text/html;q=0.5, application/json => content-type: application/json
    200: { "detailed": false, "reasons": [ "OK" ] }
    "#);
}

#[tokio::test]
async fn details_are_told_only_if_the_operator_wants_it() {
    let checks = vec![HealthCheck::DisableByFile(Some("/nowhere/<off>".into()))];
    let glance = glance(HealthConfig { checks, detailed: true, ..HealthConfig::default() }).await;

    let json = glance.client().with("accept", "application/json").get("/healthcheck").await.json();
    let html = glance.client().with("accept", "text/html").get("/healthcheck").await;

    assert_eq!(json["reasons"][0]["details"], "Path '/nowhere/<off>' was not found");
    assert!(html.text().contains("<td>Path &#x27;/nowhere/&lt;off&gt;&#x27; was not found</td>"), "{}", html.text());
}

#[tokio::test]
async fn who_may_not_ask_finds_nothing() {
    let allowed_sources = vec!["10.0.0.0/8".parse().unwrap()];
    let glance = glance(HealthConfig { allowed_sources, ignore_proxied: true, ..HealthConfig::default() }).await;
    let from = |address: &str| {
        let address: SocketAddr = address.parse().unwrap();
        glance.client().through(glance.router().layer(Extension(ConnectInfo(address))))
    };

    assert_eq!(from("10.2.3.4:80").get("/healthcheck").await.status, 200);
    assert_eq!(from("192.0.2.1:80").get("/healthcheck").await.status, 404);
    assert_eq!(from("10.2.3.4:80").with("x-forwarded-for", "10.1.1.1").get("/healthcheck").await.status, 404);
    assert_eq!(glance.client().get("/healthcheck").await.status, 404);
}
