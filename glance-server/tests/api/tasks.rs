//! Locations that images are told of, and the tasks that this makes.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{FILE, Glance, IMAGE, MISSING, PATH, table};
use crate::web::Web;

const LOCATIONS: &str = "/v2/images/11111111-1111-1111-1111-111111111111/locations";
const TASKS: &str = "/v2/images/11111111-1111-1111-1111-111111111111/tasks";
const SHA256: &str = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";

async fn with_image() -> (Glance, Web) {
    let (glance, web) = Glance::with_web_store().await;
    web.put("disk", "data");
    glance.image().queued().await;
    (glance, web)
}

fn claim(algorithm: &str, value: &str) -> Value {
    json!({"os_hash_algo": algorithm, "os_hash_value": value})
}

#[tokio::test]
async fn a_user_tells_a_new_image_where_its_data_is() {
    let (glance, web) = with_image().await;
    let document = json!({"url": web.url("/data/disk"), "validation_data": claim("sha256", SHA256)});

    let told = glance.owner().with("x-openstack-request-id", "req-told").post(LOCATIONS, &document).await;
    let tasks = glance.tasks_end(PATH).await;

    assert_eq!(told.with_headers(&["content-type"]), "202");
    let image = glance.owner().get(PATH).await.json();
    assert_eq!((&image["status"], &image["size"], &image["stores"]), (&json!("active"), &json!(4), &json!("web")));
    assert_eq!((&image["os_hash_algo"], &image["os_hash_value"]), (&json!("sha256"), &json!(SHA256)));
    assert!(!image.to_string().contains("os_glance"), "{image}");
    assert_eq!(glance.owner().get(FILE).await.text(), "data");
    let locations = glance.admin().get(LOCATIONS).await.json();
    assert_eq!(locations, json!([{"url": web.url("/data/disk"), "metadata": {"store": "web"}}]));
    let expected = json!([{
        "id": tasks[0]["id"], "type": "location_import", "status": "success", "owner": "owner-project",
        "expires_at": "2026-11-24T12:00:00.000000", "created_at": "2026-11-22T12:00:00.000000",
        "updated_at": "2026-11-22T12:00:00.000000", "deleted_at": null, "deleted": false, "image_id": IMAGE,
        "request_id": "req-told", "user_id": "owner", "result": {"image_id": IMAGE}, "message": "",
        "input": {"image_id": IMAGE, "loc_url": web.url("/data/disk"), "validation_data": claim("sha256", SHA256)},
    }]);
    assert_eq!(Value::from(tasks), expected);
}

