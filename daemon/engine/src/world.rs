//! What a decision is made from, and what it comes to.

mod held;

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Seeker;
use calendar::Calendar;
use definition::{Definition, RulePack};
use model::case::CaseStatus;
use model::{
    Actor, CaseId, CaseState, CitizenId, CitizenState, ContentHash, Date, Directory, Effect, Event,
    OrganisationState, PersonId, PersonState, Private, StreamId, Value,
};

use crate::apply::At;
use crate::fold::{StreamState, begin};
use crate::refusal::Refusal;

pub(crate) use held::Held;

/// The streams as the record before this command left them, with personal values opened.
pub trait Streams {
    /// The state of a stream, if it exists.
    fn stream(&self, stream: &StreamId) -> Option<StreamState>;
}

/// Definitions and rule packs by hash.
pub trait Ruleset {
    /// A definition that a case pins or the municipality has in force, with its rule pack.
    fn definition(
        &self,
        definition: &ContentHash,
        rule_pack: &ContentHash,
    ) -> Option<(Arc<Definition>, Arc<RulePack>)>;
}

/// Everything that a decision may depend on.
pub struct World<'a> {
    /// The record that is being decided.
    pub at: At,
    /// The civil date of now in Denmark.
    pub today: Date,
    /// People and units in force.
    pub directory: &'a Directory,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// Hash of the calendar in force.
    pub calendar_hash: ContentHash,
    /// Highest case number given so far.
    pub last_case: u64,
    /// Highest citizen number given so far.
    pub last_citizen: u64,
    /// Who already has the CPR number that the command registers.
    pub registered: Option<CitizenId>,
    /// Streams.
    pub streams: &'a dyn Streams,
    /// Definitions.
    pub rules: &'a dyn Ruleset,
}

/// What a command comes to.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// Events by stream. Empty where there was nothing to do: nothing is recorded then.
    pub events: BTreeMap<StreamId, Vec<Event>>,
    /// What should happen in the world.
    pub effects: Vec<Effect>,
    /// The day on which it happened, where the command says so.
    pub happened_on: Option<Date>,
    /// The states afterwards, opened.
    pub states: BTreeMap<StreamId, StreamState>,
    /// A number given to a new note, goal, event or token.
    pub number: Option<u32>,
}

/// A case, the definition that it keeps, and its rule pack.
pub(crate) type CaseAndRules = (Arc<CaseState>, Arc<Definition>, Arc<RulePack>);

