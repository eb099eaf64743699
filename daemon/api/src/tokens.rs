//! Who a token speaks for, and the tokens of a person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Command, ContentHash};
use sha2::{Digest, Sha256};
use wire::{CreateToken, CreatedToken, HeldRole, Me, Secret, Token, TokenList, Written};

use crate::answer::{ask, change, submit};
use crate::extract::{At, Body, Caller, Order, ReadHeaders, WriteHeaders};
use crate::openapi::{Reading, Writing};
use crate::paths::{PersonPath, TokenPath};
use crate::problem::Failure;
use crate::read;
use crate::state::ApiState;

/// Chance in a token: too much to guess, so its hash needs no salt and no slowness.
const TOKEN_BYTES: usize = 32;

/// Who the token speaks for
#[utoipa::path(
    get, path = "/v1/me", operation_id = "me", tag = "people",
    responses((status = 200, description = "The person with their roles.", body = Me), Reading),
)]
pub(crate) async fn me(Caller(by): Caller, State(state): State<ApiState>) -> Result<Json<Me>, Failure> {
    let runtime = state.runtime()?;
    let person = by.actor.person().and_then(|id| runtime.person(id));
    Ok(Json(match person {
        Some(person) => Me {
            person: person.id.to_string(),
            name: Some(person.name),
            roles: person
                .roles
                .iter()
                .map(|(role, unit)| HeldRole { role: role.to_string(), unit: unit.to_string() })
                .collect(),
            deputy: person.deputy.map(|deputy| deputy.to_string()),
            admin: person.admin,
            auditor: person.auditor,
        },
        // Somebody who left: their token still opens until it is revoked, and lets them do nothing.
        None => Me {
            person: by.actor.to_string(),
            name: None,
            roles: Vec::new(),
            deputy: None,
            admin: false,
            auditor: false,
        },
    }))
}

/// Make a token for a person
///
/// The token is shown this once; only its hash is kept. `Idempotency-Key` is not read here: each request makes another
/// token, and one whose answer was lost is revoked.
#[utoipa::path(
    post, path = "/v1/people/{person}/tokens", operation_id = "create_token", tag = "people", params(PersonPath, WriteHeaders),
    request_body = CreateToken,
    responses((status = 201, description = "The token.", body = CreatedToken), Writing),
)]
pub(crate) async fn create(
    mut order: Order,
    State(state): State<ApiState>,
    At(PersonPath { person }): At<PersonPath>,
    Body(body): Body<CreateToken>,
) -> Result<Response, Failure> {
    let expires_at = read::optional("/expires_at", body.expires_at.as_deref())?;
    let token = new_token()?;
    let hash = ContentHash(Sha256::digest(token.as_bytes()).into());
    order.idempotency_key = None;
    let command = Command::CreateToken { person: person.clone(), hash, label: body.label, expires_at };
    let accepted = submit(&state, order, command).await?;
    let created = CreatedToken {
        person: person.to_string(),
        number: accepted.number,
        token: Secret(token),
        position: accepted.position,
    };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

fn new_token() -> Result<String, Failure> {
    let mut chance = [0_u8; TOKEN_BYTES];
    getrandom::fill(&mut chance).map_err(|fault| {
        tracing::error!(%fault, "the system gives no chance, so no token can be made");
        Failure::Internal
    })?;
    // The same 64 digits as a hash are written.
    Ok(format!("hh_{}", ContentHash(chance)))
}

/// The tokens of a person
///
/// Their labels and dates; the tokens themselves are known to nobody.
#[utoipa::path(
    get, path = "/v1/people/{person}/tokens", operation_id = "list_tokens", tag = "people", params(PersonPath, ReadHeaders),
    responses((status = 200, description = "Tokens, revoked ones too.", body = TokenList), Reading),
)]
pub(crate) async fn list(
    Caller(by): Caller,
    State(state): State<ApiState>,
    At(PersonPath { person }): At<PersonPath>,
) -> Result<Json<TokenList>, Failure> {
    let tokens = ask(&state, move |runtime| runtime.tokens(&by, &person)).await?;
    let rows = tokens.into_iter().map(|(number, token)| Token {
        number,
        label: token.label,
        created_at: token.created_at.to_string(),
        expires_at: token.expires_at.map(|at| at.to_string()),
        revoked_at: token.revoked_at.map(|at| at.to_string()),
    });
    Ok(Json(TokenList { rows: rows.collect() }))
}

/// Revoke a token
#[utoipa::path(
    delete, path = "/v1/people/{person}/tokens/{number}", operation_id = "revoke_token", tag = "people", params(TokenPath, WriteHeaders),
    responses((status = 200, description = "It opens nothing any more.", body = Written), Writing),
)]
pub(crate) async fn revoke(
    order: Order,
    State(state): State<ApiState>,
    At(TokenPath { person, number }): At<TokenPath>,
) -> Result<Response, Failure> {
    change(&state, order, Command::RevokeToken { person, number }).await
}
