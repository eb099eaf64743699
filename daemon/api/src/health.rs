//! Whether the daemon takes commands.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use wire::Health;

use crate::state::ApiState;

/// Whether the daemon takes commands
///
/// Needs no token. A daemon that stopped acknowledging, because its disk failed or is full, answers 503 and says why.
#[utoipa::path(
    get, path = "/health", operation_id = "health", tag = "daemon", security(()),
    responses(
        (status = 200, description = "It takes commands.", body = Health),
        (status = 503, description = "It takes none; reads go on.", body = Health),
    ),
)]
pub(crate) async fn show(State(state): State<ApiState>) -> Response {
    let health = state.serving.health();
    let status = if health.accepting { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let shape = Health {
        accepting: health.accepting,
        position: health.position,
        applied: health.applied,
        because: health.because,
    };
    (status, Json(shape)).into_response()
}
