//! TLS for connections.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// The files that TLS is set up from, all PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// `cert_file`: the server's certificate, and those that vouch for it behind it.
    pub certificate: PathBuf,
    /// `key_file`: the key of the server's certificate.
    pub key: PathBuf,
    /// `ca_file`: if given, clients must show a certificate that one of these vouches for.
    pub client_authorities: Option<PathBuf>,
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or is not what it should be.
    #[error("{}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The files do not fit together.
    #[error("{}", _0)]
    Setup(#[from] rustls::Error),
}

/// TLS, ready to use.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`]
    pub fn load(files: &TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
        let builder = match &files.client_authorities {
            None => builder.with_no_client_auth(),
            Some(file) => {
                let mut authorities = RootCertStore::empty();
                for certificate in certificates(file)? {
                    authorities.add(certificate)?;
                }
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), provider).build();
                builder.with_client_cert_verifier(verifier.map_err(|error| unusable(file, &error))?)
            }
        };
        let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unusable(&files.key, &error))?;
        let mut config = builder.with_single_cert(certificates(&files.certificate)?, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.0.clone()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let certificates: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(file).map_err(|error| unusable(file, &error))?.collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err(unusable(file, &"there is no certificate in it")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unusable(file, &error)),
    }
}

fn unusable(file: &Path, reason: &dyn fmt::Display) -> TlsError {
    TlsError::File { file: file.to_owned(), reason: reason.to_string() }
}
