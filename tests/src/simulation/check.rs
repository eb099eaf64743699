//! What must hold, whatever happened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use journal::{Disk as _, Manifest, SimulatedDisk};
use model::{Actor, CaseId, ContentHash, Event, PersonId, Record, StreamId};
use runtime::{
    CaseFilter, CaseView, NoPlugins, Page, Reader, RoomLimits, Runtime, RuntimeOptions, TaskFilter,
};
use scheduler::SimulatedClock;
use store::{Index, MapIndex, Row};

use super::Report;
use super::by_chance;
use super::erase::still_shown;
use super::ledger::Told;
use super::machine::{Machine, open_on};
use super::order::InForce;
use super::tokens::known;
use crate::crashing::{Dice, Silent};

/// Acknowledgements that an examination asks for again.
const ASKED_AGAIN: usize = 4;

/// Above every key: those begin with a partition and a letter.
const ABOVE_ALL: [u8; 4] = [u8::MAX; 4];

/// Where state exports lie.
const EXPORTS: &str = "exports";

/// Effects at the end of a run that may still lead to others.
const EFFECTS_MAX: usize = 10_000;

/// Rows of a list: more than a run has cases.
const LIST_ROWS: usize = 200;

/// People whose lists are compared with what they could open: with roles here and elsewhere, and with none.
pub(super) const PEOPLE: [&str; 9] = ["pasi", "hebr", "lida", "olma", "kako", "jely", "pesk", "mofr", "drsy"];

/// Who may read every case of the unit that the scenarios play in.
pub(super) const READER: &str = "hebr";

/// A record as the journal has it.
struct Kept {
    position: u64,
    hash: [u8; 32],
    record: Record,
}

impl Machine {
    /// Everything that can be asked while the run goes on.
    pub(super) fn examine(&mut self) -> Result<(), String> {
        self.settle()?;
        let records = self.records()?;
        histories(&records)?;
        self.acknowledged(&records)?;
        self.asked_again()?;
        self.settle()?;
        self.whole()?;
        self.looks_are_kept()?;
        self.same_states()?;
        self.rebuilt()
    }

    /// Ends what is out, stops, starts, and asks everything once more.
    pub(super) fn finish(mut self) -> Result<Report, String> {
        for _ in 0..EFFECTS_MAX {
            let Some(output) = self.out.pop() else { break };
            self.end(&output, true)?;
        }
        self.examine()?;
        self.crash(true)?;
        // What was handed out and lost on the way is handed out at a start, and ended now.
        for _ in 0..EFFECTS_MAX {
            let Some(output) = self.out.pop() else { break };
            self.end(&output, true)?;
        }
        self.restart()?;
        if !self.out.is_empty() {
            return Err(format!("{} effects were ended, and are handed out again", self.out.len()));
        }
        self.examine()?;
        self.keys_are_destroyed(self.disk.fork())?;
        let digest = self.digest();
        let fired = self.records()?.iter().filter(|kept| kept.record.command == "fire_timer").count();
        let mut report = std::mem::take(&mut self.report);
        report.digest = digest;
        report.looked = u64::try_from(self.looks.len()).unwrap_or(u64::MAX);
        report.erased = u64::try_from(self.ledger.erased.len()).unwrap_or(u64::MAX);
        report.fired = u64::try_from(fired).unwrap_or(u64::MAX);
        self.told()?;
        Ok(report)
    }

    fn records(&mut self) -> Result<Vec<Kept>, String> {
        let reader = self.core().reader();
        let mut records = Vec::new();
        for record in reader.records(1) {
            let record = record.map_err(|why| format!("the journal cannot be read: {why}"))?;
            let decoded = Record::from_bytes(&record.payload)
                .map_err(|why| format!("record {} cannot be read: {why}", record.position))?;
            records.push(Kept { position: record.position, hash: record.hash.0, record: decoded });
        }
        let head = reader.head().position;
        let last = records.last().map_or(0, |last| last.position);
        if head == last { Ok(records) } else { Err(format!("the head is {head}, the last record {last}")) }
    }

    /// Every acknowledgement has its record.
    fn acknowledged(&self, records: &[Kept]) -> Result<(), String> {
        for entry in &self.ledger.entries {
            let place = entry.accepted.position.checked_sub(1).and_then(|place| usize::try_from(place).ok());
            let record = place.and_then(|place| records.get(place));
            if record.is_none_or(|kept| kept.record.idempotency.is_none()) {
                return Err(format!("{:?} was acknowledged and has no record", entry.accepted));
            }
        }
        Ok(())
    }

