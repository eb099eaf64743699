//! The door under clients that are slow, silent, or too many.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{Bounds, serve, tls};

/// Longer than any bound below, and short enough to be waited for by a person.
const PATIENCE: Duration = Duration::from_secs(20);

const QUICK: Bounds = Bounds {
    connections: 2,
    handshake: Duration::from_millis(100),
    headers: Duration::from_millis(100),
    goodbye: Duration::from_millis(100),
};

async fn door(tls: Option<tokio_rustls::TlsAcceptor>) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(|| async { "here" }));
    let (end, ended) = oneshot::channel();
    tokio::spawn(serve(listener, (router, tls), QUICK, async move {
        let _dropped = ended.await;
    }));
    (address, end)
}

/// Everything that the daemon says until it closes the connection.
async fn hear(stream: &mut TcpStream) -> String {
    let mut said = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut said)).await.expect("the daemon ends it").unwrap_or(0);
    said
}

#[tokio::test]
async fn a_request_is_answered() {
    let (address, _end) = door(None).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").await.unwrap();
    let said = hear(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("here"), "{said}");
}

#[tokio::test]
async fn headers_that_never_end_do_not_hold_a_connection() {
    let (address, _end) = door(None).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: he").await.unwrap();
    let said = hear(&mut stream).await;
    assert!(!said.contains("200"), "{said}");
}

#[tokio::test]
async fn silent_connections_make_room_for_others() {
    let (address, _end) = door(None).await;
    let _silent = (TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").await.unwrap();
    let said = hear(&mut stream).await;
    assert!(said.ends_with("here"), "{said}");
}

#[tokio::test]
async fn a_handshake_that_never_comes_does_not_hold_a_connection() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    write_secret(&key, &made.signing_key.serialize_pem());
    let (address, _end) = door(Some(tls::acceptor(&certificate, &key).unwrap())).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert_eq!(hear(&mut stream).await, "");
}

fn write_secret(path: &std::path::Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
