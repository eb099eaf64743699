//! How a command is given and a query asked, and how the answer goes out.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Command;
use runtime::{Accepted, Rejected, Runtime, Submission};
use serde::Serialize;
use tokio::sync::oneshot;
use wire::Written;

use crate::extract::Order;
use crate::problem::Failure;
use crate::state::ApiState;

/// Gives a command to the one writer and waits until it is on disk.
///
/// The command goes on when the client goes away: what was accepted is done.
pub(crate) async fn submit(state: &ApiState, order: Order, command: Command) -> Result<Accepted, Failure> {
    let (tell, told) = oneshot::channel();
    let submission = Submission {
        actor: order.actor,
        purpose: order.purpose,
        idempotency_key: order.idempotency_key,
        expected_version: order.expected_version,
        command,
    };
    // A client that went away does not listen, and there is nobody else to tell.
    state.runtime()?.submit(submission, Box::new(move |answer| drop(tell.send(answer))));
    match told.await {
        Ok(answer) => answer.map_err(Failure::from),
        Err(_) => Err(Failure::Rejected(Rejected::Stopping)),
    }
}

/// Gives a command that changes something which is there: 200.
pub(crate) async fn change(state: &ApiState, order: Order, command: Command) -> Result<Response, Failure> {
    let accepted = submit(state, order, command).await?;
    Ok(written(StatusCode::OK, &accepted))
}

/// Gives a command that makes something new: 201.
pub(crate) async fn create(state: &ApiState, order: Order, command: Command) -> Result<Response, Failure> {
    let accepted = submit(state, order, command).await?;
    Ok(written(StatusCode::CREATED, &accepted))
}

/// Asks a query on a thread that may wait: its look is synced before it answers.
pub(crate) async fn ask<T, Q>(state: &ApiState, query: Q) -> Result<T, Failure>
where
    T: Send + 'static,
    Q: FnOnce(&Runtime) -> Result<T, Rejected> + Send + 'static,
{
    let runtime = state.runtime()?;
    match tokio::task::spawn_blocking(move || query(&runtime)).await {
        Ok(answer) => answer.map_err(Failure::from),
        Err(fault) => {
            tracing::error!(fault.panicked = fault.is_panic(), "a query ended without an answer");
            Err(Failure::Internal)
        }
    }
}

/// A shape as JSON with its version as `ETag`.
pub(crate) fn versioned<T: Serialize>(version: u64, shape: &T) -> Response {
    (tagged(Some(version)), Json(shape)).into_response()
}

fn written(status: StatusCode, accepted: &Accepted) -> Response {
    let headers = tagged(accepted.version);
    (status, headers, Json(shape(accepted))).into_response()
}

fn shape(accepted: &Accepted) -> Written {
    Written {
        position: accepted.position,
        repeated: accepted.repeated,
        case: accepted.case.map(|id| id.to_string()),
        citizen: accepted.citizen.map(|id| id.to_string()),
        version: accepted.version,
        number: accepted.number,
        opened: accepted.opened.iter().map(ToString::to_string).collect(),
    }
}

fn tagged(version: Option<u64>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(version) = version {
        let tag = HeaderValue::from_str(&format!("\"v{version}\"")).expect("digits are a header");
        headers.insert(header::ETAG, tag);
    }
    headers
}
