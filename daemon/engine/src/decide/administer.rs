//! Running the system: activation, tokens, erasure, the clock.

use access::may_run;
use model::case::CaseStatus;
use model::organisation::Token;
use model::{
    Actor, CaseId, Command, Effect, EffectId, EffectKind, Event, PersonId, Private, StreamId, SystemPart,
    Value,
};

use super::task::unknown_person;
use crate::follow::{end_case, follow};
use crate::refusal::Refusal;
use crate::world::Draft;

/// Live tokens that one person may have.
const TOKENS_MAX: usize = 20;

/// The operator at the machine, or an administrator.
pub(super) fn runs(draft: &Draft<'_>) -> Result<(), Refusal> {
    match draft.world.at.actor {
        Actor::System(SystemPart::Operator) => Ok(()),
        Actor::Person(_) | Actor::System(SystemPart::Clock | SystemPart::Dispatcher) => {
            Ok(may_run(draft.seeker()?)?)
        }
    }
}

/// Timers, results and findings are the daemon's own: no person may claim that they came.
pub(super) fn daemon_only(draft: &Draft<'_>) -> Result<(), Refusal> {
    match draft.world.at.actor {
        Actor::System(SystemPart::Clock | SystemPart::Dispatcher | SystemPart::Operator) => Ok(()),
        Actor::Person(_) => Err(Refusal::from(access::Denial {
            code: "daemon-only",
            because: model::deadline::Sentence {
                da: "Det gør systemet selv.".to_owned(),
                en: "the system does that by itself; no person can".to_owned(),
            },
            who: Vec::new(),
        })),
    }
}

pub(super) fn create_token(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let Command::CreateToken { person, hash, label, expires_at } = command else { return Ok(()) };
    runs(draft)?;
    if !draft.world.directory.people.contains_key(person) {
        return Err(unknown_person(person));
    }
    let known = draft.person(person);
    let now = draft.world.at.recorded_at;
    if label.len() > 200 || expires_at.is_some_and(|at| at <= now) {
        return Err(Refusal::invalid(
            "token-invalid",
            "Mærkaten er for lang, eller udløbet ligger i fortiden.",
            "the label is longer than 200 bytes, or the expiry lies in the past",
        ));
    }
    let live = known.tokens.values().filter(|token| token.revoked_at.is_none()).count();
    if live >= TOKENS_MAX {
        return Err(Refusal::conflict(
            "too-many-tokens",
            "Medarbejderen har for mange adgangsnøgler; tilbagekald en først.",
            format!("`{person}` has {TOKENS_MAX} tokens; revoke one first"),
        ));
    }
    let number = crate::follow::next_number(known.tokens.keys());
    let token = Token {
        hash: *hash,
        label: label.clone(),
        created_at: now,
        expires_at: *expires_at,
        revoked_at: None,
    };
    draft.emit(&StreamId::Person(person.clone()), Event::TokenCreated { number, token });
    draft.decision.number = Some(number);
    Ok(())
}

pub(super) fn revoke_token(draft: &mut Draft<'_>, person: &PersonId, number: u32) -> Result<(), Refusal> {
    // Everybody may give up their own.
    if draft.world.at.actor.person() != Some(person) {
        runs(draft)?;
    }
    match draft.person(person).tokens.get(&number) {
        Some(token) if token.revoked_at.is_none() => {
            draft.emit(&StreamId::Person(person.clone()), Event::TokenRevoked { number });
            Ok(())
        }
        Some(_) | None => Err(Refusal::not_found(
            "unknown-token",
            format!("Der er ingen gyldig adgangsnøgle nummer {number}."),
            format!("`{person}` has no live token {number}"),
        )),
    }
}

/// Orders the key of a citizen with all their cases, or of one case, destroyed.
pub(super) fn erase(draft: &mut Draft<'_>, stream: &StreamId, basis: &str) -> Result<(), Refusal> {
    runs(draft)?;
    if basis.trim().is_empty() || basis.len() > 500 {
        return Err(Refusal::invalid(
            "ground-missing",
            "Angiv hjemlen.",
            "name the legal basis in at most 500 bytes",
        )
        .missing(["basis"]));
    }
    match stream {
        StreamId::Case(id) => {
            draft.case(*id)?;
            order_case(draft, *id, basis)
        }
        StreamId::Citizen(id) => {
            let cases = draft.citizen(*id)?.cases.clone();
            for case in cases {
                if draft.find_case(case).is_some_and(|state| !state.erasing) {
                    order_case(draft, case, basis)?;
                }
            }
            draft.emit(stream, Event::ErasureOrdered { basis: basis.to_owned() });
            destroy_key(draft, stream);
            Ok(())
        }
        StreamId::Contact(_)
        | StreamId::Organisation
        | StreamId::Unit(_)
        | StreamId::Person(_)
        | StreamId::Plugin(_)
        | StreamId::Job(_) => Err(Refusal::invalid(
            "cannot-erase",
            "Kun en borger eller en sag kan slettes.",
            "only a citizen or a case can be erased",
        )),
    }
}

