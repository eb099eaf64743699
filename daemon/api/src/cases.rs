//! Cases: open, list, read, history, close, reopen, erase.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::{Command, StreamId};
use runtime::CaseFilter;
use wire::{
    Case, CasePage, CaseQuery, Erase, Explanation, HistoryPage, LookList, LookRow, OpenCase, PageQuery,
    Reason, Written,
};

use crate::answer::{ask, change, create, versioned};
use crate::extract::{Asked, At, Body, Caller, Order, ReadHeaders, VersionedOrder, WriteHeaders, page};
use crate::openapi::{Guarded, Reading, Writing};
use crate::paths::CasePath;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, shape};

/// Open a case
#[utoipa::path(
    post, path = "/v1/cases", operation_id = "open_case", tag = "cases", params(WriteHeaders), request_body = OpenCase,
    responses((status = 201, description = "Opened.", body = Written, headers(("ETag" = String, description = "The version, `\"v1\"`."))), Writing),
)]
pub(crate) async fn open(
    order: Order,
    State(state): State<ApiState>,
    Body(body): Body<OpenCase>,
) -> Result<Response, Failure> {
    let command = Command::OpenCase {
        citizen: read::field("/citizen", &body.citizen)?,
        workflow: read::field("/workflow", &body.workflow)?,
        event: read::field("/event", &body.event)?,
        on: read::field("/on", &body.on)?,
        unit: read::field("/unit", &body.unit)?,
        note: body.note,
    };
    create(&state, order, command).await
}

/// List cases
///
/// Exactly those that the reader could read one by one, without personal values.
#[utoipa::path(
    get, path = "/v1/cases", operation_id = "list_cases", tag = "cases", params(CaseQuery, ReadHeaders),
    responses((status = 200, description = "A page of cases.", body = CasePage), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
    Asked(asked): Asked<CaseQuery>,
) -> Result<Json<CasePage>, Failure> {
    let filter =
        CaseFilter { open: asked.open, citizen: read::optional("query/citizen", asked.citizen.as_deref())? };
    let page = page(asked.after, asked.limit)?;
    let paged = ask(&state, move |runtime| runtime.cases(&by, &page, &filter)).await?;
    Ok(Json(CasePage { rows: paged.rows.iter().map(shape::row::case).collect(), next: paged.next }))
}

/// Read a case
///
/// What the reader's role does not need is hidden and says so. The look is logged.
#[utoipa::path(
    get, path = "/v1/cases/{id}", operation_id = "read_case", tag = "cases", params(CasePath, ReadHeaders),
    responses((status = 200, description = "The case.", body = Case, headers(("ETag" = String, description = "The version, `\"v12\"`."))), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
) -> Result<Response, Failure> {
    let view = ask(&state, move |runtime| runtime.case(&by, id)).await?;
    Ok(versioned(view.state.version, &shape::case::case(&view)))
}

/// Read the history of a case
///
/// One row per record, oldest first. Corrections stand beside what they corrected.
#[utoipa::path(
    get, path = "/v1/cases/{id}/history", operation_id = "read_history", tag = "cases", params(CasePath, PageQuery, ReadHeaders),
    responses((status = 200, description = "A page of records.", body = HistoryPage), Reading),
)]
pub(crate) async fn history(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<HistoryPage>, Failure> {
    let page = page(asked.after, asked.limit)?;
    let paged = ask(&state, move |runtime| runtime.history(&by, id, &page)).await?;
    Ok(Json(HistoryPage { rows: paged.rows.iter().map(shape::row::history).collect(), next: paged.next }))
}

/// Explain why a case stands where it stands
///
/// For each step what it waits for, what would make it go on, who can do it, and until when.
#[utoipa::path(
    get, path = "/v1/cases/{id}/explain", operation_id = "explain_case", tag = "cases", params(CasePath, ReadHeaders),
    responses((status = 200, description = "Steps in the order of the workflow.", body = Explanation), Reading),
)]
pub(crate) async fn explain(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
) -> Result<Json<Explanation>, Failure> {
    let explained = ask(&state, move |runtime| runtime.explain(&by, id)).await?;
    Ok(Json(Explanation {
        steps: explained.steps.iter().map(shape::row::explained).collect(),
        checks: explained.checks.iter().map(shape::row::check).collect(),
    }))
}

/// Read who looked at a case
///
/// For who works on the case, and for auditors with a purpose. Newest first; asking is a look too.
#[utoipa::path(
    get, path = "/v1/cases/{id}/looks", operation_id = "read_looks", tag = "cases", params(CasePath, ReadHeaders),
    responses((status = 200, description = "Looks.", body = LookList), Reading),
)]
pub(crate) async fn looks(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
) -> Result<Json<LookList>, Failure> {
    let rows = ask(&state, move |runtime| runtime.looks(&by, id)).await?;
    let rows = rows.into_iter().map(|look| LookRow {
        at: look.at.to_string(),
        actor: look.actor.to_string(),
        purpose: look.purpose,
        refused: look.refused,
        what: look.what,
    });
    Ok(Json(LookList { rows: rows.collect() }))
}

/// Close a case by hand
#[utoipa::path(
    post, path = "/v1/cases/{id}/close", operation_id = "close_case", tag = "cases", params(CasePath, WriteHeaders), request_body = Reason,
    responses((status = 200, description = "Closed.", body = Written), Writing, Guarded),
)]
pub(crate) async fn close(
    VersionedOrder(order): VersionedOrder,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<Reason>,
) -> Result<Response, Failure> {
    change(&state, order, Command::CloseCase { case: id, reason: body.reason }).await
}

/// Let a closed case go on
#[utoipa::path(
    post, path = "/v1/cases/{id}/reopen", operation_id = "reopen_case", tag = "cases", params(CasePath, WriteHeaders), request_body = Reason,
    responses((status = 200, description = "Reopened.", body = Written), Writing, Guarded),
)]
pub(crate) async fn reopen(
    VersionedOrder(order): VersionedOrder,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<Reason>,
) -> Result<Response, Failure> {
    change(&state, order, Command::ReopenCase { case: id, reason: body.reason }).await
}

/// Erase a case
///
/// Destroys its key. What was sealed under it is gone for ever, in backups too; its structure and dates stay.
#[utoipa::path(
    post, path = "/v1/cases/{id}/erase", operation_id = "erase_case", tag = "cases", params(CasePath, WriteHeaders), request_body = Erase,
    responses((status = 200, description = "Ordered; the key is destroyed at once after.", body = Written), Writing),
)]
pub(crate) async fn erase(
    order: Order,
    State(state): State<ApiState>,
    At(CasePath { id }): At<CasePath>,
    Body(body): Body<Erase>,
) -> Result<Response, Failure> {
    change(&state, order, Command::Erase { stream: StreamId::Case(id), basis: body.basis }).await
}
