//! Workflows with their findings, and putting them into force.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::Command;
use runtime::{Wanted, What};
use wire::{Activate, Offer, WorkflowList, Written};

use crate::answer::{ask, change};
use crate::extract::{At, Body, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::paths::WorkflowPath;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, shape};

/// Workflows with what was found when they were checked
#[utoipa::path(
    get, path = "/v1/workflows", operation_id = "list_workflows", tag = "daemon",
    responses((status = 200, description = "Workflows by name.", body = WorkflowList), Reading),
)]
pub(crate) async fn list(
    _caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<WorkflowList>, Failure> {
    let workflows = ask(&state, |runtime| Ok(runtime.workflows())).await?;
    Ok(Json(WorkflowList { rows: workflows.iter().map(shape::workflow::workflow).collect() }))
}

/// What the folder of workflows would put into force
///
/// For administrators. The folder of the daemon is read and checked; nothing is changed. `digest` stands for what was
/// read.
#[utoipa::path(
    get, path = "/v1/workflows/offer", operation_id = "read_offer", tag = "daemon", params(ReadHeaders),
    responses((status = 200, description = "The folder beside what is in force.", body = Offer), Reading),
)]
pub(crate) async fn offer(Caller(by): Caller, State(state): State<ApiState>) -> Result<Json<Offer>, Failure> {
    let offer = ask(&state, move |runtime| runtime.offer(&by)).await?;
    Ok(Json(shape::workflow::offer(&offer)))
}

/// Put the folder of workflows into force
///
/// For administrators. New cases take the new versions, at once or from a day on; running cases keep theirs. Refused
/// where the files are others than those that were looked at, have errors, or have warnings that nobody accepts.
#[utoipa::path(
    post, path = "/v1/workflows/activate", operation_id = "activate_workflows", tag = "daemon", params(WriteHeaders),
    request_body = Activate,
    responses((status = 200, description = "In force, or ordered for its day.", body = Written), Writing),
)]
pub(crate) async fn activate(
    order: Order,
    State(state): State<ApiState>,
    Body(body): Body<Activate>,
) -> Result<Response, Failure> {
    let names = body.workflows.map(|names| {
        let read = |(at, name): (usize, &String)| read::field(&format!("/workflows/{at}"), name);
        names.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()
    });
    let from = read::optional("/from", body.from.as_deref())?;
    let what = match names.transpose()? {
        names if body.only_municipality && (names.is_some() || from.is_some()) => {
            let why = "the municipality file alone counts at once: no workflows and no day beside it";
            return Err(Failure::field("/only_municipality", why));
        }
        Some(names) => What::Workflows(names),
        None if body.only_municipality => What::Office,
        None => What::Everything,
    };
    let wanted = Wanted {
        seen: read::field("/seen", &body.seen)?,
        what,
        from,
        accepts_warnings: body.accept_warnings,
    };
    let by = order.actor.clone();
    let command = ask(&state, move |runtime| runtime.activation(&by, &wanted)).await?;
    change(&state, order, command).await
}

/// Withdraw what was ordered for a later day
///
/// For administrators. New cases go on with the version that is in force.
#[utoipa::path(
    post, path = "/v1/workflows/{workflow}/withdraw", operation_id = "withdraw_workflow", tag = "daemon",
    params(WorkflowPath, WriteHeaders),
    responses((status = 200, description = "Nothing is ordered any more.", body = Written), Writing),
)]
pub(crate) async fn withdraw(
    order: Order,
    State(state): State<ApiState>,
    At(WorkflowPath { workflow }): At<WorkflowPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::WithdrawActivation { workflow }).await
}