/// A decision in the making: events are applied as they are emitted, so that what follows sees them.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    pub(crate) world: &'a World<'a>,
    pub(crate) decision: Decision,
    states: BTreeMap<StreamId, Held>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(world: &'a World<'a>) -> Self {
        Self { world, decision: Decision::default(), states: BTreeMap::new() }
    }

    /// The decision, with the states afterwards.
    pub(crate) fn into_decision(self) -> Decision {
        let states =
            self.states.into_iter().map(|(stream, state)| (stream, StreamState::from(state))).collect();
        Decision { states, ..self.decision }
    }

    /// Emits an event and applies it. Let go of the stream's state first: one that is still held is copied.
    pub(crate) fn emit(&mut self, stream: &StreamId, event: Event) {
        if !self.states.contains_key(stream) {
            let state = self.world.streams.stream(stream).or_else(|| begin(stream, &event, &self.world.at));
            if let Some(state) = state {
                self.states.insert(stream.clone(), state.into());
            }
        }
        if let Some(state) = self.states.get_mut(stream) {
            state.apply(&event, &self.world.at);
        }
        self.decision.events.entry(stream.clone()).or_default().push(event);
    }

    pub(crate) fn on_case(&mut self, case: CaseId, event: Event) {
        self.emit(&StreamId::Case(case), event);
    }

    pub(crate) fn on_citizen(&mut self, citizen: CitizenId, event: Event) {
        self.emit(&StreamId::Citizen(citizen), event);
    }

    pub(crate) fn effect(&mut self, effect: Effect) {
        self.decision.effects.push(effect);
    }

    /// The state of a stream, if it exists.
    pub(crate) fn load(&mut self, stream: &StreamId) -> Option<&Held> {
        if !self.states.contains_key(stream) {
            let state = self.world.streams.stream(stream)?;
            self.states.insert(stream.clone(), state.into());
        }
        self.states.get(stream)
    }

    /// Goes on with a case as somebody sees it, of which nothing is decided.
    pub(crate) fn show(&mut self, id: CaseId, case: CaseState) {
        self.states.insert(StreamId::Case(id), Held::Case(Arc::new(case)));
    }

    pub(crate) fn find_case(&mut self, id: CaseId) -> Option<&Arc<CaseState>> {
        match self.load(&StreamId::Case(id)) {
            Some(Held::Case(case)) => Some(case),
            Some(Held::Citizen(_) | Held::Organisation(_) | Held::Person(_)) | None => None,
        }
    }

    pub(crate) fn find_citizen(&mut self, id: CitizenId) -> Option<&Arc<CitizenState>> {
        match self.load(&StreamId::Citizen(id)) {
            Some(Held::Citizen(citizen)) => Some(citizen),
            Some(Held::Case(_) | Held::Organisation(_) | Held::Person(_)) | None => None,
        }
    }

    pub(crate) fn organisation(&mut self) -> OrganisationState {
        match self.load(&StreamId::Organisation) {
            Some(Held::Organisation(organisation)) => organisation.clone(),
            Some(Held::Case(_) | Held::Citizen(_) | Held::Person(_)) | None => OrganisationState::empty(),
        }
    }

    pub(crate) fn person(&mut self, id: &PersonId) -> PersonState {
        match self.load(&StreamId::Person(id.clone())) {
            Some(Held::Person(person)) => person.clone(),
            Some(Held::Case(_) | Held::Citizen(_) | Held::Organisation(_)) | None => {
                PersonState::new(id.clone())
            }
        }
    }

    /// A case that exists and is not erased.
    pub(crate) fn case(&mut self, id: CaseId) -> Result<&Arc<CaseState>, Refusal> {
        let Some(case) = self.find_case(id) else {
            return Err(Refusal::not_found(
                "unknown-case",
                format!("Sagen `{id}` findes ikke."),
                format!("there is no case `{id}`; list the cases you work on to find the right one"),
            ));
        };
        if case.erasing {
            return Err(Refusal::gone(
                "erased",
                format!("Sagen `{id}` er slettet."),
                format!("the case `{id}` is erased"),
            ));
        }
        Ok(case)
    }

    /// A case that runs or ended, and is not held for an operator.
    pub(crate) fn sound_case(&mut self, id: CaseId) -> Result<&Arc<CaseState>, Refusal> {
        let case = self.case(id)?;
        match case.status {
            CaseStatus::Open | CaseStatus::Closed { .. } => Ok(case),
            CaseStatus::Quarantined { .. } => Err(Refusal::conflict(
                "case-quarantined",
                format!("Sagen `{id}` er sat til side, til driften har set på den."),
                format!(
                    "the case `{id}` is set aside until an operator has looked at it; its reminders go on"
                ),
            )),
        }
    }

    /// A case on which work goes on.
    pub(crate) fn open_case(&mut self, id: CaseId) -> Result<&Arc<CaseState>, Refusal> {
        let case = self.sound_case(id)?;
        if case.is_open() {
            return Ok(case);
        }
        Err(Refusal::conflict(
            "case-not-open",
            format!("Sagen `{id}` er ikke åben."),
            format!("the case `{id}` is not open; reopen it first, with a reason"),
        ))
    }

    pub(crate) fn citizen(&mut self, id: CitizenId) -> Result<&Arc<CitizenState>, Refusal> {
        let Some(citizen) = self.find_citizen(id) else {
            return Err(Refusal::not_found(
                "unknown-citizen",
                format!("Borgeren `{id}` findes ikke."),
                format!("there is no citizen `{id}`; register them, or find them by their CPR number"),
            ));
        };
        if citizen.erasing {
            return Err(Refusal::gone(
                "erased",
                format!("Borgeren `{id}` er slettet."),
                format!("the citizen `{id}` is erased"),
            ));
        }
        Ok(citizen)
    }

    /// The definition that a case keeps.
    pub(crate) fn rules_of(&self, case: &CaseState) -> Result<(Arc<Definition>, Arc<RulePack>), Refusal> {
        self.world.rules.definition(&case.definition, &case.rule_pack).ok_or_else(|| {
            Refusal::conflict(
                "definition-missing",
                "Sagens arbejdsgang kan ikke læses lige nu.",
                "the workflow that the case keeps cannot be read; an operator has to look at `content/`",
            )
        })
    }

    /// Case, definition and rule pack in one. Who comes from outside learns nothing of the case from a refusal.
    pub(crate) fn open_case_and_rules(&mut self, id: CaseId) -> Result<CaseAndRules, Refusal> {
        let case = Arc::clone(self.case(id)?);
        let (definition, pack) = self.rules_of(&case)?;
        if let Actor::Person(person) = &self.world.at.actor {
            // A colleague of the unit may be told why something is not theirs to do now.
            let known = self.world.directory.people.get(person);
            let is_colleague =
                known.is_some_and(|known| known.roles.iter().any(|(_, unit)| *unit == case.unit));
            if !is_colleague {
                access::see(self.seeker()?, &case, &definition)?;
            }
        }
        self.open_case(id)?;
        Ok((case, definition, pack))
    }

    /// The person who acts.
    pub(crate) fn actor(&self) -> Result<&'a PersonId, Refusal> {
        match &self.world.at.actor {
            Actor::Person(person) => Ok(person),
            Actor::System(_) => Err(Refusal::conflict(
                "needs-a-person",
                "Det kan kun et menneske.",
                "only a person can do that; a daemon prepares and never decides",
            )),
        }
    }

    pub(crate) fn seeker(&self) -> Result<Seeker<'a>, Refusal> {
        Ok(Seeker { person: self.actor()?, directory: self.world.directory })
    }

    /// The day on which something happened: today unless said, and never in the future.
    pub(crate) fn happened_on(&mut self, on: Option<Date>) -> Result<Date, Refusal> {
        let day = on.unwrap_or(self.world.today);
        if day > self.world.today {
            return Err(Refusal::invalid(
                "in-the-future",
                format!("Datoen {day} ligger i fremtiden."),
                format!("the day {day} lies in the future; today is {}", self.world.today),
            )
            .missing(["on"]));
        }
        self.decision.happened_on = on;
        Ok(day)
    }
}

/// Wraps an optional text.
pub(crate) fn private_text(text: Option<&String>) -> Option<Private> {
    text.filter(|text| !text.trim().is_empty()).map(|text| Private::Clear(Value::Text(text.clone())))
}

/// A reason that must be given.
pub(crate) fn reason(text: &str) -> Result<Private, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid(
            "reason-missing",
            "Der mangler en begrundelse.",
            "a reason is missing; say why, in a sentence",
        )
        .missing(["reason"]));
    }
    bounded(text)
}

/// Longest text in one field, in bytes; longer ones are documents.
pub(crate) const TEXT_BYTES_MAX: usize = 64 * 1024;

/// A text within its bound.
pub(crate) fn bounded(text: &str) -> Result<Private, Refusal> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Refusal::invalid(
            "text-too-long",
            "Teksten er for lang; det længste er 64 KB.",
            "the text is too long; the longest is 64 KB",
        ));
    }
    Ok(Private::text(text))
}
