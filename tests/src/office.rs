//! What the intake's program asks of a daemon that runs as a process.

use std::path::Path;

use helhed::client::Ask;
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use crate::Child;

/// A token of somebody, made with the first one.
///
/// # Panics
///
/// If the daemon gives none.
#[must_use]
pub fn token(daemon: &Child, runtime: &Runtime, data: &Path, person: &str) -> String {
    let admin = std::fs::read_to_string(data.join("first-token")).expect("the first token");
    let ask = Ask::post(format!("/v1/people/{person}/tokens"), json!({ "label": "client" }));
    let made = daemon.ask(runtime, ask.token(admin.trim())).expect("the daemon answers");
    made.text("token").expect("a token is shown once").to_owned()
}

/// A citizen to register: invented, with a CPR number that is nobody's.
#[must_use]
pub fn citizen(cpr: &str, born: &str) -> Json {
    json!({ "cpr": cpr, "name": "Prøve", "birth_date": born, "synthetic": true })
}

/// A referral that opens a case.
#[must_use]
pub fn referral(citizen: &str) -> Json {
    json!({
        "citizen": citizen, "workflow": "one-plan", "event": "referral_received", "on": "2026-08-03",
        "unit": "holistic_team",
    })
}
