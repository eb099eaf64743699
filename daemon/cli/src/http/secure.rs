//! TLS to a daemon that is not on this machine: whom to believe, and the handshake.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Shakes hands over a connection with the host of that name.
///
/// The certificate must lead to one in `authorities`, or to one that this machine trusts where that is absent.
///
/// # Errors
///
/// What is wrong, in a sentence.
pub(super) async fn shake_hands(
    stream: TcpStream,
    host: &str,
    authorities: Option<&Path>,
) -> Result<TlsStream<TcpStream>, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
    let roots = roots(authorities)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("the provider knows both versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.map_err(|error| error.to_string())
}

fn roots(authorities: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(file) = authorities else {
        let (_added, _unusable) =
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    let place = file.display();
    let read = CertificateDer::pem_file_iter(file).map_err(|error| format!("`{place}`: {error}"))?;
    for certificate in read {
        let certificate = certificate.map_err(|error| format!("`{place}`: {error}"))?;
        roots.add(certificate).map_err(|error| format!("`{place}`: {error}"))?;
    }
    if roots.is_empty() {
        return Err(format!("`{place}` holds no certificate; it has to be in PEM"));
    }
    Ok(roots)
}
