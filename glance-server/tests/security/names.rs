//! What clients may call things.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::fixture::{FILE, Glance, PATH};

/// Names that the service keeps for itself.
const RESERVED: [&str; 8] = [
    "os_glance_stage_host",
    "os_glance_import_task",
    "os_glance_upload_lease",
    "os_hash_algo",
    "os_hash_value",
    "location",
    "deleted",
    "deleted_at",
];

#[tokio::test]
async fn h03_names_of_the_service_are_not_for_clients() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    for name in RESERVED {
        let mut rows = vec![glance.admin().post("/v2/images", &json!({name: "http://169.254.169.254/"})).await];
        for op in ["add", "replace", "remove"] {
            let change = json!([{"op": op, "path": format!("/{name}"), "value": "http://169.254.169.254/"}]);
            rows.push(glance.admin().patch(PATH, &change).await);
        }
        let statuses: Vec<u16> = rows.iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(statuses, [403; 4], "{name}");
    }
    let image = glance.admin().get(PATH).await.json();
    assert!(!image.to_string().contains("169.254"), "{image}");
}

#[tokio::test]
async fn h03_another_spelling_of_a_reserved_name_is_another_name() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    for name in ["OS_GLANCE_STAGE_HOST", "os\u{ff3f}glance_stage_host", "\u{200b}os_glance_stage_host"] {
        let change = json!([{"op": "add", "path": format!("/{name}"), "value": "http://169.254.169.254/"}]);
        let patched = glance.owner().patch(PATH, &change).await;
        assert!(matches!(patched.status.as_u16(), 200 | 400 | 403), "{name}: {}", patched.summary());
    }
    // A staging host would be asked to delete the image in the service's place.
    assert_eq!(glance.owner().delete(PATH).await.status.as_u16(), 204);
    assert_eq!(glance.owner().get(PATH).await.status.as_u16(), 404);
}

#[tokio::test]
async fn h09_no_name_breaks_a_header_a_path_or_an_answer() {
    let glance = Glance::start().await;
    let names = ["a\r\nset-cookie: x=y", "a\u{0}b", "\u{202e}gnp.exe", &"n".repeat(255), "../../etc/passwd", "%0d%0a"];
    for (number, name) in names.iter().enumerate() {
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let image = json!({"id": id, "name": name, "disk_format": "raw", "container_format": "bare", "tags": [name]});
        let created = glance.owner().post("/v2/images", &image).await;
        assert!(matches!(created.status.as_u16(), 201 | 400), "{name:?}: {}", created.summary());
        if created.status == 201 {
            assert_eq!(glance.owner().upload(&format!("/v2/images/{id}/file"), b"data").await.status, 204);
            let download = glance.owner().get(&format!("/v2/images/{id}/file")).await;
            assert_eq!((download.status.as_u16(), download.header("set-cookie")), (200, None));
            assert_eq!(glance.owner().get(&format!("/v2/images/{id}")).await.json()["name"], *name);
        }
    }
}

#[tokio::test]
async fn h09_an_id_is_an_id_before_it_is_anything_else() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    for id in ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a%00b", "a%0d%0aset-cookie:x", "%ff", "*", "' or 1=1 --"] {
        let id = id.replace(' ', "%20");
        for path in [format!("/v2/images/{id}"), format!("/v2/images/{id}/file"), format!("/v2/images/{id}/members")] {
            let answer = glance.admin().send(Method::GET, &path, Body::empty()).await;
            assert!(matches!(answer.status.as_u16(), 400 | 404 | 405), "{path}: {}", answer.summary());
            assert_eq!(answer.header("set-cookie"), None);
        }
    }
    assert_eq!(glance.owner().get(FILE).await.text(), "data");
}

#[tokio::test]
async fn n02_ossa_2015_009_markup_is_never_shown_as_a_page() {
    let glance = Glance::start().await;
    let script = "<script>alert(1)</script>";
    let image = json!({"name": script, script: script, "tags": [script], "id": crate::fixture::IMAGE,
        "disk_format": "raw", "container_format": "bare"});
    glance.owner().post("/v2/images", &image).await;
    glance.owner().upload(FILE, b"<script>alert(1)</script>").await;

    let shown = glance.owner().get(PATH).await;
    let data = glance.owner().get(FILE).await;
    let missing = glance.owner().with("accept", "text/html").get(&format!("{PATH}/members/%3Cscript%3E")).await;

    assert_eq!(shown.header("content-type"), Some("application/json"));
    assert_eq!(data.header("content-type"), Some("application/octet-stream"));
    assert!(!missing.text().contains("<script>"), "{}", missing.text());
}
