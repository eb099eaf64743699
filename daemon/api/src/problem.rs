//! Refusals and faults as problem details (RFC 9457): the only place where statuses are chosen.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::RefusalKind;
use runtime::Rejected;
use wire::problem::PROBLEM_JSON;
use wire::{FieldFault, Problem, Sentence};

use crate::shape;

/// Seconds after which a client may try again when the daemon is full or going down.
const RETRY_AFTER_S: u32 = 1;

/// Everything that a request can end in beside success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is no such address.
    NoSuchRoute,
    /// The address does not take this method.
    MethodNotAllowed,
    /// The address names something that cannot exist.
    NoSuchThing(String),
    /// No token, or one that does not open.
    Unauthenticated,
    /// A purpose was given and is empty.
    EmptyPurpose,
    /// A header cannot be read.
    Header {
        /// Which.
        name: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// The request needs `If-Match`.
    NoPrecondition,
    /// The body is no JSON.
    MalformedJson(String),
    /// The body or the query has wrong or missing fields.
    Invalid(Vec<FieldFault>),
    /// The body is larger than this many bytes.
    BodyTooLarge(usize),
    /// The body did not arrive in time, or broke off.
    BodyBroken,
    /// The body is not declared as JSON.
    NoJson,
    /// As many requests as can be worked on are under way.
    NoPlace,
    /// A command or a query was turned down.
    Rejected(Rejected),
    /// A fault of the daemon.
    Internal,
}

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl Failure {
    /// A fault in one field of the body, or at `query/…`.
    pub(crate) fn field(pointer: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault { pointer: pointer.to_owned(), message: message.into() }])
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchRoute | Self::NoSuchThing(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::EmptyPurpose => StatusCode::FORBIDDEN,
            Self::Header { .. } | Self::MalformedJson(_) => StatusCode::BAD_REQUEST,
            Self::NoPrecondition => StatusCode::PRECONDITION_REQUIRED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyBroken => StatusCode::REQUEST_TIMEOUT,
            Self::NoJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoPlace => StatusCode::TOO_MANY_REQUESTS,
            Self::Rejected(rejected) => status_of(rejected),
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> String {
        match self {
            Self::NoSuchRoute | Self::NoSuchThing(_) => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Unauthenticated => "unauthenticated",
            Self::EmptyPurpose => "purpose-required",
            Self::Header { .. } => "invalid-header",
            Self::NoPrecondition => "precondition-required",
            Self::MalformedJson(_) => "malformed-json",
            Self::Invalid(_) => "invalid",
            Self::BodyTooLarge(_) => "body-too-large",
            Self::BodyBroken => "body-broken",
            Self::NoJson => "unsupported-media-type",
            Self::NoPlace => "busy",
            Self::Rejected(rejected) => return rejected.code().to_owned(),
            Self::Internal => "internal",
        }
        .to_owned()
    }

    fn detail(&self) -> Sentence {
        let (da, en) = match self {
            Self::NoSuchRoute => (
                "adressen findes ikke; `GET /openapi.json` viser alle",
                "there is no such address; `GET /openapi.json` lists them all",
            ),
            Self::MethodNotAllowed => (
                "adressen tager ikke denne metode; se headeren `Allow`",
                "the address does not take this method; see the header `Allow`",
            ),
            Self::NoSuchThing(message) => {
                return sentence(
                    format!("adressen nævner noget, der ikke kan findes: {message}"),
                    format!("the address names something that cannot exist: {message}"),
                );
            }
            Self::Unauthenticated => (
                "giv et gyldigt token: `Authorization: Bearer …`",
                "give a valid token: `Authorization: Bearer …`",
            ),
            Self::EmptyPurpose => (
                "formålet i `Helhed-Purpose` er tomt; skriv hvorfor du ser på sagen",
                "the purpose in `Helhed-Purpose` is empty; write why you look",
            ),
            Self::Header { name, message } => {
                return sentence(
                    format!("headeren `{name}` kan ikke læses: {message}"),
                    format!("the header `{name}` cannot be read: {message}"),
                );
            }
            Self::NoPrecondition => (
                "giv versionen, du har set, i `If-Match`, som `\"v12\"`; den står i `ETag`",
                "give the version that you have seen in `If-Match`, like `\"v12\"`; it stands in `ETag`",
            ),
            Self::MalformedJson(message) => {
                return sentence(
                    format!("indholdet er ikke gyldig JSON: {message}"),
                    format!("the body is not valid JSON: {message}"),
                );
            }
            Self::Invalid(_) => (
                "anmodningen er ikke rigtigt udfyldt; se `errors`",
                "the request is not filled in right; see `errors`",
            ),
            Self::BodyTooLarge(bytes) => {
                return sentence(
                    format!("indholdet er større end {bytes} bytes; del det"),
                    format!("the body is larger than {bytes} bytes; split it"),
                );
            }
            Self::BodyBroken => (
                "indholdet kom ikke helt frem i tide; send det igen",
                "the body did not arrive whole in time; send it again",
            ),
            Self::NoJson => (
                "send JSON med `Content-Type: application/json`",
                "send JSON with `Content-Type: application/json`",
            ),
            Self::NoPlace => (
                "der er for mange anmodninger i gang; prøv igen om lidt",
                "too many requests are under way; try again shortly",
            ),
            Self::Rejected(rejected) => return shape::sentence(&rejected.detail()),
            Self::Internal => (
                "der skete en fejl i systemet; den er noteret i loggen",
                "the daemon made a mistake; it stands in the log",
            ),
        };
        sentence(da, en)
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::NoPlace | Self::Rejected(Rejected::Stopping) => Some(RETRY_AFTER_S),
            Self::Rejected(Rejected::Busy { retry_after_s }) => Some(*retry_after_s),
            Self::NoSuchRoute
            | Self::MethodNotAllowed
            | Self::NoSuchThing(_)
            | Self::Unauthenticated
            | Self::EmptyPurpose
            | Self::Header { .. }
            | Self::NoPrecondition
            | Self::MalformedJson(_)
            | Self::Invalid(_)
            | Self::BodyTooLarge(_)
            | Self::BodyBroken
            | Self::NoJson
            | Self::Internal
            | Self::Rejected(
                Rejected::Refused(_)
                | Rejected::NotFound { .. }
                | Rejected::Stale { .. }
                | Rejected::PurposeRequired
                | Rejected::IdempotencyMismatch
                | Rejected::IdempotencyGone
                | Rejected::IdempotencyInvalid
                | Rejected::ReadOnly { .. }
                | Rejected::NoRoom { .. }
                | Rejected::NotSimulated
                | Rejected::Internal { .. },
            ) => None,
        }
    }

    /// The failure as a body.
    pub(crate) fn problem(self) -> Problem {
        let (status, code, detail) = (self.status(), self.code(), self.detail());
        let mut problem = Problem {
            kind: Problem::page(&code),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.en,
            detail_da: detail.da,
            code,
            missing: Vec::new(),
            who: Vec::new(),
            errors: Vec::new(),
        };
        if let Self::Rejected(Rejected::Refused(refusal)) = &self {
            problem.missing.clone_from(&refusal.missing);
            problem.who.clone_from(&refusal.who);
        }
        if let Self::Invalid(errors) = self {
            problem.errors = errors;
        }
        problem
    }
}

fn status_of(rejected: &Rejected) -> StatusCode {
    match rejected {
        Rejected::Refused(refusal) => match refusal.kind {
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::Gone => StatusCode::GONE,
        },
        Rejected::NotFound { .. } => StatusCode::NOT_FOUND,
        Rejected::Stale { .. } => StatusCode::PRECONDITION_FAILED,
        Rejected::PurposeRequired => StatusCode::FORBIDDEN,
        Rejected::IdempotencyInvalid => StatusCode::BAD_REQUEST,
        Rejected::IdempotencyMismatch => StatusCode::UNPROCESSABLE_ENTITY,
        Rejected::IdempotencyGone => StatusCode::GONE,
        Rejected::Busy { .. } => StatusCode::TOO_MANY_REQUESTS,
        Rejected::ReadOnly { .. } | Rejected::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        Rejected::NoRoom { .. } => StatusCode::INSUFFICIENT_STORAGE,
        Rejected::NotSimulated => StatusCode::CONFLICT,
        Rejected::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn sentence(da: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { da: da.into(), en: en.into() }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after_s = self.retry_after_s();
        let body = serde_json::to_vec(&self.problem()).expect("a problem holds texts and numbers only");
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests;
