//! The rows of the index that a state has: derived from it alone, so that a rebuilt index is the same (S1).

use std::collections::{BTreeMap, BTreeSet};

use engine::{StreamState, timers};
use model::deadline::TimerKind;
use model::step::SlotState;
use model::{
    CaseId, CaseState, CitizenState, DeadlineName, PersonId, PersonState, StreamId, TaskName, Timestamp,
};
use store::{Blinding, Keys};

/// Rows by key.
pub(crate) type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// The due instant of a task without a deadline: after all others.
pub(crate) const NEVER: i64 = i64::MAX;

/// The key of a stream's state.
pub(crate) fn state_key(keys: Keys, stream: &StreamId) -> Vec<u8> {
    keys.state(kind(stream), &stream.key())
}

/// The number of a stream's kind in keys.
pub(crate) fn kind(stream: &StreamId) -> u8 {
    match stream.kind() {
        model::StreamKind::Case => 1,
        model::StreamKind::Citizen => 2,
        model::StreamKind::Contact => 3,
        model::StreamKind::Organisation => 4,
        model::StreamKind::Unit => 5,
        model::StreamKind::Person => 6,
        model::StreamKind::Plugin => 7,
        model::StreamKind::Job => 8,
    }
}

/// A state as it is stored.
pub(crate) fn encode(state: &StreamState) -> Vec<u8> {
    match state {
        StreamState::Case(state) => model::record::to_bytes(state.as_ref()),
        StreamState::Citizen(state) => model::record::to_bytes(state.as_ref()),
        StreamState::Organisation(state) => model::record::to_bytes(state),
        StreamState::Person(state) => model::record::to_bytes(state),
    }
}

/// The keys under which the personal values of a record are sealed; nothing if it is no record of ours. For a backup,
/// which must not take a torn slot for a needed key.
#[must_use]
pub fn keys_of_record(payload: &[u8]) -> Vec<u64> {
    let record = model::Record::from_bytes(payload);
    record.map_or_else(|_| Vec::new(), |record| record.parts.iter().map(|part| part.key).collect())
}

/// A stored state.
pub(crate) fn decode(stream: &StreamId, bytes: &[u8]) -> Result<StreamState, model::record::Unreadable> {
    use model::record::from_bytes;
    match stream {
        StreamId::Case(_) => from_bytes(bytes).map(|state| StreamState::Case(Box::new(state))),
        StreamId::Citizen(_) => from_bytes(bytes).map(|state| StreamState::Citizen(Box::new(state))),
        StreamId::Person(_) => from_bytes(bytes).map(StreamState::Person),
        StreamId::Organisation
        | StreamId::Contact(_)
        | StreamId::Unit(_)
        | StreamId::Plugin(_)
        | StreamId::Job(_) => from_bytes(bytes).map(StreamState::Organisation),
    }
}

/// Every row beside the state itself. `cpr` is the citizen's number, where the state is one's and its key lives.
pub(crate) fn rows_of(keys: Keys, state: &StreamState, cpr: Option<(&Blinding, &str)>) -> Rows {
    match state {
        StreamState::Case(case) => rows_of_case(keys, case),
        StreamState::Citizen(citizen) => rows_of_citizen(keys, citizen, cpr),
        StreamState::Person(person) => rows_of_person(keys, person),
        StreamState::Organisation(_) => Rows::new(),
    }
}

fn rows_of_case(keys: Keys, case: &CaseState) -> Rows {
    let mut rows = Rows::new();
    for timer in timers::armed(case) {
        let name = TimerRow { case: case.id, deadline: timer.deadline, kind: timer.kind };
        rows.insert(
            keys.timer(timer.at.micros(), &name.to_key(), timer.generation.position),
            timer.generation.epoch.to_be_bytes().to_vec(),
        );
    }
    for pending in &case.effects {
        rows.insert(outbox_key(keys, pending.id), StreamId::Case(case.id).to_string().into_bytes());
    }
    if case.erasing {
        return rows;
    }
    for (task, list) in open_tasks(case) {
        let due = due_of(case, &task).map_or(NEVER, Timestamp::micros);
        rows.insert(keys.work(list.as_bytes(), due, case.id.0, task.to_string().as_bytes()), Vec::new());
    }
    let number = case.id.0.to_be_bytes();
    if case.is_open() {
        for holder in case.holders.values() {
            rows.insert(keys.attribute(b"holds", holder.person.as_str().as_bytes(), &number), Vec::new());
        }
    }
    rows
}

/// Who carries the case, where it is one that counts as load.
pub(crate) fn holders(state: &StreamState) -> BTreeSet<PersonId> {
    match state {
        StreamState::Case(case) if case.is_open() && !case.erasing => {
            case.holders.values().map(|holder| holder.person.clone()).collect()
        }
        StreamState::Case(_)
        | StreamState::Citizen(_)
        | StreamState::Organisation(_)
        | StreamState::Person(_) => BTreeSet::new(),
    }
}

