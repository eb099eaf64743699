//! Events of a citizen.

use std::collections::{BTreeMap, BTreeSet};

use model::case::Holder;
use model::citizen::{Consent, Tenure};
use model::{CitizenId, CitizenState, ContentHash, Event};

use super::At;

/// The citizen that a [`Event::CitizenRegistered`] begins; `None` for any other event.
#[must_use]
pub fn register_citizen(id: CitizenId, event: &Event, at: &At) -> Option<CitizenState> {
    let Event::CitizenRegistered { cpr, name, birth_date, synthetic, digital_post } = event else {
        return None;
    };
    Some(CitizenState {
        id,
        version: 0,
        last_record: ContentHash([0; 32]),
        cpr: cpr.clone(),
        name: name.clone(),
        birth_date: birth_date.clone(),
        synthetic: *synthetic,
        digital_post: *digital_post,
        registered_at: at.recorded_at,
        coordinator: None,
        tenures: Vec::new(),
        consents: BTreeMap::new(),
        cases: BTreeSet::new(),
        erasing: false,
        erased: false,
        merged_into: None,
        effects: Vec::new(),
        key: 0,
    })
}

/// Brings a citizen up to date with one event.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a citizen has few events, and none of another stream concerns it"
)]
pub fn to_citizen(citizen: &mut CitizenState, event: &Event, at: &At) {
    match event {
        Event::CaseLinked { case } => drop(citizen.cases.insert(*case)),
        Event::CoordinatorAppointed { person, deputy, from, .. } => {
            let holder = Holder {
                person: person.clone(),
                deputy: deputy.clone(),
                since: *from,
                by: None,
                component: None,
            };
            citizen.coordinator = Some(holder);
            if citizen.tenures.last().is_none_or(|last| last.person != *person) {
                citizen.tenures.push(Tenure { person: person.clone(), from: *from });
            }
        }
        Event::ConsentGiven { purpose, on, by, note } => {
            let consent = Consent { given_on: *on, by: by.clone(), note: note.clone(), withdrawn_on: None };
            citizen.consents.insert(purpose.clone(), consent);
        }
        Event::ConsentWithdrawn { purpose, on, .. } => {
            if let Some(consent) = citizen.consents.get_mut(purpose) {
                consent.withdrawn_on = Some(*on);
            }
        }
        Event::MergedInto { citizen: other } => citizen.merged_into = *other,
        Event::ErasureOrdered { .. } => citizen.erasing = true,
        Event::Erased => citizen.erased = true,
        Event::EffectStarted { id } => {
            citizen
                .effects
                .iter_mut()
                .filter(|pending| pending.id == *id)
                .for_each(|pending| pending.started = true);
        }
        Event::EffectFinished { id, .. } => citizen.effects.retain(|pending| pending.id != *id),
        // A registration is made whole by `register_citizen`.
        Event::CitizenRegistered { .. } => debug_assert!(at.position > 0, "positions start at 1"),
        _ => {}
    }
}
