//! A second opinion on every record: a naive interpreter that takes commands one after the other and knows nothing of
//! groups, index, keys of requests, restarts or caches. For who examines the core (`docs/design/0016-simulation.md`).
//!
//! It shares the engine with the core, so it says nothing about the engine's rules. What it asks is whether everything
//! around the engine showed it the right world: for each record the same command on the states before it must come to the
//! same events, and a refused command must be refused here too.

use std::collections::BTreeMap;

use calendar::Calendar;
use definition::Municipality;
use engine::fold::fold_part;
use engine::{At, Decision, Refusal, StreamState, Streams, World, decide};
use journal::Hash;
use model::privates::Privates;
use model::{
    Actor, CitizenId, Command, ContentHash, Date, Directory, OrganisationState, PersonId, Private, Record,
    StreamId, Timestamp,
};

use crate::core::Core;
use crate::core::shared::Shared;
use crate::rows::holders;
use crate::rules::calendar_hash;

/// The states as the commands made them, opened, at a position of the journal.
#[derive(Default)]
pub struct Reference {
    states: BTreeMap<StreamId, StreamState>,
    position: u64,
    last_recorded: Option<Timestamp>,
    municipality: Option<(ContentHash, Municipality)>,
}

/// What a command would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A record.
    Recorded,
    /// Nothing: there is nothing to do.
    Nothing,
    /// A refusal with this code.
    Refused(&'static str),
}

impl Reference {
    /// An interpreter that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The position of the last record that it took.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Takes the next record of a core's journal; `false` where there is none. Where its command can still be opened, the
    /// command is decided once more.
    ///
    /// # Errors
    ///
    /// In a sentence: what the record holds otherwise than its command makes of the states before it.
    pub fn take(&mut self, core: &Core) -> Result<bool, String> {
        let shared = core.shared();
        if shared.reader.head().position <= self.position {
            return Ok(false);
        }
        let position = self.position + 1;
        let kept = shared.reader.read(position).map_err(|why| why.to_string())?;
        let record = Record::from_bytes(&kept.payload).map_err(|why| why.to_string())?;
        let at =
            At { epoch: kept.epoch, position, recorded_at: record.recorded_at, actor: record.actor.clone() };
        let record = opened(&shared, record)?;
        if !holds_erased(&record)
            && let Some(command) = command_of(&shared, &record)?
        {
            let decision = self.decide(&shared, &at, &command)?.map_err(|refusal| {
                format!("record {position} ({}) should have been refused: {}", record.command, refusal.code)
            })?;
            differs(&record, &decision).map_or(Ok(()), |what| {
                Err(format!("record {position} ({}) is not what its command makes: {what}", record.command))
            })?;
        }
        self.fold(&record, (&at, kept.hash))?;
        self.position = position;
        self.last_recorded = Some(record.recorded_at);
        Ok(true)
    }

    /// What a command would come to after the last record that was taken.
    ///
    /// # Errors
    ///
    /// If the municipality in force cannot be read.
    pub fn judge(
        &mut self,
        core: &Core,
        (actor, command): (&Actor, &Command),
        wall: Timestamp,
    ) -> Result<Verdict, String> {
        let at = At {
            epoch: core.epoch(),
            position: self.position + 1,
            recorded_at: self.last_recorded.map_or(wall, |last| last.max(wall)),
            actor: actor.clone(),
        };
        Ok(match self.decide(&core.shared(), &at, command)? {
            Ok(decision) if decision.events.is_empty() => Verdict::Nothing,
            Ok(_) => Verdict::Recorded,
            Err(refusal) => Verdict::Refused(refusal.code),
        })
    }

    /// Whether the core's index has the same states. What is to be erased is left out: its values are gone there.
    ///
    /// # Errors
    ///
    /// In a sentence: the first stream that differs.
    pub fn compare(&self, core: &Core) -> Result<(), String> {
        let shared = core.shared();
        for (stream, state) in self.states.iter().filter(|(_, state)| !state.is_erasing()) {
            let found = shared.applier.state(stream).map_err(|why| why.to_string())?;
            let mut found = found.ok_or_else(|| format!("{stream} is not in the index"))?;
            shared.sealer.open(&mut found).map_err(|why| why.to_string())?;
            if found != *state {
                return Err(format!("{stream} is another in the index than its commands make it"));
            }
        }
        Ok(())
    }

    fn fold(&mut self, record: &Record, (at, hash): (&At, Hash)) -> Result<(), String> {
        for part in &record.parts {
            let before = self.states.remove(&part.stream);
            let after = fold_part(before, part, record, (at, ContentHash(hash.0)));
            let after = after.map_err(|why| format!("record {}: {}: {why}", at.position, part.stream))?;
            self.states.insert(part.stream.clone(), after);
        }
        Ok(())
    }

