//! An office with the shipped workflows, a clock that is set by hand, and streams in memory.
//!
//! Every accepted command is made a record, encoded, decoded and folded: the result must be what was decided.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use calendar::Calendar;
use definition::{Bundle, Definition, Folder, RulePack, load_folder};
use model::organisation::{Activated, OrganisationState};
use model::record::{Versioned, from_bytes, to_bytes};
use model::{
    Actor, CaseId, CaseState, CitizenId, CitizenState, Command, ContentHash, Date, Directory, EffectId, Part,
    Private, Record, StreamId, SystemPart, Timestamp,
};

use crate::fold::fold_part;
use crate::timers::{Timer, armed};
use crate::{At, Decision, Refusal, Ruleset, StreamState, Streams, World, decide};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    load_folder(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workflows")).unwrap()
});

/// The component that the plugin of the tests has.
const COMPONENT: ContentHash = ContentHash([0xC0; 32]);

/// The municipality of the tests.
pub(super) struct Office {
    pub(super) streams: BTreeMap<StreamId, StreamState>,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    /// Whether the daemon is stopped: timers wait.
    pub(super) is_stopped: bool,
    pub(super) position: u64,
    pub(super) records: Vec<Record>,
    /// What was refused, oldest first.
    pub(super) refused: Vec<Refusal>,
    calendar: Calendar,
    definitions: BTreeMap<ContentHash, Arc<Definition>>,
    packs: BTreeMap<ContentHash, Arc<RulePack>>,
}

impl Streams for BTreeMap<StreamId, StreamState> {
    fn stream(&self, stream: &StreamId) -> Option<StreamState> {
        self.get(stream).cloned()
    }
}

struct Rules<'a>(&'a Office);

impl Ruleset for Rules<'_> {
    fn definition(
        &self,
        definition: &ContentHash,
        rule_pack: &ContentHash,
    ) -> Option<(Arc<Definition>, Arc<RulePack>)> {
        let Rules(office) = self;
        Some((Arc::clone(office.definitions.get(definition)?), Arc::clone(office.packs.get(rule_pack)?)))
    }
}

impl Office {
    /// The shipped workflows and municipality, activated.
    pub(super) fn shipped() -> Self {
        Self::with("one-plan", &[])
    }

    /// The shipped folder, with one workflow changed before it is read.
    pub(super) fn with(workflow: &str, changes: &[(&str, &str)]) -> Self {
        let mut bundle = FOLDER.workflows[workflow].bundle.clone();
        for (old, new) in changes {
            let text = bundle.text("workflow.yaml").unwrap();
            assert!(text.contains(old), "the workflow says nothing like `{old}`");
            let text = text.replacen(old, new, 1);
            bundle.files.insert("workflow.yaml".to_owned(), text.into_bytes());
        }
        Self::of(workflow, &bundle)
    }

    /// The shipped municipality, with a workflow that a test has written in the place of `one-plan`.
    pub(super) fn written(workflow: &str) -> Self {
        Self::of("one-plan", &Bundle::of("workflow.yaml", workflow.as_bytes()))
    }

    fn of(workflow: &str, bundle: &Bundle) -> Self {
        let municipality = FOLDER.municipality.loaded.value.clone().unwrap();
        let mut office = Self {
            streams: BTreeMap::new(),
            directory: municipality.directory(),
            now: at("2026-08-03 08:00"),
            is_stopped: false,
            position: 0,
            records: Vec::new(),
            refused: Vec::new(),
            calendar: municipality.calendar(),
            definitions: BTreeMap::new(),
            packs: BTreeMap::new(),
        };
        let pack = &FOLDER.packs["dk-2026-07"];
        let loaded =
            definition::load_workflow(bundle, pack.loaded.value.as_ref().unwrap(), Some(&municipality));
        let findings = definition::render_findings(&loaded.findings, bundle, false);
        let definition = loaded.value.unwrap_or_else(|| panic!("{findings}"));
        office.packs.insert(pack.bundle.hash(), Arc::new(pack.loaded.value.clone().unwrap()));
        office.definitions.insert(bundle.hash(), Arc::new(definition));
        let activated = Activated {
            definition: bundle.hash(),
            rule_pack: pack.bundle.hash(),
            language: definition::LANGUAGE,
            semantics: definition::SEMANTICS,
            at: office.now,
            from: None,
        };
        let activate = Command::Activate {
            municipality: FOLDER.municipality.bundle.hash(),
            workflows: vec![(workflow.into(), activated)],
            plugins: vec![("coordinator-allocation".to_owned(), COMPONENT)],
        };
        for plugin in office.directory.plugins.values_mut() {
            plugin.digest = Some(COMPONENT);
        }
        office.submit(&Actor::System(SystemPart::Operator), &activate).unwrap();
        office
    }

