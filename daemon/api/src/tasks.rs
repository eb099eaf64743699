//! The worklist, and what people do with a task.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::Command;
use runtime::TaskFilter;
use wire::{Complete, Delegate, GoOnWithout, Task, TaskPage, TaskQuery, Written};

use crate::answer::{ask, change};
use crate::extract::{Asked, At, Body, Caller, Order, ReadHeaders, WriteHeaders, page};
use crate::openapi::{Reading, Writing};
use crate::paths::TaskPath;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, shape, values};

/// The worklist
///
/// By person, role, unit and due date; what is due first stands first. With neither person, role nor unit: everything
/// that the reader holds or could take.
#[utoipa::path(
    get, path = "/v1/tasks", operation_id = "list_tasks", tag = "tasks", params(TaskQuery, ReadHeaders),
    responses((status = 200, description = "A page of tasks.", body = TaskPage), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
    Asked(asked): Asked<TaskQuery>,
) -> Result<Json<TaskPage>, Failure> {
    let filter = TaskFilter {
        person: read::optional("query/person", asked.person.as_deref())?,
        role: read::optional("query/role", asked.role.as_deref())?,
        unit: read::optional("query/unit", asked.unit.as_deref())?,
        due_before: read::optional("query/due_before", asked.due_before.as_deref())?,
    };
    let page = page(asked.after, asked.limit)?;
    let paged = ask(&state, move |runtime| runtime.tasks(&by, &page, &filter)).await?;
    Ok(Json(TaskPage { rows: paged.rows.iter().map(shape::row::task).collect(), next: paged.next }))
}

/// Read a task
///
/// What completing it takes, field by field, who may do it, and until when.
#[utoipa::path(
    get, path = "/v1/cases/{id}/tasks/{task}", operation_id = "read_task", tag = "tasks", params(TaskPath, ReadHeaders),
    responses((status = 200, description = "The task.", body = Task), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
) -> Result<Json<Task>, Failure> {
    let view = ask(&state, move |runtime| runtime.task(&by, id, &task)).await?;
    Ok(Json(shape::task::task(&view)))
}

/// Take a task
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/claim", operation_id = "claim_task", tag = "tasks", params(TaskPath, WriteHeaders),
    responses((status = 200, description = "It is yours.", body = Written), Writing),
)]
pub(crate) async fn claim(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::Claim { case: id, task }).await
}

/// Give a task back to its role
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/release", operation_id = "release_task", tag = "tasks", params(TaskPath, WriteHeaders),
    responses((status = 200, description = "It is the role's; your draft stays.", body = Written), Writing),
)]
pub(crate) async fn release(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::Release { case: id, task }).await
}

/// Give a task to a colleague
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/delegate", operation_id = "delegate_task", tag = "tasks", params(TaskPath, WriteHeaders),
    request_body = Delegate,
    responses((status = 200, description = "It is theirs.", body = Written), Writing),
)]
pub(crate) async fn delegate(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
    Body(body): Body<Delegate>,
) -> Result<Response, Failure> {
    let to = read::field("/to", &body.to)?;
    change(&state, order, Command::Delegate { case: id, task, to, note: body.note }).await
}

/// Complete a task, or the next part of it
///
/// `values` holds what the step's kind asks for; a refusal names every field that is missing or wrong.
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/complete", operation_id = "complete_task", tag = "tasks", params(TaskPath, WriteHeaders),
    request_body = Complete,
    responses((status = 200, description = "Done; `opened` says what is open because of it.", body = Written), Writing),
)]
pub(crate) async fn complete(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
    Body(body): Body<Complete>,
) -> Result<Response, Failure> {
    let on = read::optional("/on", body.on.as_deref())?;
    let values = values::record("/values", body.values)?;
    change(&state, order, Command::Complete { case: id, task, values, on }).await
}

/// Go on without a contribution that did not come
#[utoipa::path(
    post, path = "/v1/cases/{id}/tasks/{task}/go-on-without", operation_id = "go_on_without", tag = "tasks", params(TaskPath, WriteHeaders),
    request_body = GoOnWithout,
    responses((status = 200, description = "The step goes on without it.", body = Written), Writing),
)]
pub(crate) async fn go_on_without(
    order: Order,
    State(state): State<ApiState>,
    At(TaskPath { id, task }): At<TaskPath>,
    Body(body): Body<GoOnWithout>,
) -> Result<Response, Failure> {
    change(&state, order, Command::GoOnWithout { case: id, task, reason: body.reason }).await
}
