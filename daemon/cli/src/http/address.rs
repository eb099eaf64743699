//! Where the daemon is.

use core::fmt;
use std::net::IpAddr;

use hyper::Uri;
use wire::Sentence;

use crate::lang::sentence;

/// Where the daemon is: `http://127.0.0.1:7878`, or `https://helhed.example` with TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    host: String,
    port: u16,
    secure: bool,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and how to write it.
    pub(crate) fn read(text: &str) -> Result<Self, Sentence> {
        let unclear = || {
            sentence(
                format!("`{text}` er ingen adresse; skriv den som `http://127.0.0.1:7878`"),
                format!("`{text}` is no address; write it like `http://127.0.0.1:7878`"),
            )
        };
        let uri: Uri = text.parse().map_err(|_| unclear())?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) | None => return Err(unclear()),
        };
        let has_path = !matches!(uri.path(), "" | "/") || uri.query().is_some();
        if has_path {
            return Err(unclear());
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(unclear)?;
        let usual = if secure { 443 } else { 80 };
        Ok(Self { host: host.to_owned(), port: uri.port_u16().unwrap_or(usual), secure })
    }

    /// Host or IP address, as a socket takes it.
    pub(crate) fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whether TLS is spoken.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    /// The header `Host`.
    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Whether what is sent stays on this machine.
    pub(crate) fn is_this_machine(&self) -> bool {
        self.host() == "localhost" || self.host().parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.authority())
    }
}
