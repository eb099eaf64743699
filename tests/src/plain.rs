//! One request written by hand, and its answer as text: for what speaks no JSON.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Status and body of what is under a path.
///
/// # Panics
///
/// If there is no answer, or none that is HTTP.
#[must_use]
pub fn get(address: SocketAddr, path: &str) -> (u16, String) {
    exchange(TcpStream::connect(address).expect("the daemon listens"), path)
}

/// As [`get`], over a connection that is there.
///
/// # Panics
///
/// As [`get`].
#[must_use]
pub fn exchange(mut stream: impl Read + Write, path: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the daemon reads");
    stream.flush().expect("the daemon reads");
    let mut bytes = Vec::new();
    // A TLS stream that ends without a farewell is an error to its reader; what came is what counts.
    let _ended = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).expect("the answer is text");
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}
