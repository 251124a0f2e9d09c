//! Options about how requests are taken and answered: web pages, proxies, health.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use glance_core::config::{Config, CorsConfig, HealthCheck, HealthConfig, ServerConfig};

fn server(text: &str) -> ServerConfig {
    Config::from_text("glance-api.conf", text).unwrap().server
}

fn error(text: &str) -> String {
    Config::from_text("glance-api.conf", text).unwrap_err().to_string()
}

#[test]
fn web_pages_are_allowed_what_the_section_says_and_else_what_glance_allows() {
    let given = server(
        "[cors]\nallowed_origin = https://a.example, *\nallow_credentials = no\nmax_age = 0\nallow_methods = GET,HEAD\n\
         allow_headers =\nexpose_headers = X-One, X-Two\n",
    );

    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        given.cors,
        CorsConfig {
            allowed_origins: texts(&["https://a.example", "*"]),
            allow_credentials: false,
            max_age: 0,
            allow_methods: texts(&["GET", "HEAD"]),
            allow_headers: Vec::new(),
            expose_headers: texts(&["X-One", "X-Two"]),
        }
    );
    assert_eq!(server("").cors.allow_methods, ["GET", "PUT", "POST", "DELETE", "PATCH"]);
    assert_eq!(
        error("[cors]\nallowed_origin = https://ä.example\n"),
        "glance-api.conf:2: [cors] allowed_origin: «https://ä.example» has a character that no header can have"
    );
}

#[test]
fn a_proxy_is_believed_only_if_the_operator_says_so() {
    assert!(!server("").proxy_headers);
    assert!(server("[oslo_middleware]\nenable_proxy_headers_parsing = true\n").proxy_headers);
}

#[test]
fn health_is_what_its_backends_say() {
    let checks = |text: &str| server(&format!("[DEFAULT]\nbind_port = 9393\n[healthcheck]\n{text}\n")).health.checks;
    let by_file = |path: Option<&str>| HealthCheck::DisableByFile(path.map(Into::into));

    assert_eq!(server("").health, HealthConfig::default());
    assert_eq!(checks("disable_by_file_path = /off"), [by_file(Some("/off"))]);
    assert_eq!(checks("backends = disable_by_file"), [by_file(None)]);
    let ports = "backends = disable_by_files_ports\ndisable_by_file_paths = 9292:/a, 9393:/b";
    assert_eq!(checks(ports), [by_file(Some("/b"))]);
    assert_eq!(server(&format!("[healthcheck]\n{ports}\n")).health.checks, [by_file(Some("/a"))]);
    assert_eq!(
        checks("backends = enable_by_files\nenable_by_file_paths = /a, /b"),
        [HealthCheck::EnableByFiles(vec!["/a".into(), "/b".into()])]
    );
}

#[test]
fn who_may_ask_for_health_can_be_limited() {
    let health = server(
        "[healthcheck]\ndetailed = on\nallowed_source_ranges = 10.0.0.0/8, ::1\nignore_proxied_requests = true\n",
    )
    .health;

    assert!(health.detailed && health.ignore_proxied);
    let allowed = |address: &str| {
        let address = address.parse().unwrap();
        health.allowed_sources.iter().any(|range| range.contains(address))
    };
    assert!(allowed("10.1.2.3") && allowed("::1") && !allowed("192.0.2.1"));
}

#[test]
fn wrong_health_options_are_told() {
    for (line, reason) in [
        ("backends = disable_by_file, enable_by_files", "disable_by_file and enable_by_files cannot be combined"),
        (
            "allowed_source_ranges = 10.0.0.1/8",
            "«10.0.0.1/8» is not a range of addresses, as in 10.0.0.0/8 or fd00::/8",
        ),
        ("disable_by_file_paths = /etc/off", "«/etc/off» is not a port and a path, as in 9292:/path"),
    ] {
        let option = line.split(' ').next().unwrap();
        assert_eq!(
            error(&format!("[healthcheck]\n{line}\n")),
            format!("glance-api.conf:2: [healthcheck] {option}: {reason}")
        );
    }
}