    fn decide(
        &mut self,
        shared: &Shared,
        at: &At,
        command: &Command,
    ) -> Result<Result<Decision, Refusal>, String> {
        let (directory, calendar) = self.in_force(shared)?;
        let today = Date(calendar::civil_date(at.recorded_at.micros()));
        let world = World {
            at: at.clone(),
            today,
            directory: &directory,
            calendar_hash: calendar_hash(&calendar),
            calendar: &calendar,
            last_case: self.highest(|stream| if let StreamId::Case(case) = stream { case.0 } else { 0 }),
            last_citizen: self
                .highest(|stream| if let StreamId::Citizen(citizen) = stream { citizen.0 } else { 0 }),
            registered: self.registered(command),
            streams: &Opened(&self.states),
            rules: &*shared.rules,
        };
        Ok(decide(&world, command))
    }

    /// People, units and calendar, as the organisation's stream says, with everybody's load counted.
    fn in_force(&mut self, shared: &Shared) -> Result<(Directory, Calendar), String> {
        let organisation = match self.states.get(&StreamId::Organisation) {
            Some(StreamState::Organisation(organisation)) => organisation.clone(),
            Some(StreamState::Case(_) | StreamState::Citizen(_) | StreamState::Person(_)) | None => {
                OrganisationState::empty()
            }
        };
        let Some(hash) = organisation.municipality else {
            return Ok((Directory::default(), Calendar::danish()));
        };
        if self.municipality.as_ref().is_none_or(|(known, _)| *known != hash) {
            let read = shared.rules.municipality(&hash).ok_or("the municipality in force cannot be read")?;
            self.municipality = Some((hash, read));
        }
        let Some((_, municipality)) = &self.municipality else {
            return Err("no municipality is in force".to_owned());
        };
        let mut directory = municipality.directory();
        for (name, plugin) in &mut directory.plugins {
            plugin.digest = organisation.plugins.get(name).copied();
        }
        let mut load: BTreeMap<PersonId, u32> =
            directory.people.keys().map(|person| (person.clone(), 0)).collect();
        for person in self.states.values().flat_map(holders) {
            *load.entry(person).or_default() += 1;
        }
        directory.load = load;
        directory.seed = shared.sealer.sample_seed();
        Ok((directory, municipality.calendar()))
    }

    /// The highest number given to a kind of stream: no state ever goes.
    fn highest(&self, number: fn(&StreamId) -> u64) -> u64 {
        self.states.keys().map(number).max().unwrap_or(0)
    }

    /// Who has the number that a command registers.
    fn registered(&self, command: &Command) -> Option<CitizenId> {
        let Command::RegisterCitizen { cpr, .. } = command else { return None };
        let digits = engine::cpr_digits(cpr);
        self.states.values().find_map(|state| match state {
            StreamState::Citizen(citizen) if !citizen.erasing => {
                (citizen.cpr.as_text() == Some(&digits)).then_some(citizen.id)
            }
            StreamState::Citizen(_)
            | StreamState::Case(_)
            | StreamState::Organisation(_)
            | StreamState::Person(_) => None,
        })
    }
}

/// The states as a decision sees them.
struct Opened<'a>(&'a BTreeMap<StreamId, StreamState>);

impl Streams for Opened<'_> {
    fn stream(&self, stream: &StreamId) -> Option<StreamState> {
        self.0.get(stream).cloned()
    }
}

/// A record with its personal values opened, as far as their keys live.
fn opened(shared: &Shared, mut record: Record) -> Result<Record, String> {
    for event in record.parts.iter_mut().flat_map(|part| &mut part.events) {
        shared.sealer.open(&mut event.0).map_err(|why| why.to_string())?;
    }
    for effect in &mut record.effects {
        shared.sealer.open(effect).map_err(|why| why.to_string())?;
    }
    Ok(record)
}

fn holds_erased(record: &Record) -> bool {
    let mut is_erased = false;
    let mut look = |private: &mut Private| is_erased |= matches!(private, Private::Erased);
    let mut record = record.clone();
    for event in record.parts.iter_mut().flat_map(|part| &mut part.events) {
        event.0.each_private(&mut look);
    }
    for effect in &mut record.effects {
        effect.each_private(&mut look);
    }
    is_erased
}

/// The command of a record; nothing where its key is destroyed.
fn command_of(shared: &Shared, record: &Record) -> Result<Option<Command>, String> {
    let opened = shared.sealer.open_bytes(&record.command_sealed).map_err(|why| why.to_string())?;
    let journal::Opened::Plain(bytes) = opened else { return Ok(None) };
    model::record::from_bytes(&bytes).map(Some).map_err(|why| why.to_string())
}

/// How a record differs from a decision, by streams and events alone: values stay out of sight.
fn differs(record: &Record, decision: &Decision) -> Option<String> {
    let parts: Vec<&StreamId> = record.parts.iter().map(|part| &part.stream).collect();
    let decided: Vec<&StreamId> = decision.events.keys().collect();
    if parts != decided {
        return Some(format!("it touches {parts:?}, and should touch {decided:?}"));
    }
    for (part, events) in record.parts.iter().zip(decision.events.values()) {
        let recorded: Vec<_> = part.events.iter().map(|event| &event.0).collect();
        if recorded != events.iter().collect::<Vec<_>>() {
            return Some(format!("the events of {} are others", part.stream));
        }
    }
    if record.effects != decision.effects {
        return Some("it intends other effects".to_owned());
    }
    (record.happened_on != decision.happened_on).then(|| "it happened on another day".to_owned())
}
