//! Addresses and headers from texts that may hold anything.

use core::fmt::{Display, Write as _};

/// A path of segments, each encoded (RFC 3986 §2.1).
pub(crate) fn path(segments: &[&dyn Display]) -> String {
    segments.iter().fold(String::from("/v1"), |mut path, segment| {
        path.push('/');
        path.push_str(&encoded(&segment.to_string(), is_unreserved));
        path
    })
}

/// What is asked for after `?`.
#[derive(Debug, Default)]
pub(crate) struct Query(String);

impl Query {
    /// Adds a parameter where there is one.
    pub(crate) fn with(mut self, name: &str, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            self.0.push(if self.0.is_empty() { '?' } else { '&' });
            self.0.push_str(name);
            self.0.push('=');
            self.0.push_str(&encoded(&value.to_string(), is_unreserved));
        }
        self
    }

    /// Behind a path.
    pub(crate) fn on(self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}

/// A text as a header carries it: UTF-8, percent-encoded where not visible ASCII.
pub(crate) fn header_text(text: &str) -> String {
    encoded(text, |byte| (byte.is_ascii_graphic() || byte == b' ') && byte != b'%')
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn encoded(text: &str, stays: impl Fn(u8) -> bool) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if stays(byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes everything");
        }
        encoded
    })
}
