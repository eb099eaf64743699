//! A citizen as the register knows them.

use model::CitizenState;

use super::{maybe, text};
use crate::values::shown;

pub(crate) fn citizen(state: &CitizenState) -> wire::Citizen {
    let coordinator = state.coordinator.as_ref().map(|holder| wire::Coordinator {
        person: text(&holder.person),
        deputy: maybe(holder.deputy.as_ref()),
        since: text(holder.since),
    });
    let tenures = state
        .tenures
        .iter()
        .map(|tenure| wire::Tenure { person: text(&tenure.person), from: text(tenure.from) });
    let consents = state.consents.iter().map(|(purpose, consent)| wire::Consent {
        purpose: purpose.clone(),
        given: consent.is_given(),
        given_on: text(consent.given_on),
        by: maybe(consent.by.as_ref()),
        note: consent.note.as_ref().map(shown),
        withdrawn_on: maybe(consent.withdrawn_on),
    });
    wire::Citizen {
        id: text(state.id),
        version: state.version,
        cpr: shown(&state.cpr),
        name: shown(&state.name),
        birth_date: shown(&state.birth_date),
        synthetic: state.synthetic,
        digital_post: state.digital_post,
        registered_at: text(state.registered_at),
        coordinator,
        tenures: tenures.collect(),
        consents: consents.collect(),
        cases: state.cases.iter().map(text).collect(),
        erasure: erasure(state).map(str::to_owned),
        merged_into: maybe(state.merged_into),
    }
}

fn erasure(state: &CitizenState) -> Option<&'static str> {
    if state.erased {
        return Some("done");
    }
    state.erasing.then_some("ordered")
}
