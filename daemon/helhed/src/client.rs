//! A small client of the HTTP API, for the demonstration and the tests.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value as Json;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest answer that is read.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How long one exchange may take: advancing a clock over years fires every timer on the way.
const PATIENCE: Duration = Duration::from_mins(10);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Version from the `ETag`.
    pub version: Option<u64>,
    /// Media type of the body.
    pub media_type: Option<String>,
    /// JSON body; null where there is none. A page is its text.
    pub body: Json,
    /// What a browser may do with it, where that is said.
    pub security_policy: Option<String>,
}

impl Answer {
    /// Whether the daemon did what was asked.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The problem's code, if it is one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.body.get("code").and_then(Json::as_str)
    }

    /// A text of the body, by a path of names.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Json::as_str)
    }
}

/// Why there is no answer: whether the request was carried out is unknown.
#[derive(Debug, thiserror::Error)]
#[error("no answer from {address}: {why}")]
pub struct NoAnswer {
    address: SocketAddr,
    why: String,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Ask {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<(&'static str, Vec<u8>)>,
}

impl Ask {
    /// A question.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), headers: Vec::new(), body: None }
    }

    /// An order with a body.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers write their `json!` in place")]
    pub fn post(path: impl Into<String>, body: Json) -> Self {
        Self { method: Method::POST, ..Self::get(path) }.written("application/json", body.to_string())
    }

    /// An order that replaces something.
    #[must_use]
    pub fn put(path: impl Into<String>, body: Json) -> Self {
        Self { method: Method::PUT, ..Self::post(path, body) }
    }

    /// An order that takes something away.
    #[must_use]
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// With these bytes as its body, declared as that media type.
    #[must_use]
    pub fn written(mut self, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some((media_type, body.into()));
        self
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// On behalf of who has the token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        let bearer = format!("Bearer {token}");
        self.with("authorization", bearer)
    }

    /// Sends it on a connection of its own.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] if the connection failed, broke or took too long.
    pub async fn send(self, address: SocketAddr) -> Result<Answer, NoAnswer> {
        let failed = |why: String| NoAnswer { address, why };
        match timeout(PATIENCE, self.exchange(address)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(why)) => Err(failed(why)),
            Err(_) => Err(failed("it took too long".to_owned())),
        }
    }

    async fn exchange(self, address: SocketAddr) -> Result<Answer, String> {
        let stream = TcpStream::connect(address).await.map_err(|why| why.to_string())?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|why| why.to_string())?;
        let driver = tokio::spawn(connection);
        let mut request =
            Request::builder().method(self.method).uri(self.path).header("host", address.to_string());
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let body = match self.body {
            Some((media_type, body)) => {
                request = request.header("content-type", media_type);
                Full::new(Bytes::from(body))
            }
            None => Full::default(),
        };
        let request = request.body(body).map_err(|why| why.to_string())?;
        let answer = sender.send_request(request).await.map_err(|why| why.to_string())?;
        let status = answer.status().as_u16();
        let header =
            |name: &str| answer.headers().get(name).and_then(|text| text.to_str().ok()).map(str::to_owned);
        let version = header("etag").and_then(|tag| tag.trim_matches(['"', 'v']).parse().ok());
        let (media_type, security_policy) = (header("content-type"), header("content-security-policy"));
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|why| why.to_string())?.to_bytes();
        drop(sender);
        driver.abort();
        let is_page = media_type.as_deref().is_some_and(|media_type| media_type.starts_with("text/html"));
        let body = if is_page {
            Json::String(String::from_utf8(body.to_vec()).map_err(|why| why.to_string())?)
        } else {
            serde_json::from_slice(&body).unwrap_or(Json::Null)
        };
        Ok(Answer { status, version, media_type, body, security_policy })
    }
}
