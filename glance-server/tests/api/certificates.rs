//! Authorities of a test's own, and what they vouch for.

use std::fs;
use std::path::Path;

use glance_server::serve::{Tls, TlsFiles};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// Writes what an authority vouches for: `NAME-ca.pem`, `NAME.pem` and `NAME-key.pem`.
pub(crate) fn authority(folder: &Path, name: &str) {
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

/// TLS of the server that this authority vouches for; clients have to show what another one vouches for.
pub(crate) fn tls(folder: &Path, name: &str, client_authority: Option<&str>) -> Tls {
    let files = TlsFiles {
        certificate: folder.join(format!("{name}.pem")),
        key: folder.join(format!("{name}-key.pem")),
        client_authorities: client_authority.map(|name| folder.join(format!("{name}-ca.pem"))),
    };
    Tls::load(&files).unwrap()
}
