//! The clock: what it shows, moving a simulated one on, confirming a held one.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::{Command, Timestamp};
use wire::{AdvanceClock, Advanced, Clock, Written};

use crate::answer::{ask, change};
use crate::extract::{Body, Caller, Order, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::problem::Failure;
use crate::read;
use crate::state::ApiState;

/// What the clock shows
#[utoipa::path(
    get, path = "/v1/clock", operation_id = "read_clock", tag = "daemon",
    responses((status = 200, description = "The clock.", body = Clock), Reading),
)]
pub(crate) async fn show(_caller: Caller, State(state): State<ApiState>) -> Result<Json<Clock>, Failure> {
    let clock = state.runtime()?.clock();
    Ok(Json(Clock { now: clock.now.to_string(), simulated: clock.simulated, held: clock.held }))
}

/// Move the simulated clock on
///
/// For administrators. Due timers fire in order; the answer comes when everything is at rest. Only in a directory with a simulated clock;
/// elsewhere 409 `not-simulated`.
#[utoipa::path(
    post, path = "/v1/clock", operation_id = "advance_clock", tag = "daemon", request_body = AdvanceClock,
    responses((status = 200, description = "It shows that instant.", body = Advanced), Writing),
)]
pub(crate) async fn advance(
    Caller(by): Caller,
    State(state): State<ApiState>,
    Body(body): Body<AdvanceClock>,
) -> Result<Json<Advanced>, Failure> {
    let to: Timestamp = read::field("/advance_to", &body.advance_to)?;
    let advanced = ask(&state, move |runtime| {
        runtime.may_run(&by)?;
        runtime.advance_clock(to)
    })
    .await?;
    Ok(Json(Advanced { now: advanced.now.to_string(), timers_fired: advanced.timers_fired }))
}

/// Confirm the clock after it jumped
///
/// Timers and effects go on.
#[utoipa::path(
    post, path = "/v1/clock/confirm", operation_id = "confirm_clock", tag = "daemon", params(WriteHeaders),
    responses((status = 200, description = "They go on.", body = Written), Writing),
)]
pub(crate) async fn confirm(order: Order, State(state): State<ApiState>) -> Result<Response, Failure> {
    change(&state, order, Command::ConfirmClock).await
}
