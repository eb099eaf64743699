//! Events of the municipality and of its staff.

use std::collections::BTreeSet;

use model::organisation::{EffectsHeld, OrganisationState};
use model::{Event, PersonState};

use super::At;

/// Brings the municipality up to date with one event.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the municipality has few events, and none of another stream concerns it"
)]
pub fn to_organisation(organisation: &mut OrganisationState, event: &Event, _at: &At) {
    match event {
        Event::MunicipalityActivated { file } => organisation.municipality = Some(*file),
        Event::WorkflowActivated { workflow, activated } => {
            if activated.from.is_some() {
                organisation.upcoming.insert(workflow.clone(), activated.clone());
            } else {
                // What comes into force now is what somebody wants: no older order overtakes it on a later day.
                organisation.upcoming.remove(workflow);
                organisation.workflows.insert(workflow.clone(), activated.clone());
            }
        }
        Event::ActivationWithdrawn { workflow } => drop(organisation.upcoming.remove(workflow)),
        Event::TimeZonesChanged { version } => organisation.tzdb = Some(version.clone()),
        Event::ClockHeld { because } => organisation.clock_held = Some(because.clone()),
        Event::ClockConfirmed => organisation.clock_held = None,
        Event::Restored { position } => {
            organisation.effects_held = Some(EffectsHeld { position: *position, released: BTreeSet::new() });
        }
        Event::EffectsReleased { id: None } => organisation.effects_held = None,
        Event::EffectsReleased { id: Some(id) } => {
            if let Some(held) = &mut organisation.effects_held {
                held.released.insert(*id);
            }
        }
        Event::PluginActivated { plugin, digest: Some(digest) } => {
            organisation.plugins.insert(plugin.clone(), *digest);
        }
        Event::PluginActivated { plugin, digest: None } => drop(organisation.plugins.remove(plugin)),
        _ => {}
    }
}

/// Brings a member of staff up to date with one event.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "staff have few events, and none of another stream concerns them"
)]
pub fn to_person(person: &mut PersonState, event: &Event, at: &At) {
    match event {
        Event::TokenCreated { number, token } => drop(person.tokens.insert(*number, token.clone())),
        Event::TokenRevoked { number } => {
            if let Some(token) = person.tokens.get_mut(number) {
                token.revoked_at = Some(at.recorded_at);
            }
        }
        _ => {}
    }
}
