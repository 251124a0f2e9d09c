//! TLS on the way to Keystone.

use std::fs;
use std::path::Path;

use glance_server::auth::Keystone;
use glance_server::serve::{Tls, TlsFiles};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use super::{FakeKeystone, glance, status, with};

/// Writes what an authority vouches for: `NAME-ca.pem`, `NAME.pem` and `NAME-key.pem`.
fn authority(folder: &Path, name: &str) {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    fs::write(folder.join(format!("{name}-ca.pem")), params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(folder.join(format!("{name}.pem")), certificate.pem()).unwrap();
    fs::write(folder.join(format!("{name}-key.pem")), key.serialize_pem()).unwrap();
}

fn tls(folder: &Path, client_authorities: Option<&str>) -> Tls {
    let files = TlsFiles {
        certificate: folder.join("keystone.pem"),
        key: folder.join("keystone-key.pem"),
        client_authorities: client_authorities.map(|name| folder.join(name)),
    };
    Tls::load(&files).unwrap()
}

#[tokio::test]
async fn keystone_is_known_by_its_certificate() {
    let folder = TempDir::new().unwrap();
    authority(folder.path(), "keystone");
    authority(folder.path(), "other");
    let keystone = FakeKeystone::start_tls(tls(folder.path(), None)).await;
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
    let keystone = FakeKeystone::start_tls(tls(folder.path(), Some("glance-ca.pem"))).await;
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
