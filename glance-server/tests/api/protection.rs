//! Properties that are not everybody's.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{Glance, IMAGE, PATH, table};

/// Prices are for admins; members may look at what is told, and add to it, but only admins change or remove it.
const PROTECTIONS: &str = "
[^price]
create = admin
read = admin
update = admin
delete = admin
[^told]
create = member, admin
read = @
update = admin
delete = admin
[^blind]
create = member
read = admin
update = admin
delete = admin
[.*]
create = @
read = @
update = @
delete = @
";

fn change(op: &str, name: &str) -> Value {
    json!([{"op": op, "path": format!("/{name}"), "value": "changed"}])
}

async fn house() -> Glance {
    let glance = Glance::with_protections(PROTECTIONS).await;
    glance.image().set("price", "5").set("told", "all").set("open", "yes").active(b"data").await;
    glance
}

#[tokio::test]
async fn what_a_caller_may_not_read_is_not_there_for_them() {
    let glance = house().await;
    let owner = glance.owner();

    let shown = owner.get(PATH).await.json();
    let listed = owner.get("/v2/images").await.json()["images"][0].clone();
    let changed = owner.patch(PATH, &change("replace", "open")).await.json();
    for document in [&shown, &listed, &changed] {
        assert_eq!((document.get("price"), &document["told"]), (None, &json!("all")));
    }
    let ids = |answer: Value| answer["images"].as_array().unwrap().len();
    assert_eq!(ids(owner.get("/v2/images?price=5").await.json()), 0);
    assert_eq!(ids(owner.get("/v2/images?told=all").await.json()), 1);
    assert_eq!(ids(glance.admin().get("/v2/images?price=5").await.json()), 1);
}

#[tokio::test]
async fn what_a_caller_may_not_read_survives_whatever_they_write() {
    let glance = house().await;
    let owner = glance.owner();

    owner.patch(PATH, &change("replace", "name")).await;
    owner.patch(PATH, &change("replace", "open")).await;
    for (method, path) in
        [(Method::PUT, "tags/new"), (Method::POST, "actions/deactivate"), (Method::POST, "actions/reactivate")]
    {
        let answer = owner.send(method, &format!("{PATH}/{path}"), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
    }

    let image = glance.admin().get(PATH).await.json();
    assert_eq!((&image["price"], &image["open"], &image["name"]), (&json!("5"), &json!("changed"), &json!("changed")));
}

#[tokio::test]
async fn each_operation_asks_for_itself() {
    let glance = house().await;
    let owner = glance.owner();
    let mut answers = Vec::new();
    for (op, name) in [
        ("add", "price"),
        ("add", "price_new"),
        ("replace", "price"),
        ("remove", "price"),
        ("add", "told"),
        ("replace", "told"),
        ("remove", "told"),
        ("remove", "open"),
    ] {
        answers.push((format!("{op} {name}"), owner.patch(PATH, &change(op, name)).await));
    }
    for name in ["told_new", "blind"] {
        let answer = owner.patch(PATH, &change("add", name)).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
    }
    answers.push(("add blind again".to_owned(), owner.patch(PATH, &change("add", "blind")).await));
    answers.retain(|(_, answer)| answer.status != StatusCode::OK);

    assert_snapshot!(table(answers), @"
    add price => 403: Attribute 'price' is reserved.
    add price_new => 403: Attribute 'price_new' is reserved.
    replace price => 409: There was a conflict when trying to complete your request. Property price does not exist.
    remove price => 409: There was a conflict when trying to complete your request. Property price does not exist.
    add told => 403: Attribute 'told' is reserved.
    replace told => 403: Attribute 'told' is reserved.
    remove told => 403: Attribute 'told' is reserved.
    add blind again => 403: Attribute 'blind' is reserved.
    ");
    let image = glance.admin().get(PATH).await.json();
    assert_eq!((&image["price"], &image["told"], &image["blind"]), (&json!("5"), &json!("all"), &json!("changed")));
}

#[tokio::test]
async fn a_new_image_has_only_what_its_maker_may_give_it() {
    let glance = Glance::with_protections(PROTECTIONS).await;
    let owner = glance.owner();

    let refused = owner.post("/v2/images", &json!({"id": IMAGE, "price": "1"})).await;
    let made = owner.post("/v2/images", &json!({"id": IMAGE, "blind": "1", "told": "1"})).await;

    assert_snapshot!(refused.summary(), @"403: Attribute 'price' is reserved.");
    assert_eq!((made.status, made.json().get("blind"), &made.json()["told"]), (StatusCode::CREATED, None, &json!("1")));
    assert_eq!(glance.admin().get(PATH).await.json()["blind"], "1");
}