/// Open tasks with the lists that they stand in: the holder's, or that of the role in the unit.
pub(crate) fn open_tasks(case: &CaseState) -> Vec<(TaskName, String)> {
    let mut tasks = Vec::new();
    if !case.is_open() {
        return tasks;
    }
    for (step, state) in case.steps.iter().filter(|(_, state)| state.is_active()) {
        let Some(role) = &state.role else { continue };
        let list = |owner: Option<&PersonId>| {
            let appointed = case.holders.get(role).map(|holder| &holder.person);
            match owner.or(appointed) {
                Some(person) => person_list(person),
                None => role_list(role.as_str(), case.unit.as_str()),
            }
        };
        if state.slots.is_empty() {
            tasks.push((TaskName::of(step), list(state.owner.as_ref())));
        }
        for (number, slot) in state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Open) {
            let task = TaskName { step: step.clone(), slot: Some(*number) };
            tasks.push((task, list(slot.owner.as_ref())));
        }
    }
    tasks
}

/// The list of what a person holds.
pub(crate) fn person_list(person: &PersonId) -> String {
    format!("p:{person}")
}

/// The list of what a role in a unit may take.
pub(crate) fn role_list(role: &str, unit: &str) -> String {
    format!("r:{role}@{unit}")
}

/// When a task is due, by its step's open deadline.
pub(crate) fn due_of(case: &CaseState, task: &TaskName) -> Option<Timestamp> {
    let open = case.deadlines.values().filter(|deadline| {
        deadline.step == task.step
            && deadline.is_open()
            && deadline.obliged != model::deadline::Obliged::Citizen
    });
    open.map(|deadline| deadline.date.due_at).min()
}

fn rows_of_citizen(keys: Keys, citizen: &CitizenState, cpr: Option<(&Blinding, &str)>) -> Rows {
    let mut rows = Rows::new();
    for pending in &citizen.effects {
        rows.insert(outbox_key(keys, pending.id), StreamId::Citizen(citizen.id).to_string().into_bytes());
    }
    if let Some((blinding, cpr)) = cpr.filter(|_| !citizen.erasing) {
        rows.insert(cpr_key(keys, blinding, cpr, citizen.id), Vec::new());
    }
    rows
}

/// The row under which a citizen is found by their number.
fn cpr_key(keys: Keys, blinding: &Blinding, cpr: &str, citizen: model::CitizenId) -> Vec<u8> {
    keys.attribute(b"cpr", &blinding.blind(cpr.as_bytes()), &citizen.0.to_be_bytes())
}

fn rows_of_person(keys: Keys, person: &PersonState) -> Rows {
    let live = person.tokens.iter().filter(|(_, token)| token.revoked_at.is_none());
    live.map(|(number, token)| {
        let tail = [number.to_be_bytes().as_slice(), person.id.as_str().as_bytes()].concat();
        (keys.attribute(b"token", &token.hash.0, &tail), Vec::new())
    })
    .collect()
}

/// The row of an effect that has not ended.
pub(crate) fn outbox_key(keys: Keys, id: model::EffectId) -> Vec<u8> {
    let message =
        [id.epoch.to_be_bytes().as_slice(), &id.position.to_be_bytes(), &id.ordinal.to_be_bytes()].concat();
    keys.outbox(&message)
}

/// What a timer's key names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimerRow {
    pub(crate) case: CaseId,
    pub(crate) deadline: DeadlineName,
    pub(crate) kind: TimerKind,
}

impl TimerRow {
    pub(crate) fn to_key(&self) -> Vec<u8> {
        let (tag, place) = match self.kind {
            TimerKind::Rung(place) => (0_u8, place),
            TimerKind::Lapse => (1, 0),
        };
        let mut key = self.case.0.to_be_bytes().to_vec();
        key.push(tag);
        key.extend(place.to_be_bytes());
        key.extend(self.deadline.as_str().as_bytes());
        key
    }

    pub(crate) fn from_key(key: &[u8]) -> Option<Self> {
        let (case, rest) = key.split_first_chunk::<8>()?;
        let (tag, rest) = rest.split_first()?;
        let (place, name) = rest.split_first_chunk::<4>()?;
        let kind = match tag {
            0 => TimerKind::Rung(u32::from_be_bytes(*place)),
            1 => TimerKind::Lapse,
            _other => return None,
        };
        let deadline = DeadlineName::new(core::str::from_utf8(name).ok()?);
        Some(Self { case: CaseId(u64::from_be_bytes(*case)), deadline, kind })
    }
}
