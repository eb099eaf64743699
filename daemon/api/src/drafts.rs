//! Unfinished work on a task: durable, private to its author, and it outlives a release.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::Command;
use runtime::Rejected;
use wire::{Draft, SaveDraft, Written};

use crate::answer::{ask, change};
use crate::extract::{At, Body, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::paths::TaskPath;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::values;

/// Read your draft
///
/// 404 if you have none on this task. Nobody reads another person's.
#[utoipa::path(
    get, path = "/v1/cases/{id}/tasks/{task}/draft", operation_id = "read_draft", tag = "tasks", params(TaskPath, ReadHeaders),
    responses((status = 200, description = "What you wrote so far.", body = Draft), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
) -> Result<Json<Draft>, Failure> {
    let what = format!("draft of {task}");
    let draft = ask(&state, move |runtime| runtime.draft(&by, id, &task)).await?;
    let draft = draft.ok_or(Rejected::NotFound { what })?;
    Ok(Json(Draft {
        author: draft.author.to_string(),
        saved_at: draft.saved_at.to_string(),
        content: values::shown(&draft.content),
    }))
}

/// Save your draft
#[utoipa::path(
    put, path = "/v1/cases/{id}/tasks/{task}/draft", operation_id = "save_draft", tag = "tasks", params(TaskPath, WriteHeaders),
    request_body = SaveDraft,
    responses((status = 200, description = "On disk.", body = Written), Writing),
)]
pub(crate) async fn save(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
    Body(body): Body<SaveDraft>,
) -> Result<Response, Failure> {
    let content = values::record("/content", body.content)?;
    change(&state, order, Command::SaveDraft { case: id, task, content: Some(content) }).await
}

/// Discard your draft
#[utoipa::path(
    delete, path = "/v1/cases/{id}/tasks/{task}/draft", operation_id = "discard_draft", tag = "tasks", params(TaskPath, WriteHeaders),
    responses((status = 200, description = "It is no longer shown.", body = Written), Writing),
)]
pub(crate) async fn discard(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::SaveDraft { case: id, task, content: None }).await
}
