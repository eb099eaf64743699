//! What people write into a case beside their tasks: goals, notes, events, corrections.

use axum::extract::State;
use axum::response::Response;
use model::Command;
use wire::{AddGoal, AddNote, CorrectEvent, CorrectFact, RecordEvent, RewordGoal, Written};

use crate::answer::{change, create};
use crate::extract::{At, Body, Order, VersionedOrder, WriteHeaders};
use crate::openapi::{Guarded, Writing};
use crate::paths::{CasePath, EntryPath, FactPath};
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, values};

/// Write down a goal in the citizen's words
#[utoipa::path(
    post, path = "/v1/cases/{id}/goals", tag = "entries", params(CasePath, WriteHeaders), request_body = AddGoal,
    responses((status = 201, description = "Written down; `number` names it.", body = Written), Writing),
)]
pub(crate) async fn add_goal(
    order: Order,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<AddGoal>,
) -> Result<Response, Failure> {
    let on = read::optional("/on", body.on.as_deref())?;
    create(&state, order, Command::AddGoal { case: id, words: body.words, on }).await
}

/// Put a goal into staff words
///
/// They stand beside the citizen's own, which stay.
#[utoipa::path(
    post, path = "/v1/cases/{id}/goals/{number}/reword", tag = "entries", params(EntryPath, WriteHeaders),
    request_body = RewordGoal,
    responses((status = 200, description = "Put beside the citizen's words.", body = Written), Writing),
)]
pub(crate) async fn reword_goal(
    order: Order,
    State(state): State<ApiState>,
    At(EntryPath { id, number }): At<EntryPath>,
    Body(body): Body<RewordGoal>,
) -> Result<Response, Failure> {
    change(&state, order, Command::RewordGoal { case: id, number, staff_words: body.staff_words }).await
}

/// Take a note
#[utoipa::path(
    post, path = "/v1/cases/{id}/notes", tag = "entries", params(CasePath, WriteHeaders), request_body = AddNote,
    responses((status = 201, description = "Taken; `number` names it.", body = Written), Writing),
)]
pub(crate) async fn add_note(
    order: Order,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<AddNote>,
) -> Result<Response, Failure> {
    let on = read::optional("/on", body.on.as_deref())?;
    create(&state, order, Command::AddNote { case: id, text: body.text, on }).await
}

/// Record that an event happened
///
/// On the day on which it happened, which may lie back: deadlines count from there.
#[utoipa::path(
    post, path = "/v1/cases/{id}/events", tag = "entries", params(CasePath, WriteHeaders), request_body = RecordEvent,
    responses((status = 201, description = "Recorded; `number` names it.", body = Written), Writing),
)]
pub(crate) async fn record_event(
    order: Order,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<RecordEvent>,
) -> Result<Response, Failure> {
    let command = Command::RecordEvent {
        case: id,
        event: read::field("/event", &body.event)?,
        on: read::field("/on", &body.on)?,
        at: read::optional("/at", body.at.as_deref())?,
        note: body.note,
        channel: body.channel,
        about: body.about,
    };
    create(&state, order, command).await
}

/// Correct the day of a recorded event
///
/// The old day stays in the history; deadlines that count from it are derived again.
#[utoipa::path(
    post, path = "/v1/cases/{id}/events/{number}/correct", tag = "entries", params(EntryPath, WriteHeaders),
    request_body = CorrectEvent,
    responses((status = 200, description = "Corrected.", body = Written), Writing, Guarded),
)]
pub(crate) async fn correct_event(
    VersionedOrder(order): VersionedOrder,
    State(state): State<ApiState>,
    At(EntryPath { id, number }): At<EntryPath>,
    Body(body): Body<CorrectEvent>,
) -> Result<Response, Failure> {
    let on = read::field("/on", &body.on)?;
    change(&state, order, Command::CorrectEvent { case: id, number, on, reason: body.reason }).await
}

/// Correct a fact
///
/// The old value stays in the history.
#[utoipa::path(
    post, path = "/v1/cases/{id}/facts/{fact}/correct", tag = "entries", params(FactPath, WriteHeaders),
    request_body = CorrectFact,
    responses((status = 200, description = "Corrected.", body = Written), Writing, Guarded),
)]
pub(crate) async fn correct_fact(
    VersionedOrder(order): VersionedOrder,
    State(state): State<ApiState>,
    At(FactPath { id, fact }): At<FactPath>,
    Body(body): Body<CorrectFact>,
) -> Result<Response, Failure> {
    let value = values::value("/value", body.value)?;
    let command = Command::CorrectFact { case: id, fact, slot: body.slot, value, reason: body.reason };
    change(&state, order, command).await
}
