//! A JSON body: declared as such, bounded in size and time, with faults that say where.

use axum::body::{Body as RawBody, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::problem::Failure;
use crate::state::{ApiState, Limits};

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            return Err(Failure::NoJson);
        }
        let bytes = collect(&parts.headers, body, state.limits).await?;
        parse(&bytes).map(Self)
    }
}

/// A JSON body of which every field may be missing, and so the body itself.
pub(crate) struct BodyOrDefault<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<ApiState> for BodyOrDefault<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let bytes = collect(&parts.headers, body, state.limits).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        if !is_json(&parts.headers) {
            return Err(Failure::NoJson);
        }
        parse(&bytes).map(Self)
    }
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(declared) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let media_type = declared.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

pub(super) async fn collect(headers: &HeaderMap, body: RawBody, limits: Limits) -> Result<Bytes, Failure> {
    let declared =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|bytes| bytes > limits.body_bytes) {
        return Err(Failure::BodyTooLarge(limits.body_bytes));
    }
    let collected = Limited::new(body, limits.body_bytes).collect();
    match tokio::time::timeout(limits.body_time, collected).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(fault)) if fault.is::<LengthLimitError>() => Err(Failure::BodyTooLarge(limits.body_bytes)),
        Ok(Err(_)) | Err(_) => Err(Failure::BodyBroken),
    }
}

pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let fault = |fault: serde_json::Error| match fault.classify() {
        Category::Data => invalid(&fault.to_string()),
        Category::Syntax | Category::Eof | Category::Io => Failure::MalformedJson(fault.to_string()),
    };
    // Serde would take a list for an object, field by field; nobody who sends one means it.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        serde_json::from_slice::<IgnoredAny>(bytes).map_err(fault)?;
        return Err(Failure::field("", "the body is no JSON object"));
    }
    serde_json::from_slice(bytes).map_err(fault)
}

/// Points at the field that the message names; at the whole body where it names none.
fn invalid(message: &str) -> Failure {
    let named = ["missing field `", "unknown field `", "duplicate field `"].iter().find_map(|start| {
        let (name, _) = message.strip_prefix(start)?.split_once('`')?;
        Some(name)
    });
    let pointer =
        named.map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).unwrap_or_default();
    Failure::field(&pointer, message)
}
