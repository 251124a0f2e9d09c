//! `/healthcheck`

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use glance_core::config::{HealthCheck, HealthConfig};

mod report;

use crate::ApiError;
use crate::error::best_offer;
use report::{Finding, Report};

/// What proxies add to requests, as far as it counts here.
const PROXY_HEADERS: [&str; 5] =
    ["x-forwarded", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-for", "x-forwarded-prefix"];

/// `GET /healthcheck`: for load balancers, which may be told by a file to send nobody here any more.
///
/// Who may not ask is told that there is nothing.
pub(crate) async fn show(parts: &Parts, config: &HealthConfig) -> Response {
    if !may_ask(parts, config) {
        return ApiError::standard(StatusCode::NOT_FOUND).into_response();
    }
    let mut findings = Vec::new();
    for check in &config.checks {
        findings.push(look(check).await);
    }
    let is_healthy = findings.iter().all(|finding| finding.is_healthy);
    let status = if is_healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    if parts.method == Method::HEAD {
        return if is_healthy { StatusCode::NO_CONTENT.into_response() } else { (status, "").into_response() };
    }
    let report = Report { findings, detailed: config.detailed };
    let (media_type, body) =
        match best_offer(&accepted(&parts.headers), &["text/plain", "text/html", "application/json"]) {
            Some("text/html") => ("text/html; charset=UTF-8", report.html()),
            Some("application/json") => ("application/json", report.json()),
            _ => ("text/plain; charset=UTF-8", report.plain()),
        };
    (status, [(CONTENT_TYPE, media_type)], body).into_response()
}

fn may_ask(parts: &Parts, config: &HealthConfig) -> bool {
    let is_proxied =
        || PROXY_HEADERS.iter().any(|name| parts.headers.get(*name).is_some_and(|value| !value.is_empty()));
    let is_near = |client: IpAddr| config.allowed_sources.iter().any(|range| range.contains(client));
    let client = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(client)| client.ip());
    (config.allowed_sources.is_empty() || client.is_some_and(is_near)) && !(config.ignore_proxied && is_proxied())
}

fn accepted(headers: &HeaderMap) -> String {
    let values: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

async fn look(check: &HealthCheck) -> Finding {
    match check {
        HealthCheck::DisableByFile(None) => {
            Finding { is_healthy: true, reason: "OK", details: "No file is configured that says otherwise".to_owned() }
        }
        HealthCheck::DisableByFile(Some(path)) if exists(path).await => {
            let details = format!("Path '{}' was found", path.display());
            Finding { is_healthy: false, reason: "DISABLED BY FILE", details }
        }
        HealthCheck::DisableByFile(Some(path)) => {
            Finding { is_healthy: true, reason: "OK", details: format!("Path '{}' was not found", path.display()) }
        }
        HealthCheck::EnableByFiles(paths) => {
            for path in paths {
                if !exists(path).await {
                    let details = format!("File path {} is missing", path.display());
                    return Finding { is_healthy: false, reason: "FILE PATH MISSING", details };
                }
            }
            Finding { is_healthy: true, reason: "OK", details: "All files are there".to_owned() }
        }
    }
}

async fn exists(path: &std::path::Path) -> bool {
    tokio::fs::try_exists(path).await.unwrap_or(false)
}
