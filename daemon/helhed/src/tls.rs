//! TLS by certificate files: read whole, checked, and read again on SIGHUP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// Why TLS cannot be spoken with these files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// A file cannot be read, or holds nothing of the kind.
    #[error("cannot read the {what} in `{file}`: {why}")]
    Unreadable {
        /// `certificate` or `key`.
        what: &'static str,
        /// Which.
        file: PathBuf,
        /// What was found.
        why: String,
    },
    /// The certificate is not valid now.
    #[error("the certificate in `{file}` is not valid: {why}; put a valid one there")]
    NotValid {
        /// Which.
        file: PathBuf,
        /// What was found.
        why: String,
    },
    /// The two do not belong together.
    #[error(
        "the key in `{key}` does not fit the certificate in `{certificate}`: {why}; name the two that were made together"
    )]
    NoPair {
        /// Which certificate.
        certificate: PathBuf,
        /// Which key.
        key: PathBuf,
        /// What was found.
        why: String,
    },
}

/// Certificate and key, as they were read last. Cloning shares them.
#[derive(Clone)]
pub(crate) struct Tls {
    files: Arc<(PathBuf, PathBuf)>,
    current: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    /// Reads the two files.
    pub(crate) fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let current = load(certificate, key)?;
        Ok(Self {
            files: Arc::new((certificate.to_owned(), key.to_owned())),
            current: Arc::new(RwLock::new(current)),
        })
    }

    /// For the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the files again; connections that are open keep what they have. On a fault the old ones stay.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        let next = load(&self.files.0, &self.files.1)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(())
    }
}

/// The one provider of this program.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Reads and checks certificate and key.
///
/// # Errors
///
/// [`TlsError`]: a file that cannot be read, a certificate that is not valid today, two that do not belong together.
pub(crate) fn load(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = chain(certificate)?;
    check_dates(certificate, &chain)?;
    let unreadable = |why: rustls::pki_types::pem::Error| TlsError::Unreadable {
        what: "key",
        file: key.to_owned(),
        why: why.to_string(),
    };
    let private = PrivateKeyDer::from_pem_file(key).map_err(unreadable)?;
    let no_pair = |why: rustls::Error| TlsError::NoPair {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        why: why.to_string(),
    };
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider speaks the versions that it was built with")
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(no_pair)?;
    Ok(Arc::new(config))
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable = |why: String| TlsError::Unreadable { what: "certificate", file: file.to_owned(), why };
    let chain: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|why: rustls::pki_types::pem::Error| unreadable(why.to_string()))?;
    if chain.is_empty() {
        return Err(unreadable("it holds no `BEGIN CERTIFICATE`".to_owned()));
    }
    Ok(chain)
}

/// Asks the verifier about the dates alone: who signed it, and for which name, is for the clients to judge.
fn check_dates(file: &Path, chain: &[CertificateDer<'static>]) -> Result<(), TlsError> {
    let not_valid = |why: String| TlsError::NotValid { file: file.to_owned(), why };
    let (leaf, above) = chain.split_first().expect("a chain that was read has a certificate");
    let mut roots = RootCertStore::empty();
    roots.add(leaf.clone()).map_err(|why| not_valid(why.to_string()))?;
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|why| not_valid(why.to_string()))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let name = ServerName::try_from("localhost").expect("a name of ours");
    match verifier.verify_server_cert(leaf, above, &name, &[], UnixTime::since_unix_epoch(now)) {
        Err(rustls::Error::InvalidCertificate(
            why @ (CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
            | CertificateError::BadEncoding),
        )) => Err(not_valid(why.to_string())),
        Ok(_) | Err(_) => Ok(()),
    }
}