    /// Knows the definitions of another office too.
    pub(super) fn know(&mut self, other: &Self) {
        self.definitions.extend(other.definitions.iter().map(|(hash, known)| (*hash, Arc::clone(known))));
    }

    pub(super) fn today(&self) -> Date {
        Date(calendar::civil_date(self.now.micros()))
    }

    /// Who has the number that a command registers.
    fn registered(&self, command: &Command) -> Option<CitizenId> {
        let Command::RegisterCitizen { cpr, .. } = command else { return None };
        let digits = crate::cpr_digits(cpr);
        self.streams.values().find_map(|state| match state {
            StreamState::Citizen(citizen) => (citizen.cpr.as_text() == Some(&digits)).then_some(citizen.id),
            StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_) => None,
        })
    }

    /// Decides without consequences.
    pub(super) fn decide(&self, actor: &Actor, command: &Command) -> Result<Decision, Refusal> {
        let rules = Rules(self);
        let highest = |kind: fn(&StreamId) -> Option<u64>| self.streams.keys().filter_map(kind).max();
        let world = World {
            at: self.at(actor),
            today: self.today(),
            directory: &self.directory,
            calendar: &self.calendar,
            calendar_hash: ContentHash([7; 32]),
            last_case: highest(|stream| if let StreamId::Case(CaseId(n)) = stream { Some(*n) } else { None })
                .unwrap_or(0),
            last_citizen: highest(
                |stream| {
                    if let StreamId::Citizen(CitizenId(n)) = stream { Some(*n) } else { None }
                },
            )
            .unwrap_or(0),
            registered: self.registered(command),
            streams: &self.streams,
            rules: &rules,
        };
        decide(&world, command)
    }

    fn at(&self, actor: &Actor) -> At {
        At { epoch: 1, position: self.position + 1, recorded_at: self.now, actor: actor.clone() }
    }

    /// Decides, records, and folds what was recorded.
    pub(super) fn submit(&mut self, actor: &Actor, command: &Command) -> Result<Decision, Refusal> {
        let decided = self.decide(actor, command).inspect_err(check_sentences);
        self.refused.extend(decided.as_ref().err().cloned());
        let decision = decided?;
        assert!(
            decision.effects.iter().all(|effect| decision.events.contains_key(&effect.stream)),
            "an effect stands in a stream of its record"
        );
        if !decision.events.is_empty() {
            self.record(actor, command, &decision);
        }
        Ok(decision)
    }

    fn record(&mut self, actor: &Actor, command: &Command, decision: &Decision) {
        let identity = self.at(actor);
        self.position += 1;
        let parts = decision.events.iter().map(|(stream, events)| {
            let known = self.streams.get(stream);
            Part {
                stream: stream.clone(),
                version: known.map_or(0, StreamState::version) + 1,
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
        assert_eq!(from_bytes::<Command>(&to_bytes(command)).unwrap(), *command);
        let read = Record::from_bytes(&record.to_bytes()).unwrap();
        assert_eq!(read, record);
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&self.position.to_be_bytes());
        for part in &read.parts {
            let before = self.streams.remove(&part.stream);
            let after = fold_part(before, part, &read, (&identity, ContentHash(hash))).unwrap();
            self.compare(part, &after, decision);
            check_round_trip(&after);
            self.streams.insert(part.stream.clone(), after);
        }
        self.records.push(read);
    }

    /// What the fold made of the record is what was decided, but for what only the record knows.
    fn compare(&self, part: &Part, folded: &StreamState, decision: &Decision) {
        let mut decided = decision.states[&part.stream].clone();
        for (ordinal, effect) in (0..).zip(&decision.effects) {
            if effect.stream == part.stream {
                decided.intend(EffectId { epoch: 1, position: self.position, ordinal }, effect);
            }
        }
        let (version, last_record) = (folded.version(), folded.last_record());
        match &mut decided {
            StreamState::Case(state) => {
                (state.version, state.last_record, state.key) = (version, last_record, 1);
            }
            StreamState::Citizen(state) => {
                (state.version, state.last_record, state.key) = (version, last_record, 1);
            }
            StreamState::Organisation(state) => (state.version, state.last_record) = (version, last_record),
            StreamState::Person(state) => (state.version, state.last_record) = (version, last_record),
        }
        assert!(decided == *folded, "the fold of {} differs from what was decided", part.stream);
    }

    pub(super) fn case(&self, id: CaseId) -> &CaseState {
        match &self.streams[&StreamId::Case(id)] {
            StreamState::Case(case) => case,
            other @ (StreamState::Citizen(_) | StreamState::Organisation(_) | StreamState::Person(_)) => {
                panic!("{other:?}")
            }
        }
    }

    pub(super) fn organisation(&self) -> &OrganisationState {
        match &self.streams[&StreamId::Organisation] {
            StreamState::Organisation(organisation) => organisation,
            other @ (StreamState::Case(_) | StreamState::Citizen(_) | StreamState::Person(_)) => {
                panic!("{other:?}")
            }
        }
    }

    pub(super) fn definition_of(&self, case: &CaseState) -> Arc<Definition> {
        Arc::clone(&self.definitions[&case.definition])
    }

    pub(super) fn citizen(&self, id: CitizenId) -> &CitizenState {
        match &self.streams[&StreamId::Citizen(id)] {
            StreamState::Citizen(citizen) => citizen,
            other @ (StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_)) => {
                panic!("{other:?}")
            }
        }
    }

    /// The timer that is due first, at `until` or before.
    pub(super) fn next_timer(&self, until: Timestamp) -> Option<(CaseId, Timer)> {
        let cases = self.streams.values().filter_map(|state| match state {
            StreamState::Case(case) => Some(case),
            StreamState::Citizen(_) | StreamState::Organisation(_) | StreamState::Person(_) => None,
        });
        let timers = cases.flat_map(|case| armed(case).into_iter().map(|timer| (case.id, timer)));
        timers.filter(|(_, timer)| timer.at <= until).min_by_key(|(id, timer)| (timer.clone(), *id))
    }
}

