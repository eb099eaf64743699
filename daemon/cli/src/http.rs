//! One request and its answer over HTTP/1.1, with TLS or without: no redirects, everything bounded.

mod address;
mod path;
mod secure;

use std::path::PathBuf;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(crate) use address::Address;
pub(crate) use path::{Query, header_text, path};

/// Longest answer: a page of 200 histories fits many times.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How long one exchange may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Until the daemon takes the connection.
    pub(crate) connect: Duration,
    /// From the first to the last byte of an exchange.
    pub(crate) whole: Duration,
}

impl Patience {
    /// A daemon that runs answers within milliseconds; a disk that syncs slowly, within seconds.
    pub(crate) const ORDINARY: Self =
        Self { connect: Duration::from_secs(5), whole: Duration::from_secs(30) };

    /// Moving a simulated clock over years fires every timer on the way.
    pub(crate) const LONG: Self = Self { connect: Duration::from_secs(5), whole: Duration::from_mins(10) };
}

/// Where to, and whom to believe that it is the one.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    /// The daemon's address.
    pub(crate) address: Address,
    /// Certificates of authorities, in PEM; those that the machine trusts where absent.
    pub(crate) authorities: Option<PathBuf>,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    /// Its method.
    pub(crate) method: Method,
    /// Path and query, encoded.
    pub(crate) path: String,
    /// Headers beside those of HTTP itself.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// JSON, or nothing.
    pub(crate) body: Option<Vec<u8>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The version of what was read or written.
    pub(crate) etag: Option<String>,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nothing was sent.
    Unreachable(String),
    /// It may have been done: the connection broke before the answer.
    Lost(String),
    /// It may have been done: the answer did not come in time.
    Late,
}

/// Sends a request and waits for its answer.
///
/// # Errors
///
/// [`Fault::Unreachable`] if nothing was sent; otherwise it is unknown whether the request was carried out.
pub(crate) fn exchange(to: &Destination, sending: Sending, patience: Patience) -> Result<Answer, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::Unreachable(error.to_string()))?;
    let address = &to.address;
    runtime.block_on(async {
        let stream =
            match timeout(patience.connect, TcpStream::connect((address.host(), address.port()))).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => return Err(Fault::Unreachable(error.to_string())),
                Err(_) => {
                    return Err(Fault::Unreachable(format!(
                        "no connection within {} s",
                        patience.connect.as_secs()
                    )));
                }
            };
        let answer = async {
            if !address.is_secure() {
                return converse(address, stream, sending).await;
            }
            let stream = secure::shake_hands(stream, address.host(), to.authorities.as_deref()).await;
            converse(address, stream.map_err(Fault::Unreachable)?, sending).await
        };
        match timeout(patience.whole, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::Late),
        }
    })
}

async fn converse<S>(address: &Address, stream: S, sending: Sending) -> Result<Answer, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let lost = |error: hyper::Error| Fault::Lost(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    // It ends with the exchange; what goes wrong in it is told to `sender`.
    drop(tokio::spawn(connection));
    let request = request(address, sending).map_err(|error| Fault::Unreachable(error.to_string()))?;
    let response = sender.send_request(request).await.map_err(lost)?;
    let etag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
    let body = body.map_err(|error| Fault::Lost(error.to_string()))?.to_bytes().to_vec();
    Ok(Answer { status, etag, body })
}

fn request(address: &Address, sending: Sending) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut request = Request::builder()
        .method(sending.method)
        .uri(sending.path)
        .header(header::HOST, address.authority())
        .header(header::USER_AGENT, concat!("helhed/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json, application/problem+json");
    if sending.body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    for (name, value) in sending.headers {
        request = request.header(name, value);
    }
    request.body(Full::new(Bytes::from(sending.body.unwrap_or_default())))
}

#[cfg(test)]
mod tests;
