//! One HTTP/1.1 connection that is kept: writes a request, reads the answer, and does as little else as it can.
//!
//! The generator shares the machine with the server it measures, so what it spends is taken from the server. It reads
//! what both servers send, `content-length` with every body, and refuses the rest.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Failure;

/// Longest answer that is read: a page of 200 cases fits.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The end of the head of an answer.
const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// A connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// An answer. The body is borrowed until the next request.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'c> {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: &'c [u8],
}

impl Answer<'_> {
    /// Whether the server did what was asked.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Where an answer's body lies.
struct Shape {
    status: u16,
    body_from: usize,
    body_to: usize,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(8 * 1024) })
    }

    /// Sends a whole request and waits for its answer.
    ///
    /// # Errors
    ///
    /// A connection that broke, or an answer that cannot be read.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>, Failure> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let shape = loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection before it had answered".into());
            }
            if let Some(shape) = shape(&self.received)?
                && self.received.len() >= shape.body_to
            {
                break shape;
            }
            if self.received.len() > ANSWER_BYTES_MAX {
                return Err(format!("the answer is longer than {ANSWER_BYTES_MAX} bytes").into());
            }
        };
        let body = self.received.get(shape.body_from..shape.body_to).unwrap_or_default();
        Ok(Answer { status: shape.status, body })
    }
}

/// The shape of an answer whose head has arrived.
fn shape(received: &[u8]) -> Result<Option<Shape>, Failure> {
    let Some(head_bytes) = received.windows(BLANK_LINE.len()).position(|four| four == BLANK_LINE) else {
        return Ok(None);
    };
    let head = str::from_utf8(received.get(..head_bytes).unwrap_or_default())?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let status = status.parse().map_err(|_| format!("`{status}` is no status"))?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map(|(_, length)| length.trim());
    let length: usize = length.ok_or("an answer without `content-length` is not read here")?.parse()?;
    let body_from = head_bytes.saturating_add(BLANK_LINE.len());
    Ok(Some(Shape { status, body_from, body_to: body_from.saturating_add(length) }))
}

/// A request as bytes. `extra` are whole header lines, each with its line end.
#[must_use]
pub fn request(method: &str, path: &str, extra: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{extra}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests;
