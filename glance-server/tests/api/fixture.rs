//! An image service of its own for each test, and clients for it.

use std::fs;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Request, StatusCode};
use chrono::{DateTime, Utc};
use glance_core::clock::{Clock, Moment, SystemClock};
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::fetch::{FetchRules, Filter};
use glance_core::image::ImageId;
use glance_core::policy::{Policy, PolicyOptions, ProtectionFormat, ProtectionOptions};
use glance_core::service::{self, Parts, Settings};
use glance_core::store::{HttpStore, HttpStoreOptions, ImageStore, MemoryStore, StoreEntry, Stores};
use glance_server::auth::FakeAuth;
use glance_server::{Options, State, describe, router};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::description::Description;
use crate::web::Web;

/// An image that most tests are about.
pub(crate) const IMAGE: &str = "11111111-1111-1111-1111-111111111111";
/// The path of [`IMAGE`].
pub(crate) const PATH: &str = "/v2/images/11111111-1111-1111-1111-111111111111";
/// The path of the data of [`IMAGE`].
pub(crate) const FILE: &str = "/v2/images/11111111-1111-1111-1111-111111111111/file";
/// An image that is in no test.
pub(crate) const MISSING: &str = "/v2/images/00000000-0000-0000-0000-000000000123";

/// The clock stands still, so that documents can be compared.
#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Moment {
        DateTime::<Utc>::from_timestamp(1_795_348_800, 0).unwrap()
    }
}

/// An image service on a database of its own, with stores in memory, that believes tokens `user:project:roles`.
pub(crate) struct Glance {
    router: Router,
    description: Arc<Description>,
    folder: TempDir,
}

impl Glance {
    pub(crate) async fn start() -> Self {
        Self::with(Stores::single(Arc::new(MemoryStore::default())), Options::default()).await
    }

    /// With stores `fast` and `cheap`, of which `fast` is the default.
    pub(crate) async fn multi_store() -> Self {
        Self::with(multi_stores(), Options::default()).await
    }

    pub(crate) async fn with_store(store: impl ImageStore + 'static) -> Self {
        Self::with(Stores::single(Arc::new(store)), Options::default()).await
    }

    pub(crate) async fn with(stores: Stores, options: Options) -> Self {
        let folder = TempDir::new().unwrap();
        let service = service(&folder, stores, Settings::default()).await;
        Self::serve(State::new(service).with_auth(FakeAuth::default()).with_options(options), folder)
    }

    /// With these stores, and what an operator chose.
    pub(crate) async fn with_stores(stores: Stores, settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let service = service(&folder, stores, settings).await;
        Self::serve(State::new(service).with_auth(FakeAuth::default()), folder)
    }

    /// With locations that are shown, stores `fast` and `web`, and the server that `web` may read.
    pub(crate) async fn with_locations() -> (Self, Web) {
        let web = Web::start().await;
        let entry = |name: &str, store: Arc<dyn ImageStore>| StoreEntry::new(name.parse().unwrap(), store);
        let entries = vec![entry("fast", Arc::new(MemoryStore::default())), entry("web", Arc::new(web_store()))];
        let stores = Stores::several(entries, &"fast".parse().unwrap()).unwrap();
        (Self::with_stores(stores, shown_locations()).await, web)
    }

    /// With stores `fast`, `cheap` and `web`, and the server that `web` may read.
    pub(crate) async fn with_web_store() -> (Self, Web) {
        let entry = |name: &str, store: Arc<dyn ImageStore>| StoreEntry::new(name.parse().unwrap(), store);
        let memory = || Arc::new(MemoryStore::default());
        let entries = vec![entry("fast", memory()), entry("cheap", memory()), entry("web", Arc::new(web_store()))];
        let stores = Stores::several(entries, &"fast".parse().unwrap()).unwrap();
        (Self::with_stores(stores, Settings::default()).await, Web::start().await)
    }

