//! A daemon of a few lines: it answers in turn as it is told, and remembers what it heard.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How it answers one request.
pub(super) enum Reply {
    /// With this.
    Answer { status: u16, etag: Option<&'static str>, body: String },
    /// By breaking the connection.
    HangUp,
}

impl Reply {
    pub(super) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::text(status, &body.to_string())
    }

    pub(super) fn text(status: u16, body: &str) -> Self {
        Self::Answer { status, etag: None, body: body.to_owned() }
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Heard {
    pub(super) fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(super) struct Daemon {
    pub(super) url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Daemon {
    pub(super) fn that(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let replies: Vec<Reply> = replies.into_iter().collect();
        let ear = heard.clone();
        thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().unwrap();
                let request = hear(&stream);
                ear.lock().unwrap().push(request);
                answer(stream, reply);
            }
        });
        Self { url, heard }
    }

    pub(super) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

/// An address where nobody listens.
pub(super) fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn hear(stream: &TcpStream) -> Heard {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut heard = Heard { line: lines[0].clone(), headers, body: Vec::new() };
    let length = heard.header("content-length").parse().unwrap_or_default();
    heard.body = vec![0; length];
    reader.read_exact(&mut heard.body).unwrap();
    heard
}

fn answer(mut stream: TcpStream, reply: Reply) {
    let Reply::Answer { status, etag, body } = reply else { return };
    let etag = etag.map_or_else(String::new, |etag| format!("ETag: {etag}\r\n"));
    let head =
        format!("HTTP/1.1 {status} T\r\n{etag}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}
