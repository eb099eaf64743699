//! An office in memory: streams, a clock that is set by hand, and a list of everything that was recorded.

use std::collections::BTreeMap;
use std::sync::Arc;

use definition::{Definition, LANGUAGE, RulePack, SEMANTICS};
use engine::fold::fold_part;
use engine::timers::{Timer, armed};
use engine::{At, Decision, Refusal, Ruleset, StreamState, Streams, World, decide};
use model::organisation::Activated;
use model::record::Versioned;
use model::{
    Actor, CaseId, CaseState, CitizenId, CitizenState, Command, ContentHash, Date, DeadlineName, EffectId,
    EffectKind, Event, Part, PersonId, Private, Record, StreamId, SystemPart, Timestamp,
};

use crate::setting::Setting;

/// The one case of a rehearsal.
pub(crate) const CASE: CaseId = CaseId(1);

/// Its citizen.
pub(crate) const CITIZEN: CitizenId = CitizenId(1);

/// Most records of one rehearsal: a thousand lines, and reminders for years between them.
pub(crate) const RECORDS_MAX: usize = 10_000;

/// Something that was recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What happened, in all streams.
    pub events: Vec<Event>,
}

/// An effect that would have gone out, and went nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// When.
    pub at: Timestamp,
    /// What kind of thing.
    pub kind: EffectKind,
    /// To whom.
    pub to: Vec<PersonId>,
    /// The deadline that it speaks of.
    pub deadline: Option<DeadlineName>,
}

pub(crate) struct Office<'s> {
    pub(crate) setting: &'s Setting,
    pub(crate) now: Timestamp,
    pub(crate) recorded: Vec<Recorded>,
    pub(crate) captured: Vec<Captured>,
    streams: Shelf,
    rules: Rules<'s>,
    position: u64,
}

struct Shelf(BTreeMap<StreamId, StreamState>);

impl Streams for Shelf {
    fn stream(&self, stream: &StreamId) -> Option<StreamState> {
        let Self(streams) = self;
        streams.get(stream).cloned()
    }
}

struct Rules<'s>(&'s Setting);

impl Ruleset for Rules<'_> {
    fn definition(
        &self,
        definition: &ContentHash,
        rule_pack: &ContentHash,
    ) -> Option<(Arc<Definition>, Arc<RulePack>)> {
        let Self(setting) = self;
        let is_ours = *definition == setting.definition_hash && *rule_pack == setting.pack_hash;
        is_ours.then(|| (Arc::clone(&setting.definition), Arc::clone(&setting.pack)))
    }
}

impl<'s> Office<'s> {
    /// An office that opens at an instant, with the workflow in force.
    pub(crate) fn open(setting: &'s Setting, now: Timestamp) -> Result<Self, Refusal> {
        let mut office = Self {
            setting,
            now,
            recorded: Vec::new(),
            captured: Vec::new(),
            streams: Shelf(BTreeMap::new()),
            rules: Rules(setting),
            position: 0,
        };
        let activated = Activated {
            definition: setting.definition_hash,
            rule_pack: setting.pack_hash,
            language: LANGUAGE,
            semantics: SEMANTICS,
            at: now,
            from: None,
        };
        let activate = Command::Activate {
            municipality: setting.municipality_hash,
            workflows: vec![(setting.definition.workflow.clone(), activated)],
            plugins: setting.components(),
        };
        office.submit(&Actor::System(SystemPart::Operator), &activate)?;
        Ok(office)
    }

    pub(crate) fn today(&self) -> Date {
        Date(calendar::civil_date(self.now.micros()))
    }

    /// Decides, records and folds. A refusal changed nothing.
    pub(crate) fn submit(&mut self, actor: &Actor, command: &Command) -> Result<Decision, Refusal> {
        let decision = decide(&self.world(actor, command), command)?;
        if !decision.events.is_empty() {
            self.record(actor, command, &decision);
        }
        Ok(decision)
    }

    /// Why a command would be refused. Nothing is recorded.
    pub(crate) fn refusal(&self, actor: &Actor, command: &Command) -> Option<Refusal> {
        decide(&self.world(actor, command), command).err()
    }

