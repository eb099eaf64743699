//! Who asks, why, on what version, with which body: the door of every request.

mod body;
mod headers;

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use model::Actor;
use runtime::{Page, Reader};
use serde::de::DeserializeOwned;

pub(crate) use body::{Body, BodyOrDefault};
pub(crate) use headers::{ReadHeaders, WriteHeaders};

use crate::answer::ask;
use crate::problem::Failure;
use crate::state::ApiState;

/// Rows of a page unless asked otherwise: a screen and a bit.
const PAGE_ROWS: u32 = 50;

/// Most rows of a page: a list of so many cases is one look.
const PAGE_ROWS_MAX: u32 = 200;

/// Somebody who reads.
pub(crate) struct Caller(pub(crate) Reader);

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let actor = identify(parts, state).await?;
        Ok(Self(Reader { actor, purpose: headers::purpose(&parts.headers)? }))
    }
}

/// Somebody who wants something done, and what they know of it.
pub(crate) struct Order {
    pub(crate) actor: Actor,
    pub(crate) purpose: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) expected_version: Option<u64>,
}

impl FromRequestParts<ApiState> for Order {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let actor = identify(parts, state).await?;
        Ok(Self {
            actor,
            purpose: headers::purpose(&parts.headers)?,
            idempotency_key: headers::idempotency_key(&parts.headers)?,
            expected_version: headers::expected_version(&parts.headers)?,
        })
    }
}

/// An order that must name the version it is about: two people must not undo each other unseen.
pub(crate) struct VersionedOrder(pub(crate) Order);

impl FromRequestParts<ApiState> for VersionedOrder {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Failure> {
        let order = Order::from_request_parts(parts, state).await?;
        if order.expected_version.is_none() {
            return Err(Failure::NoPrecondition);
        }
        Ok(Self(order))
    }
}

async fn identify(parts: &Parts, state: &ApiState) -> Result<Actor, Failure> {
    let token = headers::bearer(&parts.headers).ok_or(Failure::Unauthenticated)?;
    // Nearly every request: handing it to another thread costs more than the rest of its way through the interface.
    if let Some(actor) = state.runtime()?.identify_at_once(token) {
        return Ok(actor);
    }
    let token = token.to_owned();
    let known = ask(state, move |runtime| Ok(runtime.identify(&token))).await?;
    known.ok_or(Failure::Unauthenticated)
}

/// What the address names.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(rejection) => Err(Failure::NoSuchThing(explain(&rejection))),
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rest are faults of our own paths, and one sentence serves all"
)]
fn explain(rejection: &PathRejection) -> String {
    let PathRejection::FailedToDeserializePathParams(fault) = rejection else {
        return rejection.body_text();
    };
    match fault.kind() {
        ErrorKind::DeserializeError { message, .. } | ErrorKind::Message(message) => message.clone(),
        _other => rejection.body_text(),
    }
}

/// What the address asks for after `?`.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => {
                let message = rejection.body_text();
                let message =
                    message.strip_prefix("Failed to deserialize query string: ").unwrap_or(&message);
                match message.split_once(": ") {
                    Some((name, fault)) if !name.contains(' ') => {
                        Err(Failure::field(&format!("query/{name}"), fault))
                    }
                    _unnamed => Err(Failure::field("query", message)),
                }
            }
        }
    }
}

/// The page that a query asks for.
pub(crate) fn page(after: Option<String>, limit: Option<u32>) -> Result<Page, Failure> {
    let limit = limit.unwrap_or(PAGE_ROWS);
    if !(1..=PAGE_ROWS_MAX).contains(&limit) {
        return Err(Failure::field(
            "query/limit",
            format!("`{limit}` rows are no page; ask for 1 to {PAGE_ROWS_MAX}"),
        ));
    }
    let limit = usize::try_from(limit).expect("two hundred fits");
    Ok(Page { after, limit })
}

#[cfg(test)]
mod tests;
