//! Workflows with their findings.

use axum::Json;
use axum::extract::State;
use wire::WorkflowList;

use crate::answer::ask;
use crate::extract::Caller;
use crate::openapi::Reading;
use crate::problem::Failure;
use crate::shape;
use crate::state::ApiState;

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
