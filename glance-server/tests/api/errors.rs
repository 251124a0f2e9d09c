//! Errors in the three formats, and errors that are the server's own.

use async_trait::async_trait;
use axum::http::request::Parts;
use glance_core::context::Caller;
use glance_server::ApiError;
use glance_server::auth::Authenticate;
use insta::assert_snapshot;
use serde_json::json;

use crate::careless::{Careless, Fault};
use crate::fixture::{FILE, Glance, PATH};

#[tokio::test]
async fn browsers_get_a_page() {
    let glance = Glance::start().await;

    let answer = glance.admin().with("accept", "*/*").get("/v2/images/nope").await;

    assert_eq!(answer.header("content-type"), Some("text/html; charset=UTF-8"));
    assert_snapshot!(answer.text(), @"
    <html>
     <head>
      <title>404 Not Found</title>
     </head>
     <body>
      <h1>404 Not Found</h1>
      No image found with ID nope<br /><br />



     </body>
    </html>
    ");
    assert_eq!(answer.text().len(), 149);
}

#[tokio::test]
async fn programs_get_a_document_if_they_ask_for_one() {
    let glance = Glance::start().await;

    let answer = glance.admin().with("accept", "application/json").get("/v2/images/nope").await;

    assert_eq!(answer.header("content-type"), Some("application/json"));
    let expected = json!({
        "message": "No image found with ID nope<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found",
    });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn scripts_get_text() {
    let glance = Glance::start().await;

    let answer = glance.admin().get("/v2/images/nope").await;

    assert_eq!(answer.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert_eq!(answer.text(), "404 Not Found\n\nNo image found with ID nope\n\n   ");
}

#[tokio::test]
async fn what_a_status_always_says_stands_before_the_detail() {
    let glance = Glance::start().await;
    glance.image().queued().await;

    let answer = glance.admin().patch(PATH, &json!([{"op": "remove", "path": "/nope"}])).await;

    let text = "409 Conflict\n\nThere was a conflict when trying to complete your request.\n\n \
                Property nope does not exist.  ";
    assert_eq!(answer.text(), text);
}

#[tokio::test]
async fn nobody_is_told_why_the_server_failed() {
    let glance = Glance::with_store(Careless::new(Fault::Fails)).await;
    glance.image().active(b"data").await;

    let answer = glance.admin().get(FILE).await;

    assert_snapshot!(answer.summary(), @"500: The server has either erred or is incapable of performing the requested operation.");
}

#[tokio::test]
async fn a_panic_is_a_failure_like_any_other() {
    #[derive(Debug)]
    struct Panics;
    #[async_trait]
    impl Authenticate for Panics {
        async fn caller(&self, _: &Parts) -> Result<Caller, ApiError> {
            panic!("the secret reason")
        }
    }
    let glance = Glance::with_state(|state| state.with_auth(Panics)).await;

    let answer = glance.client().get("/v2/images").await;

    assert_snapshot!(answer.summary(), @"500: The server has either erred or is incapable of performing the requested operation.");
}
