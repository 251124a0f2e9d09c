//! Requests to the whole service: whatever one is told, it is not that something went wrong inside.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::image::{Change, PatchMedia};
use glance_core::service::{Glance, Parts};
use glance_core::store::{MemoryStore, Stores};
use glance_server::{State, router};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The data of the image that is there.
const DATA: &[u8] = b"0123456789";
/// The path of that image.
const PATH: &str = "/v2/images/11111111-1111-1111-1111-111111111111";
/// The lists that there are.
const LISTS: [&str; 5] = [
    "/v2/images",
    "/v2/images/11111111-1111-1111-1111-111111111111/members",
    "/v2/metadefs/namespaces",
    "/v2/metadefs/namespaces/n/objects",
    "/v2/metadefs/namespaces/n/tags",
];

static SERVICE: LazyLock<Service> = LazyLock::new(Service::start);

/// A service with one image and one namespace.
struct Service {
    runtime: Runtime,
    router: Router,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
        let router = runtime.block_on(async {
            let options = PoolOptions { connections: 1, sqlite_synchronous: false, ..PoolOptions::default() };
            let database = Database::connect(&url, options).await.expect("a database");
            migrate::sync(&database).await.expect("tables");
            router(State::new(Glance::new(Parts::new(
                database.repositories(),
                Stores::single(Arc::new(MemoryStore::default())),
            ))))
        });
        let service = Self { runtime, router, _folder: folder };
        let image = r#"{"id": "11111111-1111-1111-1111-111111111111", "name": "one", "visibility": "shared",
            "disk_format": "raw", "container_format": "bare", "os_distro": "debian", "tags": ["a", "b"]}"#;
        let namespace = r#"{"namespace": "n", "tags": [{"name": "a"}, {"name": "b"}], "objects": [{"name": "o"}]}"#;
        for (method, path, kind, body) in [
            ("POST", "/v2/images", "application/json", image.as_bytes()),
            ("PUT", &format!("{PATH}/file"), "application/octet-stream", DATA),
            ("POST", "/v2/metadefs/namespaces", "application/json", namespace.as_bytes()),
        ] {
            let Answer { status, body, .. } = service.send(method, path, kind, body);
            assert!(status.is_success(), "{method} {path}: {status} {body:?}");
        }
        service
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request"))
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("Content-Type", kind).header("Content-Length", body.len());
        self.ask(request.body(Body::from(body.to_vec())).expect("a request"))
    }

    fn ask(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            let (parts, body) = answer.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a body");
            assert!(!parts.status.is_server_error(), "{}: {body:?}", parts.status);
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }
}

/// The headers `Range` and, if the first byte is odd, `Content-Range`: a part of the data, or a refusal.
pub fn range_header(data: &[u8]) {
    let Some((kind, data)) = data.split_first() else { return };
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    let name = if kind % 2 == 0 { "Range" } else { "Content-Range" };
    let request = Request::get(format!("{PATH}/file")).header(name, value).body(Body::empty());

    let Answer { status, headers, body } = SERVICE.ask(request.expect("a request"));

    match status.as_u16() {
        200 => assert_eq!(body, DATA),
        206 => {
            let range = headers["Content-Range"].to_str().expect("a range");
            let (first, last) = range.strip_prefix("bytes ").and_then(|range| range.split_once('-')).expect("a range");
            let (first, last): (usize, usize) = (
                first.parse().expect("a number"),
                last.strip_suffix("/10").expect("a size").parse().expect("a number"),
            );
            assert_eq!(body, DATA[first..=last]);
        }
        status => assert!(status == 400 || status == 416, "{status}"),
    }
}

/// The query of a list, of which the first byte says which list it is.
pub fn list_query(data: &[u8]) {
    let Some((list, query)) = data.split_first() else { return };
    let Ok(query) = std::str::from_utf8(query) else { return };
    let path = format!("{}?{query}", LISTS[usize::from(*list) % LISTS.len()]);
    let Ok(request) = Request::get(path).body(Body::empty()) else { return };

    let status = SERVICE.ask(request).status.as_u16();

    assert!(matches!(status, 200 | 400 | 404), "{status}");
}

/// Changes of an image, in the form that the first byte says: what can be read is answered with 200 or a refusal.
pub fn json_patch(data: &[u8]) {
    let Some((form, body)) = data.split_first() else { return };
    let (media, kind) = match form % 2 {
        0 => (PatchMedia::V21, "application/openstack-images-v2.1-json-patch"),
        _ => (PatchMedia::V20, "application/openstack-images-v2.0-json-patch"),
    };
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return };
    if Change::read_all(&document, media).is_err() {
        return;
    }
    let new = br#"{"name": "two", "a": "b", "tags": ["t"]}"#;
    let made = SERVICE.send("POST", "/v2/images", "application/json", new);
    let image: Value = serde_json::from_slice(&made.body).expect("an image");
    let path = image["self"].as_str().expect("a path");

    let changed = SERVICE.send("PATCH", path, kind, body);
    let shown = SERVICE.get(path);

    assert_eq!(shown.status, StatusCode::OK);
    if changed.status == StatusCode::OK {
        assert_eq!(changed.body, shown.body);
    }
}