    /// Some acknowledgements are asked for again: the same key, the same answer, and nothing done.
    fn asked_again(&mut self) -> Result<(), String> {
        let mut chance = Dice(self.chance.number());
        let head = self.core().head().position;
        for _ in 0..ASKED_AGAIN {
            let Some(entry) = self.ledger.any(self.now_us, &mut chance) else { return Ok(()) };
            self.ask_again(&entry)?;
        }
        let now = self.core().head().position;
        if now == head { Ok(()) } else { Err(format!("asking again made records {} to {now}", head + 1)) }
    }

    /// The journal verifies: checksums, order, the chain of hashes.
    fn whole(&self) -> Result<(), String> {
        let manifest = Manifest::load(&self.disk, runtime::REQUIRED).map_err(|why| why.to_string())?;
        let report = journal::verify(&self.disk, &manifest, None).map_err(|why| why.to_string())?;
        if report.is_whole() { Ok(()) } else { Err(format!("the journal is not whole: {report:?}")) }
    }

    /// The index is what the journal alone would make of an empty one, and what the newest state export and the records
    /// after it make.
    fn rebuilt(&mut self) -> Result<(), String> {
        self.same_rows(&self.disk.fork(), "the newest export and the records after it make")?;
        let whole = self.disk.fork();
        for name in whole.list(EXPORTS).unwrap_or_default() {
            whole.remove(&format!("{EXPORTS}/{name}")).map_err(|why| why.to_string())?;
        }
        self.same_rows(&whole, "the journal makes")
    }

    fn same_rows(&mut self, disk: &SimulatedDisk, what: &str) -> Result<(), String> {
        let index = Arc::new(MapIndex::new());
        open_on(disk, &index, self.chance)
            .map_err(|why| format!("a copy of the directory does not open: {why}"))?;
        let (kept, anew) = (rows(&*self.core().index())?, rows(&*index)?);
        if kept == anew {
            return Ok(());
        }
        let differing = kept.iter().find(|row| !anew.contains(row));
        let differing = differing.or_else(|| anew.iter().find(|row| !kept.contains(row)));
        let letter = differing.and_then(|(key, _)| key.get(2)).map_or('?', |letter| char::from(*letter));
        Err(format!("the index is not what {what} of it: a row of `{letter}` differs"))
    }

    /// What people were told is what people see.
    fn told(mut self) -> Result<(), String> {
        let now = self.reading().wall;
        let opened = opened(&self.records()?);
        let core = self.core.take().ok_or("the core is open")?;
        let options = RuntimeOptions {
            clock: Arc::new(SimulatedClock::at(now)),
            receiver: Arc::new(Silent),
            plugins: Arc::new(NoPlugins),
            room: RoomLimits::default(),
            sources: None,
            folder: std::path::PathBuf::new(),
            refused: Vec::new(),
        };
        let runtime = Runtime::start(core, options);
        let reader = Reader { actor: Actor::Person(PersonId::new(READER)), purpose: Some("why".to_owned()) };
        let nothing = Told::default();
        let seen: Result<(), String> = opened.iter().try_for_each(|(case, definition)| {
            // Of a case that a step of another opened nobody was told.
            let told = self.ledger.cases.get(case).unwrap_or(&nothing);
            let view = runtime.case(&reader, *case);
            let view = view.map_err(|why| format!("{case} cannot be read: {}", why.code()))?;
            if *definition != view.state.definition {
                return Err(format!("{case} was moved to another definition"));
            }
            let is_erased = self.ledger.erased.contains(&StreamId::Case(*case));
            let wrong = if is_erased { still_shown(&view.state) } else { differs(told, &view) };
            wrong.map_or(Ok(()), |what| Err(format!("{case}: {what}")))
        });
        let seen = seen.and_then(|()| known(&runtime, &self.tokens));
        let cases: Vec<CaseId> = opened.keys().copied().collect();
        let listed =
            seen.and_then(|()| PEOPLE.into_iter().try_for_each(|person| lists(&runtime, person, &cases)));
        runtime.stop();
        listed
    }
}

/// The definition under which each case was opened.
fn opened(records: &[Kept]) -> BTreeMap<CaseId, ContentHash> {
    let events = records.iter().flat_map(|kept| &kept.record.parts).flat_map(|part| {
        part.events.iter().filter_map(|event| {
            let StreamId::Case(case) = &part.stream else { return None };
            let Event::CaseOpened { definition, .. } = &event.0 else { return None };
            Some((*case, *definition))
        })
    });
    events.collect()
}

