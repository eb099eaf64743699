//! The citizen register: register, find, read, consents, coordinator, erasure.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use model::{Command, StreamId};
use wire::{
    AppointCoordinator, Citizen, Erase, FindCitizen, FoundCitizen, RegisterCitizen, WithdrawConsents, Written,
};

use crate::answer::{ask, change, create, versioned};
use crate::extract::{At, Body, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Sending, Writing};
use crate::paths::CitizenPath;
use crate::problem::Failure;
use crate::state::ApiState;
use crate::{read, shape};

/// Register a citizen
///
/// The CPR number stands in the body, never in an address. A number that is registered is refused: search first.
#[utoipa::path(
    post, path = "/v1/citizens", operation_id = "register_citizen", tag = "citizens", params(WriteHeaders), request_body = RegisterCitizen,
    responses((status = 201, description = "Registered.", body = Written), Writing),
)]
pub(crate) async fn register(
    order: Order,
    State(state): State<ApiState>,
    Body(body): Body<RegisterCitizen>,
) -> Result<Response, Failure> {
    let command = Command::RegisterCitizen {
        birth_date: read::field("/birth_date", &body.birth_date)?,
        cpr: body.cpr.0,
        name: body.name.0,
        synthetic: body.synthetic,
        digital_post: body.digital_post,
    };
    create(&state, order, command).await
}

/// Find a citizen by CPR number
#[utoipa::path(
    post, path = "/v1/citizens/search", operation_id = "find_citizen", tag = "citizens", params(ReadHeaders), request_body = FindCitizen,
    responses((status = 200, description = "The register entry, or `null`.", body = FoundCitizen), Reading, Sending),
)]
pub(crate) async fn search(
    Caller(by): Caller,
    State(state): State<ApiState>,
    Body(body): Body<FindCitizen>,
) -> Result<Json<FoundCitizen>, Failure> {
    let found = ask(&state, move |runtime| runtime.find_citizen(&by, &body.cpr.0)).await?;
    Ok(Json(FoundCitizen { citizen: found.map(|id| id.to_string()) }))
}

/// Read a citizen
#[utoipa::path(
    get, path = "/v1/citizens/{id}", operation_id = "read_citizen", tag = "citizens", params(CitizenPath, ReadHeaders),
    responses((status = 200, description = "The citizen.", body = Citizen, headers(("ETag" = String, description = "The version, `\"v12\"`."))), Reading),
)]
pub(crate) async fn show(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(CitizenPath { id }): At<CitizenPath>,
) -> Result<Response, Failure> {
    let view = ask(&state, move |runtime| runtime.citizen(&by, id)).await?;
    Ok(versioned(view.state.version, &shape::citizen::citizen(&view.state)))
}

/// Withdraw consents
///
/// What they opened closes in the same record; help goes on.
#[utoipa::path(
    post, path = "/v1/citizens/{id}/consents/withdraw", operation_id = "withdraw_consents", tag = "citizens", params(CitizenPath, WriteHeaders),
    request_body = WithdrawConsents,
    responses((status = 200, description = "Withdrawn.", body = Written), Writing),
)]
pub(crate) async fn withdraw_consents(
    order: Order,
    State(state): State<ApiState>,
    At(CitizenPath { id }): At<CitizenPath>,
    Body(body): Body<WithdrawConsents>,
) -> Result<Response, Failure> {
    let on = read::optional("/on", body.on.as_deref())?;
    let command = Command::WithdrawConsent { citizen: id, purposes: body.purposes, on, note: body.note };
    change(&state, order, command).await
}

/// Change the coordinator
#[utoipa::path(
    post, path = "/v1/citizens/{id}/coordinator", operation_id = "appoint_coordinator", tag = "citizens", params(CitizenPath, WriteHeaders),
    request_body = AppointCoordinator,
    responses((status = 200, description = "Appointed.", body = Written), Writing),
)]
pub(crate) async fn appoint_coordinator(
    order: Order,
    State(state): State<ApiState>,
    At(CitizenPath { id }): At<CitizenPath>,
    Body(body): Body<AppointCoordinator>,
) -> Result<Response, Failure> {
    let command = Command::AppointCoordinator {
        citizen: id,
        person: read::field("/person", &body.person)?,
        deputy: read::optional("/deputy", body.deputy.as_deref())?,
        reason: body.reason,
    };
    change(&state, order, command).await
}

/// Erase a citizen
///
/// Destroys the key of the register entry. What was sealed under it is gone for ever, in backups too. Cases have keys
/// of their own and are erased one by one.
#[utoipa::path(
    post, path = "/v1/citizens/{id}/erase", operation_id = "erase_citizen", tag = "citizens", params(CitizenPath, WriteHeaders),
    request_body = Erase,
    responses((status = 200, description = "Ordered; the key is destroyed at once after.", body = Written), Writing),
)]
pub(crate) async fn erase(
    order: Order,
    State(state): State<ApiState>,
    At(CitizenPath { id }): At<CitizenPath>,
    Body(body): Body<Erase>,
) -> Result<Response, Failure> {
    change(&state, order, Command::Erase { stream: StreamId::Citizen(id), basis: body.basis }).await
}
