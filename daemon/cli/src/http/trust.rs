//! Whom the client believes over TLS: the authorities of a file, or those of the machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use wire::Sentence;

use super::{Address, Fault};
use crate::lang::sentence;

/// Where machines keep the authorities that they trust: Debian, Red Hat, others.
const BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// A connection, sealed or not.
pub(super) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Whom the client believes.
#[derive(Clone, Debug)]
pub(crate) struct Trust(Arc<ClientConfig>);

impl Trust {
    /// The authorities in a file; those of the machine where none is named.
    ///
    /// # Errors
    ///
    /// That there are none, and how to name some.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Sentence> {
        let bundle = || BUNDLES.map(PathBuf::from).into_iter().find(|path| path.is_file());
        let Some(file) = file.map(Path::to_owned).or_else(bundle) else {
            return Err(sentence(
                "denne maskine har ingen liste over betroede udstedere; nævn en fil med `--ca-file`",
                "this machine has no list of trusted authorities; name a file with `--ca-file`",
            ));
        };
        let mut roots = RootCertStore::empty();
        if let Ok(found) = CertificateDer::pem_file_iter(&file) {
            roots.add_parsable_certificates(found.flatten());
        }
        if roots.is_empty() {
            let file = file.display();
            return Err(sentence(
                format!("`{file}` indeholder intet certifikat, der kan læses; `--ca-file` skal være i PEM"),
                format!("`{file}` holds no certificate that can be read; `--ca-file` must be PEM"),
            ));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider speaks the versions that it was built with")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

/// A connection to the address: sealed where it says so. Nothing of the request has been sent before that.
pub(super) async fn line(address: &Address, stream: TcpStream) -> Result<TokioIo<Box<dyn Line>>, Fault> {
    let Some(Trust(config)) = address.trust() else { return Ok(TokioIo::new(Box::new(stream))) };
    let unreachable = |why: String| Fault::Unreachable(why);
    let name = ServerName::try_from(address.host().to_owned()).map_err(|why| unreachable(why.to_string()))?;
    let connector = TlsConnector::from(Arc::clone(config));
    let sealed = connector.connect(name, stream).await.map_err(|why| unreachable(why.to_string()))?;
    Ok(TokioIo::new(Box::new(sealed)))
}
