//! TLS by certificate files: spoken, refused with bad files, and by the command line too.

use std::fs::{Permissions, set_permissions};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;
use tests::{Child, child, places, plain};

/// Writes a certificate for `localhost`, valid until the end of a year, and its key.
fn make(folder: &Path, name: &str, until: i32) -> (PathBuf, PathBuf) {
    let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("names");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 12, 31);
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = params.self_signed(&key).expect("a certificate can be made");
    let paths = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
    std::fs::write(&paths.0, certificate.pem()).expect("it is written");
    std::fs::write(&paths.1, key.serialize_pem()).expect("it is written");
    set_permissions(&paths.1, Permissions::from_mode(0o600)).expect("it is ours");
    paths
}

fn serve(folder: &TempDir, (certificate, key): &(PathBuf, PathBuf)) -> Result<Child, String> {
    Child::start_with(&folder.path().join("data"), None, |command| {
        command.arg("--tls-certificate").arg(certificate).arg("--tls-key").arg(key);
    })
}

/// A connection that believes one certificate.
fn connect(address: SocketAddr, believed: &Path) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(believed).expect("a certificate")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a client");
    StreamOwned::new(connection, TcpStream::connect(address).expect("the daemon listens"))
}

#[test]
fn with_certificate_files_the_daemon_speaks_tls_and_the_command_line_believes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (files, other) = (make(folder.path(), "a", 2999), make(folder.path(), "b", 2999));
    let child = serve(&folder, &files).unwrap_or_else(|why| places::fail(&why));
    let (status, body) = plain::exchange(connect(child.address, &files.0), "/health");
    assert_eq!(status, 200, "{body}");
    let asks = |authority: &Path| {
        child::run(|command| {
            command.args(["--url", &format!("https://localhost:{}", child.address.port()), "me", "--json"]);
            command.arg("--ca-file").arg(authority);
            command.arg("--token-file").arg(folder.path().join("data/first-token"));
        })
    };
    let answer = asks(&files.0);
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let answer = asks(&other.0);
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(!answer.status.success() && said.contains("certificate"), "{said}");
    assert!(child.stop().success());
}

#[test]
fn bad_files_are_refused_at_start_and_by_the_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = make(folder.path(), "good", 2999);
    let old = make(folder.path(), "old", 2021);
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").expect("it is written");
    set_permissions(&empty, Permissions::from_mode(0o600)).expect("it is ours");
    let refused = |files: (PathBuf, PathBuf), expected: &str| {
        let why = serve(&folder, &files).err().unwrap_or_default();
        assert!(why.contains(expected), "`{why}` does not say `{expected}`");
        let config = folder.path().join("helhed.toml");
        let text = format!("[server]\ntls = {{ certificate = {:?}, key = {:?} }}\n", files.0, files.1);
        std::fs::write(&config, text).expect("it is written");
        let out = child::run(|command| {
            command.args(["config", "check"]).arg(&config);
        });
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && said.contains(expected), "{said}");
    };
    refused(old, "is not valid");
    refused((good.0.clone(), make(folder.path(), "other", 2999).1), "does not belong");
    refused((empty.clone(), good.1.clone()), "no certificate in it");
    refused((good.0.clone(), empty), "cannot read the private key");
    refused((folder.path().join("gone.pem"), good.1), "cannot read the certificate");
}