/// A refusal speaks both languages.
fn check_sentences(refusal: &Refusal) {
    let (da, en) = (&refusal.detail.da, &refusal.detail.en);
    assert!(da.ends_with('.') && !da.starts_with(char::is_lowercase), "{}: {da}", refusal.code);
    assert!(!en.is_empty() && !en.ends_with('.') && en != da, "{}: {en}", refusal.code);
    assert!(!en.starts_with(char::is_uppercase), "{}: {en}", refusal.code);
    assert!(refusal.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", refusal.code);
}

fn check_round_trip(state: &StreamState) {
    match state {
        StreamState::Case(case) => assert!(from_bytes::<CaseState>(&to_bytes(&**case)).unwrap() == **case),
        StreamState::Citizen(citizen) => {
            assert!(from_bytes::<CitizenState>(&to_bytes(&**citizen)).unwrap() == **citizen);
        }
        StreamState::Organisation(state) => {
            assert!(from_bytes::<model::OrganisationState>(&to_bytes(state)).unwrap() == *state);
        }
        StreamState::Person(state) => {
            assert!(from_bytes::<model::PersonState>(&to_bytes(state)).unwrap() == *state);
        }
    }
}

/// The instant of a wall clock time in Denmark, written `2026-08-03 09:20`.
pub(super) fn at(text: &str) -> Timestamp {
    let wall: jiff::civil::DateTime = text.replace(' ', "T").parse().unwrap();
    Timestamp::from_micros(calendar::instant_us(wall.date(), wall.time()))
}

/// The wall clock time in Denmark of an instant.
pub(super) fn wall(at: Timestamp) -> String {
    let (date, time) = (calendar::civil_date(at.micros()), calendar::civil_date_time(at.micros()).time());
    format!("{date} {:02}:{:02}", time.hour(), time.minute())
}