    /// Waits until nothing works on an image any more, and tells its tasks.
    pub(crate) async fn tasks_end(&self, image: &str) -> Vec<Value> {
        let until = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            let answer = self.admin().get(&format!("{image}/tasks")).await.json();
            let tasks = answer["tasks"].as_array().unwrap();
            if !tasks.is_empty() && tasks.iter().all(|task| task["expires_at"].is_string()) {
                return tasks.clone();
            }
            assert!(tokio::time::Instant::now() < until, "the tasks do not end: {answer}");
            tokio::task::yield_now().await;
        }
    }

    /// With another way of telling callers apart.
    pub(crate) async fn with_state(make: impl FnOnce(State) -> State) -> Self {
        let folder = TempDir::new().unwrap();
        let service = service(&folder, Stores::single(Arc::new(MemoryStore::default())), Settings::default()).await;
        Self::serve(make(State::new(service)), folder)
    }

    /// With what an operator chose.
    pub(crate) async fn with_settings(settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let service = service(&folder, Stores::single(Arc::new(MemoryStore::default())), settings).await;
        Self::serve(State::new(service).with_auth(FakeAuth::default()), folder)
    }

    /// With these property protections, by roles.
    pub(crate) async fn with_protections(protections: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("protections.conf"), protections).unwrap();
        let service = service(&folder, Stores::single(Arc::new(MemoryStore::default())), Settings::default()).await;
        Self::serve(State::new(service).with_auth(FakeAuth::default()), folder)
    }

    fn serve(state: State, folder: TempDir) -> Self {
        let description = Arc::new(Description::new(describe(&state, "http://glance.example:9292")));
        Self { router: router(state), description, folder }
    }

    /// Puts these rules over the default ones.
    pub(crate) fn set_rules(&self, yaml: &str) {
        fs::write(self.folder.path().join("policy.yaml"), yaml).unwrap();
    }

    /// The router, to be mounted elsewhere.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) fn client(&self) -> Client {
        Client { router: self.router.clone(), description: self.description.clone(), headers: HeaderMap::new() }
    }

    pub(crate) fn admin(&self) -> Client {
        self.client().with("x-auth-token", "admin:admin-project:admin")
    }

    /// A member of the project that owns the images of [`Glance::image`].
    pub(crate) fn owner(&self) -> Client {
        self.client().with("x-auth-token", "owner:owner-project:member,reader")
    }

    /// Somebody who may only look, in the owner's project.
    pub(crate) fn reader(&self) -> Client {
        self.client().with("x-auth-token", "reader:owner-project:reader")
    }

    /// A member of another project.
    pub(crate) fn stranger(&self) -> Client {
        self.client().with("x-auth-token", "stranger:other-project:member,reader")
    }

    /// Begins to make the image [`IMAGE`], which belongs to the owner.
    pub(crate) fn image(&self) -> ImageBuilder<'_> {
        let document = json!({
            "id": IMAGE, "name": "image", "disk_format": "raw", "container_format": "bare", "owner": "owner-project",
        });
        ImageBuilder { glance: self, document }
    }
}

/// Stores `fast` and `cheap`, of which `fast` is the default.
pub(crate) fn multi_stores() -> Stores {
    let entry = |name: &str| StoreEntry::new(name.parse().unwrap(), Arc::new(MemoryStore::default()));
    Stores::several(vec![entry("fast"), entry("cheap")], &"fast".parse().unwrap()).unwrap()
}

/// An operator who shows where data is.
pub(crate) fn shown_locations() -> Settings {
    let mut settings = Settings::default();
    settings.view.locations = true;
    settings
}

/// A store that reads servers at 127.0.0.1 and nowhere else.
pub(crate) fn web_store() -> HttpStore {
    let hosts = Filter { allowed: vec!["127.0.0.1".to_owned()], disallowed: Vec::new() };
    let rules = FetchRules { hosts, ports: Filter::default(), ..FetchRules::default() };
    HttpStore::open(&HttpStoreOptions::default(), rules).unwrap()
}

async fn service(folder: &TempDir, stores: Stores, mut settings: Settings) -> service::Glance {
    let url = format!("sqlite:///{}/glance.sqlite", folder.path().to_str().unwrap());
    let options = PoolOptions { connections: 4, sqlite_synchronous: false, ..PoolOptions::default() };
    let database = Database::connect(&url, options).await.unwrap();
    migrate::sync(&database).await.unwrap();
    settings.view.stores = stores.is_multi();
    service::Glance::new(Parts {
        policy: policy(folder),
        clock: Arc::new(Noon),
        settings,
        ..Parts::new(database.repositories(), stores)
    })
}

