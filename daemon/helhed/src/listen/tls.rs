//! TLS by certificate files: read, checked against each other and against the day, before anything listens.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use tokio_rustls::TlsAcceptor;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file.
    #[error("cannot read {what} `{file}`: {why}")]
    Unreadable {
        /// `the certificate` or `the private key`.
        what: &'static str,
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The key is another's.
    #[error(
        "the private key `{key}` does not belong to the certificate `{certificate}`: {why}; \
         give the two files that were issued together"
    )]
    Mismatch {
        /// Certificate file.
        certificate: PathBuf,
        /// Key file.
        key: PathBuf,
        /// What the library said.
        why: String,
    },
    /// Others than its owner can read the key.
    #[error(
        "the private key `{key}` can be read by others (mode {mode:04o}); `chmod 600 {key}` makes it the daemon's alone"
    )]
    Exposed {
        /// Key file.
        key: PathBuf,
        /// Its mode.
        mode: u32,
    },
}

/// The one provider of cryptography in this process.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Reads a certificate chain and its key, both in PEM, and makes what accepts connections with them.
///
/// TLS 1.2 and 1.3, HTTP/1.1. The files are read once: a new certificate is taken up at the next start.
///
/// # Errors
///
/// [`TlsError`], which names the file and the way out.
///
/// # Panics
///
/// Never: the provider knows both versions.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let chain = read_chain(certificate)?;
    check_mode(key)?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|why| TlsError::Unreadable {
        what: "the private key",
        file: key.to_owned(),
        why: why.to_string(),
    })?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("the provider knows both versions")
        .with_no_client_auth()
        .with_single_cert(chain, private);
    let mut config = config.map_err(|why| TlsError::Mismatch {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        why: why.to_string(),
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable =
        |why: String| TlsError::Unreadable { what: "the certificate", file: file.to_owned(), why };
    let read = CertificateDer::pem_file_iter(file).map_err(|why| unreadable(why.to_string()))?;
    let chain: Vec<_> = read.collect::<Result<_, _>>().map_err(|why| unreadable(why.to_string()))?;
    if chain.is_empty() {
        return Err(unreadable("there is no certificate in it; it has to be in PEM".to_owned()));
    }
    Ok(chain)
}

/// What everybody may do with a file. Its group may read a key: that is how a renewing service hands it over.
const OTHERS: u32 = 0o007;

/// A key that others can read protects nobody.
fn check_mode(key: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt;
    // A file that is not there is told of by who reads it.
    let Ok(metadata) = std::fs::metadata(key) else { return Ok(()) };
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & OTHERS == 0 {
        return Ok(());
    }
    Err(TlsError::Exposed { key: key.to_owned(), mode })
}
