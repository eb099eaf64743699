//! Letters: list, read as sent, preview.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use wire::{LetterList, LetterPreview, LetterRow, PreviewLetter};

use crate::answer::ask;
use crate::extract::{At, Body, Caller, ReadHeaders};
use crate::openapi::{Previewing, Reading};
use crate::paths::{CasePath, LetterPath, TaskPath};
use crate::problem::Failure;
use crate::state::ApiState;
use crate::values;

/// What a letter may do in a browser: be looked at. Nothing runs, nothing is loaded, nothing may frame it.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// List the letters of a case
///
/// Which were sent, when and how. The look is logged.
#[utoipa::path(
    get, path = "/v1/cases/{id}/letters", operation_id = "list_letters", tag = "cases", params(CasePath, ReadHeaders),
    responses((status = 200, description = "Letters, oldest first.", body = LetterList), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
) -> Result<Json<LetterList>, Failure> {
    let letters = ask(&state, move |runtime| runtime.letters(&by, id)).await?;
    let rows = letters.into_iter().map(|(number, letter)| LetterRow {
        number,
        subject: letter.subject,
        step: letter.step.map(|step| step.to_string()),
        version: letter.version,
        template: letter.template,
        template_hash: letter.template_hash.to_string(),
        channel: letter.channel,
        sent_on: letter.sent_on.to_string(),
        by: letter.by.to_string(),
        language: letter.language,
    });
    Ok(Json(LetterList { rows: rows.collect() }))
}

/// Read a letter as it was sent
///
/// The page byte for byte. It runs and loads nothing. The look is logged.
#[utoipa::path(
    get, path = "/v1/cases/{id}/letters/{number}", operation_id = "read_letter", tag = "cases", params(LetterPath, ReadHeaders),
    responses((status = 200, description = "The letter.", body = String, content_type = "text/html"), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(LetterPath { id, number }): At<LetterPath>,
) -> Result<Response, Failure> {
    let letter = ask(&state, move |runtime| runtime.letter(&by, id, number)).await?;
    let fixed = |name: HeaderName, value: &'static str| (name, HeaderValue::from_static(value));
    let headers = [
        fixed(header::CONTENT_TYPE, "text/html; charset=utf-8"),
        fixed(header::CONTENT_SECURITY_POLICY, SANDBOX),
        fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        fixed(header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, letter.html).into_response())
}

/// See the letter that a task would send
///
/// Marked as a draft, with what it still lacks. Nothing is recorded but the look.
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/letter-preview", operation_id = "preview_letter", tag = "tasks", params(TaskPath, ReadHeaders),
    request_body = PreviewLetter,
    responses((status = 200, description = "The draft.", body = LetterPreview), Reading, Previewing),
)]
pub(crate) async fn preview(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
    Body(body): Body<PreviewLetter>,
) -> Result<Json<LetterPreview>, Failure> {
    let values = values::record("/values", body.values)?;
    let preview = ask(&state, move |runtime| runtime.preview_letter(&by, id, (&task, &values))).await?;
    Ok(Json(LetterPreview { html: preview.html, missing: preview.missing }))
}
