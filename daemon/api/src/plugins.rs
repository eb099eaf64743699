//! Plugins of the municipality.

use axum::Json;
use axum::extract::State;
use wire::PluginList;

use crate::answer::ask;
use crate::extract::Caller;
use crate::openapi::Reading;
use crate::problem::Failure;
use crate::shape;
use crate::state::ApiState;

/// Plugins with their grants and the components in force
#[utoipa::path(
    get, path = "/v1/plugins", operation_id = "list_plugins", tag = "daemon",
    responses((status = 200, description = "Plugins by name.", body = PluginList), Reading),
)]
pub(crate) async fn list(
    _caller: Caller,
    State(state): State<ApiState>,
) -> Result<Json<PluginList>, Failure> {
    let plugins = ask(&state, |runtime| Ok(runtime.plugins())).await?;
    Ok(Json(PluginList { rows: plugins.iter().map(shape::plugin::plugin).collect() }))
}
