//! Effects that have not ended: what they are, and what an administrator may do about them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::effect::EffectOutcome;
use model::{Command, EffectId};
use runtime::{Reader, Rejected};
use wire::{EffectList, Written};

use crate::answer::{ask, change};
use crate::extract::{At, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::paths::EffectPath;
use crate::problem::Failure;
use crate::shape;
use crate::state::ApiState;

/// Effects that have not ended
///
/// Notices and erasures that are under way, held, or of which nobody knows whether they were done. For administrators.
/// After a restore all but erasures are held until they are released.
#[utoipa::path(
    get, path = "/v1/effects", operation_id = "list_effects", tag = "daemon", params(ReadHeaders),
    responses((status = 200, description = "Effects.", body = EffectList), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
) -> Result<Json<EffectList>, Failure> {
    let rows = ask(&state, move |runtime| {
        let pending = runtime.effects(&by)?;
        Ok(pending.iter().map(|pending| shape::effect::effect(pending, runtime.holds(pending))).collect())
    });
    let rows = rows.await?;
    Ok(Json(EffectList { rows, restored_from: state.runtime()?.restored_from() }))
}

/// Release everything that a restore held
///
/// For administrators. What waits goes out now, and what comes later is no longer held. Where nothing is held, nothing
/// is done.
#[utoipa::path(
    post, path = "/v1/effects/release", operation_id = "release_effects", tag = "daemon", params(WriteHeaders),
    responses((status = 200, description = "They go on.", body = Written), Writing),
)]
pub(crate) async fn release_all(order: Order, State(state): State<ApiState>) -> Result<Response, Failure> {
    change(&state, order, Command::ReleaseEffects { id: None }).await
}

/// Release one effect that a restore held
///
/// For administrators. Where it is not held, nothing is done.
#[utoipa::path(
    post, path = "/v1/effects/{effect}/release", operation_id = "release_effect", tag = "daemon",
    params(EffectPath, WriteHeaders),
    responses((status = 200, description = "It goes on.", body = Written), Writing),
)]
pub(crate) async fn release(
    order: Order,
    State(state): State<ApiState>,
    At(EffectPath { effect }): At<EffectPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::ReleaseEffects { id: Some(effect) }).await
}

/// Say that an effect was done
///
/// For administrators, who have seen that it arrived: before a restore, or where its outcome was unknown. It is not done
/// again.
#[utoipa::path(
    post, path = "/v1/effects/{effect}/done", operation_id = "finish_effect", tag = "daemon",
    params(EffectPath, WriteHeaders),
    responses((status = 200, description = "It has ended.", body = Written), Writing),
)]
pub(crate) async fn done(
    order: Order,
    State(state): State<ApiState>,
    At(EffectPath { effect }): At<EffectPath>,
) -> Result<Response, Failure> {
    finish(&state, order, effect, EffectOutcome::Done).await
}

/// Drop an effect
///
/// For administrators. It is not done; that stands in the history with their name.
#[utoipa::path(
    post, path = "/v1/effects/{effect}/drop", operation_id = "drop_effect", tag = "daemon",
    params(EffectPath, WriteHeaders),
    responses((status = 200, description = "It has ended.", body = Written), Writing),
)]
pub(crate) async fn dropped(
    order: Order,
    State(state): State<ApiState>,
    At(EffectPath { effect }): At<EffectPath>,
) -> Result<Response, Failure> {
    finish(&state, order, effect, EffectOutcome::Dropped).await
}

async fn finish(
    state: &ApiState,
    order: Order,
    id: EffectId,
    outcome: EffectOutcome,
) -> Result<Response, Failure> {
    let by = Reader { actor: order.actor.clone(), purpose: order.purpose.clone() };
    let stream = ask(state, move |runtime| {
        let pending = runtime.effects(&by)?;
        let found = pending.into_iter().find(|pending| pending.id == id);
        found.map(|pending| pending.effect.stream).ok_or_else(|| Rejected::NotFound { what: id.to_string() })
    });
    let stream = stream.await?;
    change(state, order, Command::FinishEffect { stream, id, outcome }).await
}
