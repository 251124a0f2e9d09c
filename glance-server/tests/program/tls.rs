//! TLS by configuration.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::fixture::{Config, Http, Server};

/// An authority, and what it vouches for.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
}

/// A certificate and its key.
struct Identity {
    certificate: CertificateDer<'static>,
    certificate_pem: String,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) }
    }

    fn identity(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), certificate_pem: certificate.pem(), key }
    }

    /// Writes the server's files, and the options that name them.
    fn write(&self, folder: &Path) -> String {
        let server = self.identity("localhost");
        fs::write(folder.join("cert.pem"), &server.certificate_pem).unwrap();
        fs::write(folder.join("key.pem"), server.key.serialize_pem()).unwrap();
        fs::write(folder.join("ca.pem"), &self.pem).unwrap();
        format!("cert_file = {0}/cert.pem\nkey_file = {0}/key.pem\n", folder.display())
    }

    fn connect(&self, server: &Server, identity: Option<&Identity>) -> Http<StreamOwned<ClientConnection, TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
        let config = match identity {
            None => builder.with_no_client_auth(),
            Some(Identity { certificate, key, .. }) => {
                let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
                builder.with_client_auth_cert(vec![certificate.clone()], key).unwrap()
            }
        };
        let connection = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
        Http { stream: StreamOwned::new(connection, server.connect().stream) }
    }
}

#[test]
fn with_a_certificate_and_a_key_the_server_speaks_tls() {
    let (authority, folder) = (Authority::new(), tempfile::TempDir::new().unwrap());
    let config = Config::new(&authority.write(folder.path()), "").synced();
    let server = Server::api(&config);

    let answer = authority.connect(&server, None).ask("GET", "/", "", b"");

    assert_eq!(answer.status, 300);
    assert!(answer.text().contains("https://glance/v2/"), "{}", answer.text());
}

#[test]
fn a_refused_upload_is_told_why_over_tls_too() {
    let (authority, folder) = (Authority::new(), tempfile::TempDir::new().unwrap());
    let server = Server::api(&Config::new(&authority.write(folder.path()), "").synced());
    let path = "/v2/images/00000000-0000-0000-0000-000000000123/file";

    let answer = authority.connect(&server, None).ask("PUT", path, "", &vec![7; 16 * 1024 * 1024]);

    assert_eq!(answer.status, 415);
}

#[test]
fn with_an_authority_for_clients_they_must_show_that_they_are_known() {
    let (authority, folder) = (Authority::new(), tempfile::TempDir::new().unwrap());
    let options = format!("{}ca_file = {}/ca.pem", authority.write(folder.path()), folder.path().display());
    let server = Server::api(&Config::new(&options, "").synced());

    let known = authority.connect(&server, Some(&authority.identity("client"))).ask("GET", "/", "", b"");
    let mut unknown = authority.connect(&server, None).stream;
    let _ = unknown.write_all(b"GET / HTTP/1.1\r\nhost: glance\r\n\r\n");

    assert_eq!(known.status, 300);
    assert!(unknown.read(&mut [0]).is_err());
}

#[test]
fn a_certificate_that_cannot_be_read_is_named() {
    let (authority, folder) = (Authority::new(), tempfile::TempDir::new().unwrap());
    let config = Config::new(&authority.write(folder.path()), "").synced();
    fs::write(folder.path().join("cert.pem"), "no certificate").unwrap();

    let server = Server::start(crate::fixture::program().arg("api").arg("--config-file").arg(&config.file));

    let line = server.wait_for("ERROR");
    assert!(line.contains("cert.pem: there is no certificate in it"), "{line}");
    assert_eq!(server.wait().code(), Some(1));
}
