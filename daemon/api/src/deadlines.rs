//! Deadlines with their reasons; pause, resume, extend, answer for a miss.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::Command;
use runtime::Rejected;
use wire::{AnswerMiss, Deadline, DeadlineList, ExtendDeadline, PauseDeadline, ResumeDeadline, Written};

use crate::answer::{ask, change};
use crate::extract::{At, Body, BodyOrDefault, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::paths::{CasePath, DeadlinePath};
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, shape};

/// The deadlines of a case
///
/// Met and dropped ones too, the earliest first; each says why it falls on its day.
#[utoipa::path(
    get, path = "/v1/cases/{id}/deadlines", operation_id = "list_deadlines", tag = "deadlines", params(CasePath, ReadHeaders),
    responses((status = 200, description = "Deadlines.", body = DeadlineList), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
) -> Result<Json<DeadlineList>, Failure> {
    let view = ask(&state, move |runtime| runtime.case(&by, id)).await?;
    Ok(Json(DeadlineList { rows: shape::deadline::deadlines(&view.state.deadlines, view.now) }))
}

/// One deadline with its reason
#[utoipa::path(
    get, path = "/v1/cases/{id}/deadlines/{name}", operation_id = "read_deadline", tag = "deadlines", params(DeadlinePath, ReadHeaders),
    responses((status = 200, description = "The deadline.", body = Deadline), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(DeadlinePath { id, name }): At<DeadlinePath>,
) -> Result<Json<Deadline>, Failure> {
    let view = ask(&state, move |runtime| runtime.case(&by, id)).await?;
    let Some(deadline) = view.state.deadlines.get(&name) else {
        return Err(Rejected::NotFound { what: name.to_string() }.into());
    };
    Ok(Json(shape::deadline::deadline(deadline, view.now)))
}

/// Stop a clock
#[utoipa::path(
    post, path = "/v1/cases/{id}/deadlines/{name}/pause", operation_id = "pause_deadline", tag = "deadlines", params(DeadlinePath, WriteHeaders),
    request_body = PauseDeadline,
    responses((status = 200, description = "It stands still.", body = Written), Writing),
)]
pub(crate) async fn pause(
    order: Order,
    State(state): State<ApiState>,
    At(DeadlinePath { id, name }): At<DeadlinePath>,
    Body(body): Body<PauseDeadline>,
) -> Result<Response, Failure> {
    let command = Command::PauseDeadline {
        case: id,
        deadline: name,
        from: read::optional("/from", body.from.as_deref())?,
        ground: body.ground,
        reason: body.reason,
    };
    change(&state, order, command).await
}

/// Let a clock go on
#[utoipa::path(
    post, path = "/v1/cases/{id}/deadlines/{name}/resume", operation_id = "resume_deadline", tag = "deadlines", params(DeadlinePath, WriteHeaders),
    request_body = Option<ResumeDeadline>,
    responses((status = 200, description = "It goes on.", body = Written), Writing),
)]
pub(crate) async fn resume(
    order: Order,
    State(state): State<ApiState>,
    At(DeadlinePath { id, name }): At<DeadlinePath>,
    BodyOrDefault(body): BodyOrDefault<ResumeDeadline>,
) -> Result<Response, Failure> {
    let to = read::optional("/to", body.to.as_deref())?;
    change(&state, order, Command::ResumeDeadline { case: id, deadline: name, to }).await
}

/// Extend a deadline, once
#[utoipa::path(
    post, path = "/v1/cases/{id}/deadlines/{name}/extend", operation_id = "extend_deadline", tag = "deadlines", params(DeadlinePath, WriteHeaders),
    request_body = ExtendDeadline,
    responses((status = 200, description = "It has a later day.", body = Written), Writing),
)]
pub(crate) async fn extend(
    order: Order,
    State(state): State<ApiState>,
    At(DeadlinePath { id, name }): At<DeadlinePath>,
    Body(body): Body<ExtendDeadline>,
) -> Result<Response, Failure> {
    let command = Command::ExtendDeadline {
        case: id,
        deadline: name,
        until: read::field("/until", &body.until)?,
        ground: body.ground,
        reason: body.reason,
    };
    change(&state, order, command).await
}

/// Answer for a missed deadline
#[utoipa::path(
    post, path = "/v1/cases/{id}/deadlines/{name}/answer-miss", operation_id = "answer_miss", tag = "deadlines",
    params(DeadlinePath, WriteHeaders), request_body = AnswerMiss,
    responses((status = 200, description = "Answered.", body = Written), Writing),
)]
pub(crate) async fn answer_miss(
    order: Order,
    State(state): State<ApiState>,
    At(DeadlinePath { id, name }): At<DeadlinePath>,
    Body(body): Body<AnswerMiss>,
) -> Result<Response, Failure> {
    change(&state, order, Command::AnswerMiss { case: id, deadline: name, reason: body.reason }).await
}
