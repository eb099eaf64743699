//! What headers say: token, purpose, idempotency key, version.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use utoipa::IntoParams;

use crate::problem::Failure;

/// Longest purpose: a sentence, not a story.
const PURPOSE_BYTES_MAX: usize = 1024;

/// Longest idempotency key: a UUID and a prefix fit several times.
const KEY_BYTES_MAX: usize = 128;

/// Longest token that is looked up.
const TOKEN_BYTES_MAX: usize = 256;

const PURPOSE: HeaderName = HeaderName::from_static("helhed-purpose");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Headers of a read, as the document describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the headers; they are read one by one")]
pub(crate) struct ReadHeaders {
    /// Why you look, in words; UTF-8, percent-encoded where not ASCII. Needed where your role on the case does not say
    /// it, as for auditors. At most 1024 bytes.
    #[param(rename = "Helhed-Purpose")]
    purpose: Option<String>,
}

/// Headers of a write, as the document describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the headers; they are read one by one")]
pub(crate) struct WriteHeaders {
    /// Why you act, in words; UTF-8, percent-encoded where not ASCII. At most 1024 bytes.
    #[param(rename = "Helhed-Purpose")]
    purpose: Option<String>,
    /// A key of your choice, visible ASCII of at most 128 bytes. The same key with the same request is answered again
    /// and done once. Kept 90 days.
    #[param(rename = "Idempotency-Key")]
    idempotency_key: Option<String>,
    /// The version that you have seen, from `ETag`. If the case or citizen has moved on, nothing is done. Needed for
    /// corrections, closing and reopening.
    #[param(rename = "If-Match", example = "\"v12\"")]
    if_match: Option<String>,
}

/// The token, if one is given. Two are none: what stands before the daemon may have read the other.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else { return None };
    let text = value.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let token = token.trim();
    let could_be_one =
        scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= TOKEN_BYTES_MAX;
    could_be_one.then_some(token)
}

/// A header that is given once, if it is given.
fn single<'h>(
    headers: &'h HeaderMap,
    header: &HeaderName,
    name: &'static str,
) -> Result<Option<&'h HeaderValue>, Failure> {
    let mut given = headers.get_all(header).iter();
    let first = given.next();
    if given.next().is_some() {
        return Err(Failure::Header { name, message: "it is given more than once; give it once".to_owned() });
    }
    Ok(first)
}

/// The purpose, if one is given.
///
/// # Errors
///
/// A [`Failure`] if it is empty, says nothing, passes for a role, is too long or not UTF-8.
pub(super) fn purpose(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(raw) = single(headers, &PURPOSE, "Helhed-Purpose")? else { return Ok(None) };
    let fault = |message: &str| Failure::Header { name: "Helhed-Purpose", message: message.to_owned() };
    let bytes =
        percent_decoded(raw.as_bytes()).ok_or_else(|| fault("`%` is followed by two hexadecimal digits"))?;
    let text = String::from_utf8(bytes).map_err(|_| fault("it is not UTF-8"))?;
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(fault("it has control characters"));
    }
    // A dot, or characters that nobody sees, are no reason to look at somebody.
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Failure::EmptyPurpose);
    }
    if text.starts_with("role:") {
        return Err(fault("`role:…` is what the daemon itself writes for a role; say it in words"));
    }
    if text.len() > PURPOSE_BYTES_MAX {
        return Err(fault("it has more than 1024 bytes; a sentence is enough"));
    }
    Ok(Some(text.to_owned()))
}

fn percent_decoded(raw: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw.iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(decoded)
}

/// The idempotency key, if one is given.
///
/// # Errors
///
/// A [`Failure`] if it is empty, too long or not visible ASCII.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(raw) = single(headers, &IDEMPOTENCY_KEY, "Idempotency-Key")? else { return Ok(None) };
    let key = raw.to_str().ok().filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()));
    match key {
        Some(key) if (1..=KEY_BYTES_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        _other => Err(Failure::Header {
            name: "Idempotency-Key",
            message: format!("it has 1 to {KEY_BYTES_MAX} visible ASCII characters"),
        }),
    }
}

/// The version from `If-Match`, if one is given.
///
/// # Errors
///
/// A [`Failure`] if it is anything else than one strong tag of ours: `*` and weak tags say nothing about what was seen.
pub(super) fn expected_version(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    let Some(raw) = single(headers, &header::IF_MATCH, "If-Match")? else { return Ok(None) };
    let version = raw.to_str().ok().and_then(|text| {
        text.trim()
            .strip_prefix("\"v")
            .and_then(|text| text.strip_suffix('"'))
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
    });
    match version {
        Some(version) => Ok(Some(version)),
        None => Err(Failure::Header {
            name: "If-Match",
            message: "write one version as it stands in `ETag`, like `\"v12\"`".to_owned(),
        }),
    }
}
