//! TLS on the way to Keystone.

use std::fs;

use glance_server::auth::Keystone;
use tempfile::TempDir;

use super::{FakeKeystone, glance, status, with};
use crate::certificates::{authority, tls};

#[tokio::test]
async fn keystone_is_known_by_its_certificate() {
    let folder = TempDir::new().unwrap();
    authority(folder.path(), "keystone");
    authority(folder.path(), "other");
    let keystone = FakeKeystone::start_tls(tls(folder.path(), "keystone", None)).await;
    keystone.grant("token", "demo-project", &["member"]);
    let path = folder.path().display();

    for (options, expected) in [
        (format!("cafile = {path}/keystone-ca.pem"), 200),
        (format!("cafile = {path}/other-ca.pem"), 503),
        (String::new(), 503),
        ("insecure = false".to_owned(), 503),
        ("insecure = true".to_owned(), 200),
    ] {
        assert_eq!(status(&with(&glance(keystone.auth(&options)).await, "token")).await, expected, "{options}");
    }
}

#[tokio::test]
async fn keystone_may_want_a_certificate_too() {
    let folder = TempDir::new().unwrap();
    authority(folder.path(), "keystone");
    authority(folder.path(), "glance");
    let keystone = FakeKeystone::start_tls(tls(folder.path(), "keystone", Some("glance"))).await;
    keystone.grant("token", "demo-project", &["member"]);
    let path = folder.path().display();
    let trusting = format!("cafile = {path}/keystone-ca.pem");
    let own = format!("{trusting}\ncertfile = {path}/glance.pem\nkeyfile = {path}/glance-key.pem");
    let wrong = format!("{trusting}\ncertfile = {path}/keystone.pem\nkeyfile = {path}/keystone-key.pem");

    for (options, expected) in [(&own, 200), (&wrong, 503), (&trusting, 503)] {
        assert_eq!(status(&with(&glance(keystone.auth(options)).await, "token")).await, expected, "{options}");
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().display();
    fs::write(folder.path().join("empty.pem"), "nothing\n").unwrap();
    let keystone = FakeKeystone::start().await;

    for (options, reason) in [
        (format!("cafile = {path}/missing.pem"), format!("cafile: {path}/missing.pem: No such file")),
        (format!("cafile = {path}/empty.pem"), format!("cafile: {path}/empty.pem: there is no certificate in it")),
        (format!("certfile = {path}/empty.pem"), format!("certfile: {path}/empty.pem: ")),
    ] {
        let refusal = Keystone::new(&keystone.config(&options), false).unwrap_err().to_string();
        assert!(refusal.starts_with(&reason), "{refusal}");
    }
}
