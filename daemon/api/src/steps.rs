//! Steps that a person starts or stops, stages that one ends early, and concerns that a correction raised.

use axum::extract::State;
use axum::response::Response;
use model::Command;
use wire::{EndStage, Reason, SettleConcern, Written};

use crate::answer::change;
use crate::extract::{At, Body, Order, WriteHeaders};
use crate::openapi::Writing;
use crate::paths::{EntryPath, StagePath, StepPath};
use crate::problem::Failure;
use crate::state::ApiState;
use crate::values;

/// Start a step that a person may start
#[utoipa::path(
    post, path = "/v1/cases/{id}/steps/{step}/start", operation_id = "start_step", tag = "steps", params(StepPath, WriteHeaders),
    request_body = Reason,
    responses((status = 200, description = "It is open.", body = Written), Writing),
)]
pub(crate) async fn start(
    order: Order,
    State(state): State<ApiState>,
    At(StepPath { id, step }): At<StepPath>,
    Body(body): Body<Reason>,
) -> Result<Response, Failure> {
    change(&state, order, Command::StartStep { case: id, step, reason: body.reason }).await
}

/// Stop a step
///
/// Somebody then decides how to go on.
#[utoipa::path(
    post, path = "/v1/cases/{id}/steps/{step}/cancel", operation_id = "cancel_step", tag = "steps", params(StepPath, WriteHeaders),
    request_body = Reason,
    responses((status = 200, description = "It is cancelled.", body = Written), Writing),
)]
pub(crate) async fn cancel(
    order: Order,
    State(state): State<ApiState>,
    At(StepPath { id, step }): At<StepPath>,
    Body(body): Body<Reason>,
) -> Result<Response, Failure> {
    change(&state, order, Command::CancelStep { case: id, step, reason: body.reason }).await
}

/// End a stage early
///
/// What is open in it is closed, and what stands after it goes on. `values` holds what the workflow asks for then.
#[utoipa::path(
    post, path = "/v1/cases/{id}/stages/{stage}/end", operation_id = "end_stage", tag = "steps", params(StagePath, WriteHeaders),
    request_body = EndStage,
    responses((status = 200, description = "It is over; `opened` says what is open because of it.", body = Written), Writing),
)]
pub(crate) async fn end_stage(
    order: Order,
    State(state): State<ApiState>,
    At(StagePath { id, stage }): At<StagePath>,
    Body(body): Body<EndStage>,
) -> Result<Response, Failure> {
    let values = values::record("/values", body.values)?;
    change(&state, order, Command::EndStage { case: id, stage, values, reason: body.reason }).await
}

/// Settle a concern
///
/// A correction took the ground from a completed step; a person has looked and says what they found.
#[utoipa::path(
    post, path = "/v1/cases/{id}/concerns/{number}/settle", operation_id = "settle_concern", tag = "steps", params(EntryPath, WriteHeaders),
    request_body = SettleConcern,
    responses((status = 200, description = "Settled.", body = Written), Writing),
)]
pub(crate) async fn settle_concern(
    order: Order,
    State(state): State<ApiState>,
    At(EntryPath { id, number }): At<EntryPath>,
    Body(body): Body<SettleConcern>,
) -> Result<Response, Failure> {
    change(&state, order, Command::SettleConcern { case: id, number, finding: body.finding }).await
}