/// Somebody's list of cases has those that they could open, and their worklist no others.
fn lists(runtime: &Runtime, person: &str, cases: &[CaseId]) -> Result<(), String> {
    let reader = Reader { actor: Actor::Person(PersonId::new(person)), purpose: Some("why".to_owned()) };
    let mut open = BTreeSet::new();
    for case in cases {
        if runtime.case(&reader, *case).is_ok() {
            open.insert(*case);
        }
    }
    let page = Page { after: None, limit: LIST_ROWS };
    let refused = |why: runtime::Rejected| format!("the lists of {person}: {}", why.code());
    let listed = runtime.cases(&reader, &page, &CaseFilter::default()).map_err(refused)?;
    let listed: BTreeSet<CaseId> = listed.rows.iter().map(|row| row.id).collect();
    if listed != open {
        return Err(format!("{person} finds {listed:?} in the list of cases, and could open {open:?}"));
    }
    let tasks = runtime.tasks(&reader, &page, &TaskFilter::default()).map_err(refused)?;
    match tasks.rows.iter().find(|row| !open.contains(&row.case)) {
        Some(row) => Err(format!("{person} finds a task of {} and could not open it", row.case)),
        None => Ok(()),
    }
}

/// What a case shows otherwise than people were told, or that nobody and nothing will ever move it.
fn differs(told: &Told, view: &CaseView) -> Option<String> {
    let state = &view.state;
    let moves = state.steps.values().any(model::StepState::is_active)
        || state.deadlines.values().any(model::Deadline::is_open)
        || !state.effects.is_empty()
        // Somebody has to look at it; the case ends when they have.
        || state.concerns.values().any(|concern| concern.settled_by.is_none())
        || by_chance::waits(view, told);
    if state.is_open() && !moves {
        return Some("it is open, and no step, deadline, effect or concern of it is".to_owned());
    }
    if state.version < told.version {
        return Some(format!("version {} was named, and it is at {}", told.version, state.version));
    }
    let text = |private: &model::Private| private.as_text().map(str::to_owned);
    for (number, words) in &told.notes {
        let is_there = state.notes.get(number).and_then(|note| text(&note.text));
        if is_there.as_ref() != Some(words) {
            return Some(format!("note {number} is another"));
        }
    }
    for (number, words) in &told.goals {
        let is_there = state.goals.get(number).and_then(|goal| text(&goal.words));
        if is_there.as_ref() != Some(words) {
            return Some(format!("goal {number} is another"));
        }
    }
    for (number, on) in &told.events {
        if state.happenings.get(number).map(|happening| happening.happened_on) != Some(*on) {
            return Some(format!("event {number} is on another day than {on}"));
        }
    }
    None
}

/// Positions and versions without gaps, time that does not go back, and each rung of a deadline once.
fn histories(records: &[Kept]) -> Result<(), String> {
    let mut streams: BTreeMap<&StreamId, (u64, [u8; 32])> = BTreeMap::new();
    let mut rungs = BTreeSet::new();
    let mut ended = BTreeSet::new();
    let mut before = None;
    let mut in_force = InForce::default();
    for (expected, Kept { position, hash, record }) in (1..).zip(records) {
        if *position != expected {
            return Err(format!("record {expected} is missing"));
        }
        if before.is_some_and(|before| record.recorded_at < before) {
            return Err(format!("record {position} is older than the one before it"));
        }
        before = Some(record.recorded_at);
        in_force.take(record)?;
        for part in &record.parts {
            let (version, previous) = streams.entry(&part.stream).or_default();
            if part.version != *version + 1 {
                return Err(format!("{}: version {} after {version}", part.stream, part.version));
            }
            if part.previous.0 != *previous {
                return Err(format!(
                    "{}: version {} does not name the one before",
                    part.stream, part.version
                ));
            }
            (*version, *previous) = (part.version, *hash);
            for event in &part.events {
                once(&part.stream, &event.0, (&mut rungs, &mut ended))?;
            }
        }
    }
    Ok(())
}

type Rungs<'a> = BTreeSet<(&'a StreamId, &'a str, u32)>;

/// A rung fires once for each date of its deadline; an effect ends once.
fn once<'a>(
    stream: &'a StreamId,
    event: &'a Event,
    (rungs, ended): (&mut Rungs<'a>, &mut BTreeSet<model::EffectId>),
) -> Result<(), String> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "few events are once for all")]
    match event {
        Event::RungFired { deadline, rung, .. } if !rungs.insert((stream, deadline.as_str(), *rung)) => {
            return Err(format!("{stream}: rung {rung} of {deadline} fired twice"));
        }
        Event::EffectFinished { id, .. } if !ended.insert(*id) => {
            return Err(format!("effect {id} ended twice"));
        }
        Event::DeadlineSet(deadline) => forget(rungs, stream, deadline.name.as_str()),
        Event::DeadlineMoved { deadline, .. } => forget(rungs, stream, deadline.as_str()),
        _ => {}
    }
    Ok(())
}

/// A deadline with another date has its rungs anew.
fn forget(rungs: &mut Rungs<'_>, stream: &StreamId, deadline: &str) {
    rungs.retain(|(at, name, _)| *at != stream || *name != deadline);
}

pub(super) fn rows(index: &dyn Index) -> Result<Vec<Row>, String> {
    index.scan(&[], &ABOVE_ALL, usize::MAX).map_err(|why| why.to_string())
}