/// The rules in the folder, and its property protections.
fn policy(folder: &TempDir) -> Policy {
    let file = folder.path().join("protections.conf");
    let protection = file.exists().then_some(ProtectionOptions { file, format: ProtectionFormat::Roles });
    let folders = vec![folder.path().to_owned()];
    Policy::open(PolicyOptions { folders, protection, ..PolicyOptions::default() }, Arc::new(SystemClock)).unwrap()
}

/// An image to be made.
pub(crate) struct ImageBuilder<'g> {
    glance: &'g Glance,
    document: Value,
}

impl ImageBuilder<'_> {
    /// Sets an attribute or a property.
    pub(crate) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.document[name] = value.into();
        self
    }

    /// Makes it, without data.
    pub(crate) async fn queued(self) -> ImageId {
        let id = self.document["id"].as_str().unwrap().parse().unwrap();
        let answer = self.glance.admin().post("/v2/images", &self.document).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.summary());
        id
    }

    /// Makes it, with this data.
    pub(crate) async fn active(self, data: &'static [u8]) -> ImageId {
        let admin = self.glance.admin();
        let id = self.queued().await;
        let answer = admin.upload(&format!("/v2/images/{id}/file"), data).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.summary());
        id
    }
}

/// Somebody who sends requests, and expects what the description of the API promises.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    description: Arc<Description>,
    headers: HeaderMap,
}

impl Client {
    /// Sends this header with every request.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    /// Talks to another router from now on.
    pub(crate) fn through(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, document: &Value) -> Answer {
        self.send(Method::POST, path, Body::from(document.to_string())).await
    }

    pub(crate) async fn put(&self, path: &str, document: &Value) -> Answer {
        self.send(Method::PUT, path, Body::from(document.to_string())).await
    }

    /// Changes an image with a document of the newer form.
    pub(crate) async fn patch(&self, path: &str, changes: &Value) -> Answer {
        let client = self.clone().with("content-type", "application/openstack-images-v2.1-json-patch");
        client.send(Method::PATCH, path, Body::from(changes.to_string())).await
    }

    pub(crate) async fn upload(&self, path: &str, data: &'static [u8]) -> Answer {
        let client = self.clone().with("content-type", "application/octet-stream");
        client.send(Method::PUT, path, Body::from(data)).await
    }

    /// Sends a request as it stands; a body of known length gets its header.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Body) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(path).body(body).unwrap();
        *request.headers_mut() = self.headers.clone();
        request.headers_mut().entry("host").or_insert(HeaderValue::from_static("glance.example:9292"));
        let length = http_body::Body::size_hint(request.body()).exact().filter(|length| *length > 0);
        if let Some(length) = length {
            request.headers_mut().entry("content-length").or_insert(length.into());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).ok();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        self.description.check(&method, path, &self.headers, &answer);
        answer
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body; `None` if it broke off.
    pub(crate) body: Option<Bytes>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.body.as_ref().expect("the body broke off")).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|_| panic!("no JSON: {}", self.summary()))
    }

    /// Status and text in one line: of an error what it says, of anything else the body.
    pub(crate) fn summary(&self) -> String {
        let is_plain = self.header(CONTENT_TYPE.as_str()).is_some_and(|media| media.starts_with("text/plain"));
        let text = match &self.body {
            Some(_) if is_plain && !self.status.is_success() => {
                self.text().split_once("\n\n").map_or("", |(_, text)| text)
            }
            Some(body) => std::str::from_utf8(body).unwrap_or("(binary)"),
            None => "(broken off)",
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("{}: {}", self.status.as_u16(), words.join(" ")).trim_end_matches(": ").to_owned()
    }

    /// [`Answer::summary`], with some of the headers before it.
    pub(crate) fn with_headers(&self, names: &[&str]) -> String {
        let headers = names.iter().filter_map(|name| Some(format!("{name}: {}\n", self.header(name)?)));
        headers.chain([self.summary()]).collect()
    }
}

/// Several answers, one in a line, each behind what was asked.
pub(crate) fn table(rows: impl IntoIterator<Item = (impl std::fmt::Display, Answer)>) -> String {
    let rows: Vec<String> =
        rows.into_iter().map(|(asked, answer)| format!("{asked} => {}", answer.summary())).collect();
    rows.join("\n")
}
