//! Locations that lead where they should not.

use std::sync::Arc;

use axum::http::StatusCode;
use glance_core::store::{FileStore, FileStoreOptions, Stores};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{FILE, Glance, PATH, shown_locations, web_store};
use crate::web::Web;

const CANARY: &str = "a text that nobody may ever read";
const OTHER: &str = "22222222-2222-2222-2222-222222222222";

fn add(url: &str) -> Value {
    json!([{"op": "add", "path": "/locations/-", "value": {"url": url, "metadata": {}}}])
}

/// Where a new image is told where its data is.
const LOCATIONS: &str = "/v2/images/11111111-1111-1111-1111-111111111111/locations";

/// Each place in which a location of an image can stand.
fn everywhere(url: &str) -> [Value; 2] {
    [add(url), json!([{"op": "replace", "path": "/locations", "value": [{"url": url, "metadata": {}}]}])]
}

/// A file store with a secret beside it, and a web store.
fn with_canary() -> (TempDir, Stores) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("canary"), CANARY).unwrap();
    let files = FileStore::open(FileStoreOptions::new(folder.path().join("images"))).unwrap();
    (folder, Stores::by_scheme(Arc::new(files), vec![Arc::new(web_store())]))
}

#[tokio::test]
async fn s02_lp_942118_no_location_names_a_file_of_the_server() {
    let (folder, stores) = with_canary();
    let glance = Glance::with_stores(stores, shown_locations()).await;
    glance.image().queued().await;
    let (path, image) = (folder.path().display(), folder.path().join("images").join(OTHER));
    std::fs::write(&image, CANARY).unwrap();
    let image = image.display();

    for url in [
        format!("file://{path}/canary"),
        format!("file://{image}"),
        format!("filesystem://{image}"),
        format!("FILE://{image}"),
        format!(" file://{image}"),
        format!("file:{image}"),
        format!("file://localhost{image}"),
        format!("filesystem:{image}"),
        format!("file://{path}/images/../canary"),
        format!("file://{path}/images/%2e%2e/canary"),
    ] {
        for changes in everywhere(&url) {
            let answer = glance.owner().patch(PATH, &changes).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{url}: {}", answer.summary());
        }
    }
    assert_eq!(glance.owner().get(PATH).await.json()["locations"], json!([]));
}

#[tokio::test]
async fn s15_lp_1334196_no_location_names_an_account_of_the_operators() {
    let (_folder, stores) = with_canary();
    let glance = Glance::with_stores(stores, shown_locations()).await;
    glance.image().queued().await;

    for url in ["swift+config://ref1/container/object", "Swift+Config://ref1/c/o", "swift+config:///c/o"] {
        for changes in everywhere(url) {
            assert_eq!(glance.owner().patch(PATH, &changes).await.status, StatusCode::BAD_REQUEST, "{url}");
        }
    }
}