/// The case ends first: an erased case arms nothing and waits for nobody.
fn order_case(draft: &mut Draft<'_>, id: CaseId, basis: &str) -> Result<(), Refusal> {
    // One that is set aside ends too: whoever waits for it is told.
    if !matches!(draft.case(id)?.status, CaseStatus::Closed { .. }) {
        let today = draft.world.today;
        end_case(draft, id, "erased", today, None)?;
        follow(draft, id, today)?;
    }
    let stream = StreamId::Case(id);
    let running: Vec<_> = draft
        .case(id)?
        .deadlines
        .values()
        .filter(|deadline| deadline.is_open())
        .map(|d| d.name.clone())
        .collect();
    for deadline in running {
        draft.emit(&stream, Event::DeadlineDropped { deadline, because: "erased".to_owned() });
    }
    draft.emit(&stream, Event::ErasureOrdered { basis: basis.to_owned() });
    destroy_key(draft, &stream);
    Ok(())
}

fn destroy_key(draft: &mut Draft<'_>, stream: &StreamId) {
    draft.effect(Effect {
        stream: stream.clone(),
        kind: EffectKind::EraseKey,
        to: Vec::new(),
        deadline: None,
        input: Private::Clear(Value::Null),
    });
}

pub(super) fn finish_erasure(draft: &mut Draft<'_>, stream: &StreamId) -> Result<(), Refusal> {
    daemon_only(draft)?;
    let (erasing, erased, effects) = match stream {
        StreamId::Case(id) => draft
            .find_case(*id)
            .map_or((false, false, Vec::new()), |case| (case.erasing, case.erased, case.effects.clone())),
        StreamId::Citizen(id) => draft.find_citizen(*id).map_or((false, false, Vec::new()), |citizen| {
            (citizen.erasing, citizen.erased, citizen.effects.clone())
        }),
        StreamId::Contact(_)
        | StreamId::Organisation
        | StreamId::Unit(_)
        | StreamId::Person(_)
        | StreamId::Plugin(_)
        | StreamId::Job(_) => (false, false, Vec::new()),
    };
    if !erasing {
        return Err(Refusal::conflict(
            "erasure-not-ordered",
            "Sletningen er ikke bestilt.",
            "a key is destroyed only after its erasure was ordered",
        ));
    }
    if erased {
        return Ok(());
    }
    for pending in effects {
        let outcome = match pending.effect.kind {
            EffectKind::EraseKey => model::effect::EffectOutcome::Done,
            EffectKind::Remind
            | EffectKind::Announce
            | EffectKind::Notify
            | EffectKind::TellCitizen
            | EffectKind::CallPlugin => model::effect::EffectOutcome::Dropped,
        };
        draft.emit(stream, Event::EffectFinished { id: pending.id, outcome });
    }
    draft.emit(stream, Event::Erased);
    Ok(())
}

pub(super) fn hold_clock(draft: &mut Draft<'_>, because: &str) -> Result<(), Refusal> {
    daemon_only(draft)?;
    if draft.organisation().clock_held.is_none() {
        draft.emit(&StreamId::Organisation, Event::ClockHeld { because: because.to_owned() });
    }
    Ok(())
}

pub(super) fn confirm_clock(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    runs(draft)?;
    if draft.organisation().clock_held.is_some() {
        draft.emit(&StreamId::Organisation, Event::ClockConfirmed);
    }
    Ok(())
}

/// What the backup had not ended may have been done by the directory that it was made of: nothing goes out before
/// somebody has looked.
pub(super) fn note_restore(draft: &mut Draft<'_>, position: u64) -> Result<(), Refusal> {
    daemon_only(draft)?;
    draft.emit(&StreamId::Organisation, Event::Restored { position });
    Ok(())
}

pub(super) fn release_effects(draft: &mut Draft<'_>, id: Option<EffectId>) -> Result<(), Refusal> {
    runs(draft)?;
    let organisation = draft.organisation();
    let held = organisation.effects_held.as_ref();
    let waits = held.is_some_and(|held| id.is_none_or(|id| !held.released.contains(&id)));
    if waits {
        draft.emit(&StreamId::Organisation, Event::EffectsReleased { id });
    }
    Ok(())
}

pub(super) fn note_time_zones(draft: &mut Draft<'_>, version: &str) -> Result<(), Refusal> {
    daemon_only(draft)?;
    if draft.organisation().tzdb.as_deref() != Some(version) {
        draft.emit(&StreamId::Organisation, Event::TimeZonesChanged { version: version.to_owned() });
    }
    Ok(())
}