#[tokio::test]
async fn who_may_not_tell_or_see_is_refused() {
    let (glance, web) = with_image().await;
    let document = json!({"url": web.url("/data/disk")});
    let service = glance.client().with("x-auth-token", "nova:owner-project:service");
    let admin_elsewhere = glance.client().with("x-auth-token", "a:other-project:admin");
    let file = json!({"url": "file:///etc/passwd"});

    let rows = [
        ("a reader", glance.reader().post(LOCATIONS, &document).await),
        ("a stranger", glance.stranger().post(LOCATIONS, &document).await),
        ("a user, of a file", glance.owner().post(LOCATIONS, &file).await),
        ("an admin, of a file", admin_elsewhere.post(LOCATIONS, &file).await),
        ("a service, of a file", service.post(LOCATIONS, &file).await),
        (
            "a user with a service, of a file",
            glance.owner().with("x-service-roles", "service").post(LOCATIONS, &file).await,
        ),
        ("no image", glance.owner().post(&format!("{MISSING}/locations"), &document).await),
        ("the owner looks", glance.owner().get(LOCATIONS).await),
        ("a stranger looks", glance.stranger().get(LOCATIONS).await),
        ("a service looks", service.get(LOCATIONS).await),
        ("a stranger asks for tasks", glance.stranger().get(TASKS).await),
        ("another method", glance.owner().send(Method::PUT, LOCATIONS, Body::empty()).await),
        ("another method of tasks", glance.owner().send(Method::PUT, TASKS, Body::empty()).await),
    ];

    assert_snapshot!(table(rows), @r"
    a reader => 403: You are not authorized to complete add_image_location action.
    a stranger => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    a user, of a file => 403: http store must be enabled to use location API by normal user.
    an admin, of a file => 403: http store must be enabled to use location API by normal user.
    a service, of a file => 400: Invalid location
    a user with a service, of a file => 400: Invalid location
    no image => 404: No image found with ID 00000000-0000-0000-0000-000000000123
    the owner looks => 403: You are not authorized to complete fetch_image_location action.
    a stranger looks => 404: No image found with ID 11111111-1111-1111-1111-111111111111
    a service looks => 200: []
    a stranger asks for tasks => 404: The resource could not be found.
    another method => 405: The method PUT is not allowed for this resource.
    another method of tasks => 404: The resource could not be found.
    ");
    assert_eq!(glance.owner().get(TASKS).await.json(), json!({"tasks": []}));
}

#[tokio::test]
async fn what_is_no_location_of_a_new_image_is_refused_at_once() {
    let (glance, web) = with_image().await;
    let owner = glance.owner();
    let url = web.url("/data/disk");
    let of = |claim: Value| json!({"url": url, "validation_data": claim});
    let cases = [
        ("no URL", json!({})),
        ("no hexadecimal digits", of(claim("sha512", "abc"))),
        ("too few of them", of(claim("sha512", "abcd"))),
        ("half a claim", of(json!({"os_hash_value": SHA256}))),
        ("an address that is not allowed", json!({"url": "http://u:secret@localhost/x"})),
        ("no address", json!({"url": "http://"})),
        ("another spelling", json!({"url": url.replace("http:", "HTTP:")})),
    ];
    let mut rows = Vec::new();
    for (what, document) in cases {
        rows.push((what, owner.post(LOCATIONS, &document).await));
    }
    glance.image().set("id", "22222222-2222-2222-2222-222222222222").set("disk_format", Value::Null).queued().await;
    let formless = LOCATIONS.replace('1', "2");
    rows.push(("an image without formats", owner.post(&formless, &json!({"url": url})).await));
    glance.owner().upload(FILE, b"data").await;
    rows.push(("an image with data", owner.post(LOCATIONS, &json!({"url": url})).await));

    assert_snapshot!(table(rows), @r"
    no URL => 400: Provided object does not match schema 'location': 'url' is a required property
    no hexadecimal digits => 400: os_hash_value (abc) is not a valid hexadecimal value
    too few of them => 400: os_hash_value: (abcd) is not the correct size for (sha512) (should be (64) bytes)
    half a claim => 400: Provided object does not match schema 'location': 'os_hash_algo' is a dependency of 'os_hash_value'
    an address that is not allowed => 400: URI for add location does not pass filtering.
    no address => 400: URI for add location does not pass filtering.
    another spelling => 403: http store must be enabled to use location API by normal user.
    an image without formats => 400: Property disk_format must be set prior to saving data.
    an image with data => 409: It's not allowed to add locations if image status is active.
    ");
    assert_eq!(web.hits(), 0);
}

#[tokio::test]
async fn an_image_whose_location_was_refused_says_so_and_has_no_data() {
    let (glance, web) = with_image().await;
    let document = json!({"url": web.url("/data/disk"), "validation_data": claim("sha256", &"f".repeat(64))});

    glance.owner().post(LOCATIONS, &document).await;
    let tasks = glance.tasks_end(PATH).await;

    assert_eq!((&tasks[0]["status"], &tasks[0]["result"]), (&json!("failure"), &Value::Null));
    let image = glance.owner().get(PATH).await.json();
    let shown =
        ["status", "size", "checksum", "os_hash_algo", "os_hash_value", "stores"].map(|name| image[name].clone());
    assert_eq!(Value::from(shown.to_vec()), json!(["queued", null, null, null, null, "web"]));
    assert_eq!(glance.owner().get(FILE).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn tasks_are_for_admins_page_by_page() {
    let (glance, web) = with_image().await;
    let (admin, document) = (glance.admin(), json!({"url": web.url("/data/nothing")}));
    for _ in 0..3 {
        glance.owner().post(LOCATIONS, &document).await;
        glance.tasks_end(PATH).await;
    }

    let first = admin.get("/v2/tasks?limit=2&status=failure&sort_dir=asc").await.json();
    let second = admin.get(first["next"].as_str().unwrap()).await.json();

    assert_eq!(first["first"], "/v2/tasks?limit=2&status=failure&sort_dir=asc");
    assert_eq!((first["tasks"].as_array().unwrap().len(), second["tasks"].as_array().unwrap().len()), (2, 1));
    assert_eq!((&first["schema"], &second["next"]), (&json!("/v2/schemas/tasks"), &Value::Null));
    let listed = &second["tasks"][0];
    let id = listed["id"].as_str().unwrap();
    let whole = admin.get(&format!("/v2/tasks/{id}")).await.json();
    for (name, value) in listed.as_object().unwrap() {
        assert_eq!(&whole[name], value, "{name}");
    }
    assert_eq!((&whole["message"], &whole["input"]["loc_url"]), (&json!("Invalid location"), &document["url"]));
    let rows = [
        ("a user's list", glance.owner().get("/v2/tasks?limit=x").await),
        ("a user's look", glance.owner().get(&format!("/v2/tasks/{id}")).await),
        ("a user's deletion", glance.owner().delete("/v2/tasks/x").await),
        ("a deletion", admin.delete(&format!("/v2/tasks/{id}")).await),
        ("a new task", admin.post("/v2/tasks", &json!({"type": "import", "input": {}})).await),
        ("another one's tasks", admin.get("/v2/tasks?owner=x").await),
        ("no id", admin.get("/v2/tasks/x").await),
        ("a marker that is none", admin.get("/v2/tasks?marker=00000000-0000-0000-0000-000000000123").await),
    ];
    assert_snapshot!(table(rows), @r#"
    a user's list => 403: You are not authorized to complete tasks_api_access action.
    a user's look => 403: You are not authorized to complete tasks_api_access action.
    a user's deletion => 403: You are not authorized to complete tasks_api_access action.
    a deletion => 405: This operation is currently not permitted on Glance Tasks. They are auto deleted after reaching the time based on their expires_at property.
    a new task => 405: The method POST is not allowed for this resource.
    another one's tasks => 200: {"tasks":[],"first":"/v2/tasks?owner=x","schema":"/v2/schemas/tasks"}
    no id => 404: Could not find task x
    a marker that is none => 400: Task with the given id 00000000-0000-0000-0000-000000000123 was not found
    "#);
}

#[tokio::test]
async fn an_image_shows_the_locations_that_are_listed() {
    let (glance, web) = Glance::with_locations().await;
    web.put("disk", "data");
    glance.image().queued().await;

    glance.owner().post(LOCATIONS, &json!({"url": web.url("/data/disk")})).await;
    glance.tasks_end(PATH).await;

    let image = glance.owner().get(PATH).await.json();
    assert_eq!(image["locations"], glance.admin().get(LOCATIONS).await.json());
}
