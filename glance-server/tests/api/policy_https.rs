//! Rules that ask a server over TLS: `[oslo_policy] remote_ssl_*`.

use std::fs;
use std::future::pending;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use glance_core::clock::SystemClock;
use glance_core::config::Config;
use glance_core::context::Caller;
use glance_core::policy::{Policy, Target};
use glance_server::serve::{self, Limits, Listener, Tls};
use tempfile::TempDir;

use crate::certificates::{authority, tls};

/// A server called `localhost` that allows everything; its address.
async fn yes(tls: Tls) -> String {
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), Some(tls)).await.unwrap();
    let port = listener.url().rsplit_once(':').unwrap().1.to_owned();
    let router = Router::new().route("/", post(|| async { "True" }));
    tokio::spawn(serve::serve(listener, router, Limits::default(), pending()));
    format!("https://localhost:{port}/")
}

fn open(folder: &Path, address: &str, options: &str) -> Result<Policy, String> {
    fs::write(folder.join("policy.yaml"), format!("get_images: {address}\n")).unwrap();
    let path = folder.join("policy.yaml");
    let text = format!("[oslo_policy]\npolicy_file = {}\n{options}\n", path.display());
    let options = Config::from_text("glance-api.conf", &text).unwrap().policy;
    Policy::open(options, Arc::new(SystemClock)).map_err(|error| error.to_string())
}

/// Whether the server is asked and allows it, or why it is not asked.
async fn ask(folder: &Path, address: &str, options: &str) -> Result<bool, String> {
    let policy = open(folder, address, options)?;
    let (rules, caller) = (policy.reload().unwrap(), Caller::in_project("p", &["reader"]));
    policy.decide(&rules, "get_images", &caller, Target::own(&caller)).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_server_that_a_rule_asks_is_known_by_its_certificate_if_that_is_wanted() {
    let folder = TempDir::new().unwrap();
    for name in ["answering", "other"] {
        authority(folder.path(), name);
    }
    let address = yes(tls(folder.path(), "answering", None)).await;
    let by_address = address.replace("localhost", "127.0.0.1");
    let path = folder.path().display();
    let (verify, ca) = ("remote_ssl_verify_server_crt = true\n", format!("remote_ssl_ca_crt_file = {path}"));

    assert_eq!(
        ask(folder.path(), &address, "").await,
        Ok(true),
        "by default nobody has to prove anything, as in Glance"
    );
    assert_eq!(ask(folder.path(), &address, &format!("{verify}{ca}/answering-ca.pem")).await, Ok(true));
    for (address, options) in [
        (&address, format!("{verify}{ca}/other-ca.pem")),
        (&address, verify.to_owned()),
        (&by_address, format!("{verify}{ca}/answering-ca.pem")),
    ] {
        let refusal = ask(folder.path(), address, &options).await.unwrap_err();
        assert!(refusal.contains("certificate"), "{options}: {refusal}");
    }
}

#[tokio::test]
async fn a_server_that_a_rule_asks_may_want_a_certificate_too() {
    let folder = TempDir::new().unwrap();
    for name in ["answering", "glance"] {
        authority(folder.path(), name);
    }
    let address = yes(tls(folder.path(), "answering", Some("glance"))).await;
    let path = folder.path().display();
    let own = |name: &str| {
        format!("remote_ssl_client_crt_file = {path}/{name}.pem\nremote_ssl_client_key_file = {path}/{name}-key.pem")
    };
    // One file for both, and files whose last line has no end.
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap().trim_end().to_owned();
    let (certificate, key) = (read("glance.pem"), read("glance-key.pem"));
    fs::write(folder.path().join("both.pem"), format!("{certificate}\n{key}\n")).unwrap();
    fs::write(folder.path().join("bare.pem"), certificate).unwrap();
    fs::write(folder.path().join("bare-key.pem"), key).unwrap();

    for options in [own("glance"), own("bare"), format!("remote_ssl_client_crt_file = {path}/both.pem")] {
        assert_eq!(ask(folder.path(), &address, &options).await, Ok(true), "{options}");
    }
    for options in [own("answering"), String::new()] {
        assert!(ask(folder.path(), &address, &options).await.unwrap_err().contains("no answer"), "{options}");
    }
}

#[tokio::test]
async fn a_certificate_for_questions_that_cannot_be_used_is_named_at_the_start() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().display();
    fs::write(folder.path().join("empty.pem"), "nothing\n").unwrap();

    for (option, file, reason) in [
        ("remote_ssl_ca_crt_file", "missing.pem", "No such file"),
        ("remote_ssl_ca_crt_file", "empty.pem", "there is no certificate in it"),
        ("remote_ssl_client_crt_file", "empty.pem", ""),
    ] {
        let refusal = open(folder.path(), "https://localhost/", &format!("{option} = {path}/{file}")).unwrap_err();
        assert!(refusal.contains(&format!("[oslo_policy] {option}: {path}/{file}: {reason}")), "{refusal}");
    }
}