    fn world<'w>(&'w self, actor: &Actor, command: &Command) -> World<'w> {
        World {
            at: self.at(actor),
            today: self.today(),
            directory: &self.setting.directory,
            calendar: &self.setting.calendar,
            calendar_hash: ContentHash([0; 32]),
            last_case: u64::from(self.case().is_some()),
            last_citizen: u64::from(self.citizen().is_some()),
            registered: matches!(command, Command::RegisterCitizen { .. })
                .then(|| self.citizen().map(|citizen| citizen.id))
                .flatten(),
            streams: &self.streams,
            rules: &self.rules,
        }
    }

    fn at(&self, actor: &Actor) -> At {
        let position = self.position.saturating_add(1);
        At { epoch: 1, position, recorded_at: self.now, actor: actor.clone() }
    }

    fn record(&mut self, actor: &Actor, command: &Command, decision: &Decision) {
        let identity = self.at(actor);
        self.position = identity.position;
        let Shelf(streams) = &mut self.streams;
        let parts = decision.events.iter().map(|(stream, events)| {
            let known = streams.get(stream);
            Part {
                stream: stream.clone(),
                version: known.map_or(0, StreamState::version).saturating_add(1),
                previous: known.map_or(ContentHash([0; 32]), StreamState::last_record),
                events: events.iter().cloned().map(Versioned).collect(),
                key: 1,
            }
        });
        let record = Record {
            recorded_at: self.now,
            wall_at: None,
            happened_on: decision.happened_on,
            actor: actor.clone(),
            purpose: None,
            idempotency: None,
            command: command.name().to_owned(),
            command_sealed: Private::Erased,
            parts: parts.collect(),
            effects: decision.effects.clone(),
        };
        for part in &record.parts {
            let before = streams.remove(&part.stream);
            let after = fold_part(before, part, &record, (&identity, hash_of(self.position)));
            let after = after.expect("what was decided on a state folds into it (E1)");
            streams.insert(part.stream.clone(), after);
        }
        let events = decision.events.values().flatten().cloned().collect();
        self.recorded.push(Recorded { at: self.now, actor: actor.clone(), events });
        self.captured.extend(decision.effects.iter().map(|effect| Captured {
            at: self.now,
            kind: effect.kind,
            to: effect.to.clone(),
            deadline: effect.deadline.clone(),
        }));
    }

    pub(crate) fn case(&self) -> Option<&CaseState> {
        let Shelf(streams) = &self.streams;
        match streams.get(&StreamId::Case(CASE))? {
            StreamState::Case(case) => Some(case),
            StreamState::Citizen(_) | StreamState::Organisation(_) | StreamState::Person(_) => None,
        }
    }

    pub(crate) fn citizen(&self) -> Option<&CitizenState> {
        let Shelf(streams) = &self.streams;
        match streams.get(&StreamId::Citizen(CITIZEN))? {
            StreamState::Citizen(citizen) => Some(citizen),
            StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_) => None,
        }
    }

    /// The timer that falls due first.
    pub(crate) fn next_timer(&self) -> Option<Timer> {
        self.case().and_then(|case| armed(case).into_iter().min())
    }

    /// Fires everything that falls due until an instant, in its order, and sets the clock there. Says whether it came
    /// that far within its bound.
    pub(crate) fn run_to(&mut self, until: Timestamp) -> Result<(), TooLong> {
        while let Some(timer) = self.next_timer().filter(|timer| timer.at <= until) {
            if self.recorded.len() >= RECORDS_MAX {
                return Err(TooLong);
            }
            self.now = self.now.max(timer.at);
            let fire = Command::FireTimer {
                case: CASE,
                deadline: timer.deadline,
                timer: timer.kind,
                generation: timer.generation,
            };
            let before = self.recorded.len();
            let fired = self.submit(&Actor::System(SystemPart::Clock), &fire);
            // A timer that changes nothing would fall due for ever.
            if fired.is_err() || self.recorded.len() == before {
                return Err(TooLong);
            }
        }
        self.now = self.now.max(until);
        Ok(())
    }

    /// The call of a plugin that waits for its answer.
    pub(crate) fn pending_call(&self) -> Option<EffectId> {
        let pending = self.case()?.effects.iter().find(|one| one.effect.kind == EffectKind::CallPlugin)?;
        Some(pending.id)
    }
}

/// More happened than a rehearsal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// A stand-in for the hash of a record: different for each.
fn hash_of(position: u64) -> ContentHash {
    let mut hash = [0; 32];
    for (place, byte) in hash.iter_mut().zip(position.to_be_bytes()) {
        *place = byte;
    }
    ContentHash(hash)
}
