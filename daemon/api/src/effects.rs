//! Effects that have not ended.

use axum::Json;
use axum::extract::State;
use wire::EffectList;

use crate::answer::ask;
use crate::extract::{Caller, ReadHeaders};
use crate::openapi::Reading;
use crate::problem::Failure;
use crate::shape;
use crate::state::ApiState;

/// Effects that have not ended
///
/// Notices and erasures that are under way, held, or of which nobody knows whether they were done. For administrators.
#[utoipa::path(
    get, path = "/v1/effects", operation_id = "list_effects", tag = "daemon", params(ReadHeaders),
    responses((status = 200, description = "Effects.", body = EffectList), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
) -> Result<Json<EffectList>, Failure> {
    let pending = ask(&state, move |runtime| runtime.effects(&by)).await?;
    Ok(Json(EffectList { rows: pending.iter().map(shape::effect::effect).collect() }))
}