#[tokio::test]
async fn s12_ossa_2014_012_what_a_shell_would_read_in_a_location_is_text() {
    let (glance, web) = Glance::with_locations().await;
    glance.image().queued().await;
    web.put("a", "data");

    for tail in [";id", "$(id)", "`id`", "%0aid", " -o ProxyCommand=id", "|id", "&id"] {
        let answer = glance.owner().patch(PATH, &add(&web.url(&format!("/data/a{tail}")))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{tail}: {}", answer.summary());
    }
    let control = glance.owner().patch(PATH, &add(&web.url("/data/a\nHost: evil"))).await;
    assert_eq!(control.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn s28_ossa_2016_006_an_image_never_loses_its_last_location() {
    let (glance, web) = Glance::with_locations().await;
    glance.image().active(b"data").await;
    let (owner, admin) = (glance.owner(), glance.admin());
    web.put("a", "data");
    owner.patch(PATH, &add(&web.url("/data/a"))).await;
    let remove = |position: &str| json!([{"op": "remove", "path": format!("/locations/{position}")}]);
    let empty = json!([{"op": "replace", "path": "/locations", "value": []}]);

    let (first, last) = (remove("0"), remove("-"));
    let (one, other) = tokio::join!(admin.patch(PATH, &first), admin.patch(PATH, &last));

    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::FORBIDDEN]);
    for changes in [&remove("0"), &remove("-"), &empty] {
        assert_eq!(admin.patch(PATH, changes).await.status, StatusCode::FORBIDDEN, "{changes}");
    }
    let image = owner.get(PATH).await.json();
    assert_eq!((&image["status"], image["locations"].as_array().unwrap().len()), (&json!("active"), 1));
    assert_eq!(owner.upload(FILE, b"evil").await.status, StatusCode::CONFLICT);
    assert_eq!(owner.get(FILE).await.text(), "data");
}

#[tokio::test]
async fn s29_ossn_0065_no_image_takes_the_data_of_another_along() {
    let (glance, _) = Glance::with_locations().await;
    glance.image().active(b"data of the victim").await;
    let victim = glance.owner().get(PATH).await.json()["locations"][0]["url"].as_str().unwrap().to_owned();
    let thief = format!("/v2/images/{OTHER}");
    glance.image().set("id", OTHER).set("owner", "other-project").queued().await;

    for changes in everywhere(&victim) {
        let answer = glance.stranger().patch(&thief, &changes).await;
        assert_eq!(answer.summary(), "400: Invalid location");
    }
    glance.stranger().delete(&thief).await;

    assert_eq!(glance.owner().get(FILE).await.text(), "data of the victim");
}

#[tokio::test]
async fn s01_lp_860862_secrets_of_a_location_are_in_no_answer_about_what_went_wrong() {
    let (glance, web) = Glance::with_locations().await;
    glance.image().queued().await;
    web.put("private", "data");
    let good = web.url("/private/private").replacen("//", "//u:p@", 1);
    let secret = |url: String| url.replacen("//", "//operator:swordfish@", 1);

    for bad in ["/data/nothing?swordfish", "/status/500?swordfish", "/hangup?swordfish", "/to/302/9?/swordfish"] {
        for changes in everywhere(&secret(web.url(bad))) {
            let answer = glance.owner().patch(PATH, &changes).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
            assert!(!answer.text().contains("swordfish"), "{}", answer.text());
        }
    }
    assert_eq!(glance.owner().patch(PATH, &add(&good)).await.status, StatusCode::OK);
    let twice = glance.owner().patch(PATH, &add(&good)).await;
    assert!(twice.status == StatusCode::BAD_REQUEST && !twice.text().contains("u:p"), "{}", twice.summary());
    web.stop();
    let away = glance.owner().get(FILE).await;
    assert!(away.status == StatusCode::SERVICE_UNAVAILABLE && !away.text().contains("u:p"), "{}", away.summary());
}

#[tokio::test]
async fn s05_ossa_2013_007_no_header_tells_where_data_is() {
    let (glance, web) = Glance::with_locations().await;
    glance.image().queued().await;
    web.put("private", "data");
    let url = web.url("/private/private").replacen("//", "//u:p@", 1);
    let patched = glance.owner().patch(PATH, &add(&url)).await;

    for answer in [patched, glance.owner().get(PATH).await, glance.owner().get(FILE).await] {
        assert_eq!(answer.status, StatusCode::OK);
        for (name, value) in &answer.headers {
            assert!(!value.to_str().unwrap().contains("u:p"), "{name}: {value:?}");
        }
    }
}

#[tokio::test]
async fn s43_ossa_2026_038_a_location_that_turns_bad_is_not_read_any_more() {
    let (web, sink) = (Web::start().await, Web::start().await);
    let (glance, front) = Glance::with_locations().await;
    glance.image().queued().await;
    web.put("a", "data");
    front.redirect("moving", &web.url("/data/a"));
    assert_eq!(glance.owner().patch(PATH, &add(&front.url("/data/moving"))).await.status, StatusCode::OK);
    assert_eq!(glance.owner().get(FILE).await.text(), "data");

    for target in [sink.url("/").replace("127.0.0.1", "localhost"), sink.url("/").replace("127.0.0.1", "2130706433")] {
        front.redirect("moving", &target);
        assert_eq!(glance.owner().get(FILE).await.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
        let again = glance.owner().patch(PATH, &add(&front.url("/data/moving#2"))).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST, "{target}");
    }
    assert_eq!(sink.hits(), 0);
}

#[tokio::test]
async fn s17_ossa_2015_002_no_new_image_is_told_of_what_is_not_on_the_web_whoever_tells_it() {
    let (folder, stores) = with_canary();
    let glance = Glance::with_stores(stores, shown_locations()).await;
    glance.image().queued().await;
    let canary = folder.path().join("canary");
    let canary = canary.display();
    let service = glance.client().with("x-auth-token", "nova:owner-project:service,member,reader");

    for url in [
        format!("file://{canary}"),
        format!("filesystem://{canary}"),
        format!("FILE://{canary}"),
        format!(" file://{canary}"),
        format!("file:{canary}"),
        format!("file://localhost{canary}"),
        "swift+config://ref1/container/object".to_owned(),
        "memory://x".to_owned(),
    ] {
        let document = json!({"url": url});
        assert_eq!(glance.owner().post(LOCATIONS, &document).await.status, StatusCode::FORBIDDEN, "{url}");
        for service in [&service, &glance.owner().with("x-service-roles", "service")] {
            assert_eq!(service.post(LOCATIONS, &document).await.summary(), "400: Invalid location", "{url}");
        }
    }
    assert_eq!(glance.admin().get(&format!("{PATH}/tasks")).await.json(), json!({"tasks": []}));
    assert_eq!(glance.owner().get(PATH).await.json()["locations"], json!([]));
}

#[tokio::test]
async fn s43_ossa_2026_038_no_new_image_is_told_of_what_the_rules_forbid() {
    let sink = Web::start().await;
    let (glance, front) = Glance::with_locations().await;
    glance.image().queued().await;
    let hidden = sink.url("/").replace("127.0.0.1", "localhost");
    front.redirect("moving", &hidden);

    let straight = glance.owner().post(LOCATIONS, &json!({"url": hidden})).await;
    assert_eq!(straight.status, StatusCode::BAD_REQUEST);
    let turning = glance.owner().post(LOCATIONS, &json!({"url": front.url("/data/moving")})).await;
    assert_eq!(turning.status, StatusCode::ACCEPTED);

    let tasks = glance.tasks_end(PATH).await;
    assert_eq!((tasks.len(), &tasks[0]["status"]), (1, &json!("failure")));
    assert_eq!(glance.owner().get(PATH).await.json()["locations"], json!([]));
    assert_eq!(sink.hits(), 0);
}

#[tokio::test]
async fn s32_ossn_0078_a_task_does_not_tell_what_is_behind_a_port() {
    let (glance, web) = Glance::with_locations().await;
    glance.image().queued().await;

    for url in ["http://127.0.0.1:1/x".to_owned(), web.url("/hangup"), web.url("/status/500")] {
        let told = glance.owner().post(LOCATIONS, &json!({"url": url})).await;
        assert_eq!(told.status, StatusCode::ACCEPTED, "{url}");
        let tasks = glance.tasks_end(PATH).await;
        assert_eq!(tasks.last().unwrap()["message"], "The Store URI was malformed.", "{url}");
    }
}

#[tokio::test]
async fn s40_ossn_0105_tasks_are_for_admins_and_make_no_images() {
    let (glance, web) = Glance::with_locations().await;
    web.put("a", "data");
    let task = json!({"type": "import", "input": {"import_from": web.url("/data/a"), "image_properties": {}}});

    for client in [glance.owner(), glance.admin()] {
        assert_eq!(client.post("/v2/tasks", &task).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(glance.owner().get("/v2/tasks").await.status, StatusCode::FORBIDDEN);
    assert_eq!(web.hits(), 0);
}
