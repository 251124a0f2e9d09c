//! A Keystone that knows the tokens it is told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use glance_core::config::{Config, KeystoneConfig};
use glance_server::auth::Keystone;
use glance_server::serve::{self as secure, Limits, Listener, Tls};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A Keystone of its own for a test.
pub(crate) struct FakeKeystone {
    address: SocketAddr,
    url: String,
    known: Arc<Mutex<Known>>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Known {
    tokens: HashMap<String, Value>,
    /// How often somebody asked for a token of their own.
    logins: usize,
    /// The service account's tokens that count.
    service_tokens: Vec<String>,
    /// The tokens that were asked about, in their order.
    validations: Vec<String>,
    pause: Duration,
}

impl FakeKeystone {
    pub(crate) async fn start() -> Self {
        let known = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, url: format!("http://{address}"), server: serve(listener, &known), known }
    }

    /// One that takes every connection and never answers. What is asked of it counts as a question for a token.
    pub(crate) async fn start_silent() -> Self {
        let known: Arc<Mutex<Known>> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let counted = Arc::clone(&known);
        let server = tokio::spawn(async move {
            let mut held = Vec::new();
            loop {
                held.push(listener.accept().await.unwrap());
                counted.lock().unwrap().logins += 1;
            }
        });
        Self { address, url: format!("http://{address}"), known, server }
    }

    /// One that is called `localhost` and speaks TLS.
    pub(crate) async fn start_tls(tls: Tls) -> Self {
        let known = Arc::default();
        let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), Some(tls)).await.unwrap();
        let address: SocketAddr = listener.url().strip_prefix("https://").unwrap().parse().unwrap();
        let router = router(&known);
        let server = tokio::spawn(secure::serve(listener, router, Limits::default(), std::future::pending()));
        Self { address, url: format!("https://localhost:{}", address.port()), server, known }
    }

    /// Stops to listen.
    pub(crate) async fn stop(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }

    /// Listens again at the same address.
    pub(crate) async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.server = serve(listener, &self.known);
    }

    /// What checks tokens here, with these options besides those that must be there.
    pub(crate) fn auth(&self, options: &str) -> Keystone {
        Keystone::new(&self.config(options), options.contains("allow_anonymous_access")).unwrap()
    }

    pub(crate) fn config(&self, options: &str) -> KeystoneConfig {
        let text = format!(
            "[paste_deploy]\nflavor = keystone\n[keystone_authtoken]\nauth_url = {}\n\
             www_authenticate_uri = http://public:5000\nusername = glance\npassword = password-of-the-account\nproject_name = service\n\
             user_domain_id = default\nproject_domain_id = default\nhttp_request_max_retries = 0\n{options}\n",
            self.url
        );
        Config::from_text("glance-api.conf", &text).unwrap().keystone.unwrap()
    }

    /// Gives out a token for a project, which is good for an hour. A member is a reader too, as in Keystone.
    pub(crate) fn grant(&self, token: &str, project: &str, roles: &[&str]) {
        self.grant_for(token, project, roles, TimeDelta::hours(1), &json!({}));
    }

    /// Gives out a token that ends after this time, with more in its document.
    pub(crate) fn grant_for(&self, token: &str, project: &str, roles: &[&str], life: TimeDelta, more: &Value) {
        let implied = if roles.iter().any(|role| ["admin", "member"].contains(role)) { vec!["reader"] } else { vec![] };
        let roles: Vec<Value> =
            roles.iter().chain(&implied).map(|name| json!({"id": format!("id-of-{name}"), "name": name})).collect();
        let domain = json!({"id": "default", "name": "Default"});
        let mut document = json!({
            "methods": ["password"],
            "user": {"id": format!("user-of-{project}"), "name": "user", "domain": domain},
            "project": {"id": project, "name": "project", "domain": domain},
            "roles": roles,
            "expires_at": Utc::now() + life,
            "issued_at": Utc::now(),
        });
        for (name, value) in more.as_object().unwrap() {
            document[name] = value.clone();
        }
        self.known().tokens.insert(token.to_owned(), document);
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.known().tokens.remove(token);
    }

    /// Takes back the token of the service account.
    pub(crate) fn forget_service_account(&self) {
        self.known().service_tokens.clear();
    }

    /// Thinks for a while about each token.
    pub(crate) fn think(&self, pause: Duration) {
        self.known().pause = pause;
    }

    /// How often each of these was asked: for a token of the service account, about tokens of callers.
    pub(crate) fn asked(&self) -> (usize, usize) {
        let known = self.known();
        (known.logins, known.validations.len())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }
}

fn serve(listener: TcpListener, known: &Arc<Mutex<Known>>) -> JoinHandle<()> {
    let router = router(known);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

fn router(known: &Arc<Mutex<Known>>) -> Router {
    Router::new().route("/v3/auth/tokens", get(validate).post(authenticate)).with_state(Arc::clone(known))
}

async fn authenticate(State(known): State<Arc<Mutex<Known>>>, Json(question): Json<Value>) -> Response {
    let asked = &question["auth"]["identity"]["password"]["user"];
    if asked["name"] != "glance" || asked["password"] != "password-of-the-account" {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut known = known.lock().unwrap();
    known.logins += 1;
    let token = format!("service-token-{}", known.logins);
    known.service_tokens.push(token.clone());
    let document = json!({"token": {"expires_at": Utc::now() + TimeDelta::hours(1)}});
    (StatusCode::CREATED, [("x-subject-token", token)], Json(document)).into_response()
}

async fn validate(
    State(known): State<Arc<Mutex<Known>>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let pause = known.lock().unwrap().pause;
    tokio::time::sleep(pause).await;
    let mut known = known.lock().unwrap();
    if !known.service_tokens.contains(&header("x-auth-token")) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    known.validations.push(header("x-subject-token"));
    let document = known.tokens.get(&header("x-subject-token")).ok_or(StatusCode::NOT_FOUND)?;
    let expires_at: DateTime<Utc> =
        document["expires_at"].as_str().unwrap().parse().unwrap_or(DateTime::<Utc>::MAX_UTC);
    let may_be_expired = query.unwrap_or_default().contains("allow_expired=1");
    let is_restricted = document["application_credential"]["access_rules"].is_array();
    if expires_at < Utc::now() && !may_be_expired
        || is_restricted && header("openstack-identity-access-rules").is_empty()
    {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(Json(json!({"token": document})))
}
