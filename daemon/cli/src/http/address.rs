//! Where the daemon is.

use core::fmt;
use std::net::IpAddr;
use std::path::Path;

use hyper::Uri;
use wire::Sentence;

use super::Trust;
use crate::lang::sentence;

/// Where the daemon is: `http://127.0.0.1:7878`, or `https://…` over TLS.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    host: String,
    port: u16,
    is_sealed: bool,
    trust: Option<Trust>,
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
        let is_sealed = uri.scheme_str() == Some("https");
        let has_path = !matches!(uri.path(), "" | "/") || uri.query().is_some();
        if (!is_sealed && uri.scheme_str() != Some("http")) || has_path {
            return Err(unclear());
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(unclear)?;
        let port = uri.port_u16().unwrap_or(if is_sealed { 443 } else { 80 });
        Ok(Self { host: host.to_owned(), port, is_sealed, trust: None })
    }

    /// The same address, over TLS believing the authorities of a file, or those of the machine.
    ///
    /// # Errors
    ///
    /// That there are none.
    pub(crate) fn trusting(self, file: Option<&Path>) -> Result<Self, Sentence> {
        let trust = if self.is_sealed { Some(Trust::read(file)?) } else { None };
        Ok(Self { trust, ..self })
    }

    /// Whether what is sent can be read on the way.
    pub(crate) fn is_sealed(&self) -> bool {
        self.is_sealed
    }

    /// Whom it believes.
    pub(super) fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }

    /// Host or IP address, as a socket takes it.
    pub(crate) fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
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
        let scheme = if self.is_sealed { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}
