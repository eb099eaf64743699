//! A group: commands decided one after the other, made durable by one write and one sync, then answered.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::{At, Decision, StreamState, World, decide};
use model::{CaseId, CitizenId, Command, ContentHash, Event, StreamId, TaskName, Timestamp};

use super::apply::Placed;
use super::view::View;
use super::{Core, GROUP_BYTES_MAX, GROUP_MAX, Output};
use crate::answer::{Accepted, Rejected, Submission};

/// What is decided and not yet durable.
pub(super) struct Group {
    pub(super) now: Timestamp,
    pub(super) wall: Timestamp,
    pub(super) records: Vec<Waiting>,
    bytes: usize,
    /// States after the group's own decisions, opened.
    pub(super) overlay: BTreeMap<StreamId, StreamState>,
    /// Answers that hang on what is not yet durable.
    pub(super) answers: Vec<(u64, Result<Accepted, Rejected>)>,
    pub(super) outputs: Vec<Output>,
    pub(super) is_broken: bool,
}

/// A record that waits for its group's sync.
pub(super) struct Waiting {
    pub(super) record: model::Record,
    pub(super) payload: Vec<u8>,
    pub(super) ticket: Option<u64>,
    pub(super) accepted: Accepted,
    pub(super) about: Option<StreamId>,
}

impl Group {
    pub(super) fn new(now: Timestamp, wall: Timestamp) -> Self {
        Self {
            now,
            wall,
            records: Vec::new(),
            bytes: 0,
            overlay: BTreeMap::new(),
            answers: Vec::new(),
            outputs: Vec::new(),
            is_broken: false,
        }
    }

    fn answer(&mut self, ticket: Option<u64>, result: Result<Accepted, Rejected>) {
        if let Some(ticket) = ticket {
            self.answers.push((ticket, result));
        } else if let Err(rejected) = result {
            // Nobody waits for it: the daemon's own command was refused, which an operator should see as a trend.
            tracing::warn!(code = rejected.code(), "a command of the daemon itself was refused");
        }
    }
}

impl Core {
    /// Decides a command and puts its record into the group.
    pub(super) fn submit(&mut self, group: &mut Group, submission: Submission, ticket: Option<u64>) {
        if group.is_broken {
            group.answer(ticket, Err(Rejected::Stopping));
            return;
        }
        match self.take(group, &submission, ticket) {
            Ok(Some(accepted)) => group.answer(ticket, Ok(accepted)),
            Ok(None) => {}
            Err(rejected) => group.answer(ticket, Err(rejected)),
        }
        if group.records.len() >= GROUP_MAX || group.bytes >= GROUP_BYTES_MAX {
            self.flush(group);
        }
    }

    /// The answer where there is nothing to record, or `None` where a record waits for its sync.
    fn take(
        &mut self,
        group: &mut Group,
        submission: &Submission,
        ticket: Option<u64>,
    ) -> Result<Option<Accepted>, Rejected> {
        let idempotency = self.idempotency(submission)?;
        if let Some(idempotency) = &idempotency {
            if group
                .records
                .iter()
                .any(|waiting| waiting.record.idempotency.map(|i| i.key) == Some(idempotency.key))
            {
                self.flush(group);
            }
            if let Some(accepted) = self.repeated(group, idempotency)? {
                return Ok(Some(accepted));
            }
        }
        let about = about(&submission.command);
        if let (Some(expected), Some(stream)) = (submission.expected_version, &about) {
            let found = self.version(group, stream)?;
            if found != expected {
                return Err(Rejected::Stale { expected, found });
            }
        }
        let decision = self.decide(group, submission)?;
        let accepted = Accepted {
            position: self.next_position(group),
            repeated: false,
            case: case_of(&submission.command, &decision),
            citizen: citizen_of(&submission.command, &decision),
            version: None,
            number: decision.number,
            opened: opened_tasks(&decision),
        };
        if decision.events.is_empty() {
            let version = about.as_ref().map(|stream| self.version(group, stream)).transpose()?;
            let position = accepted.position.saturating_sub(1);
            return Ok(Some(Accepted { position, version, ..accepted }));
        }
        // A part names the hash of its stream's last record, which is known once that record is durable.
        if decision.events.keys().any(|stream| group.overlay.contains_key(stream)) {
            self.flush(group);
            if group.is_broken {
                return Err(Rejected::Stopping);
            }
        }
        let record = self.encode(group, submission, &decision, idempotency)?;
        let payload = record.to_bytes();
        if payload.len() > journal::RECORD_BYTES_MAX {
            return Err(Rejected::Internal {
                because: "the record is larger than a record may be".to_owned(),
            });
        }
        group.bytes = group.bytes.saturating_add(payload.len());
        let changed = decision.events.keys().cloned().collect::<Vec<_>>();
        let mut states = decision.states;
        for stream in changed {
            if let Some(state) = states.remove(&stream) {
                group.overlay.insert(stream, state);
            }
        }
        self.count_numbers(&record);
        let about = accepted.case.map(StreamId::Case).or(accepted.citizen.map(StreamId::Citizen)).or(about);
        group.records.push(Waiting { record, payload, ticket, accepted, about });
        Ok(None)
    }

    fn decide(&self, group: &Group, submission: &Submission) -> Result<Decision, Rejected> {
        let in_force = self.shared.in_force();
        let view = View { shared: &self.shared, overlay: &group.overlay, failed: RefCell::new(None) };
        let world = World {
            at: At {
                epoch: self.epoch,
                position: self.next_position(group),
                recorded_at: group.now,
                actor: submission.actor.clone(),
            },
            today: model::Date(calendar::civil_date(group.now.micros())),
            directory: &in_force.directory,
            calendar: &in_force.calendar,
            calendar_hash: in_force.calendar_hash,
            last_case: self.last_case,
            last_citizen: self.last_citizen,
            streams: &view,
            rules: &*self.shared.rules,
        };
        let decision = decide(&world, &submission.command);
        if let Some(because) = view.failed.borrow_mut().take() {
            tracing::error!(because, "a stream could not be read");
            return Err(Rejected::Internal { because });
        }
        Ok(decision?)
    }

    pub(super) fn next_position(&self, group: &Group) -> u64 {
        let waiting = u64::try_from(group.records.len()).unwrap_or(u64::MAX);
        self.journal.head().position.saturating_add(waiting).saturating_add(1)
    }

    /// The version that a stream has after the group's own records.
    fn version(&self, group: &Group, stream: &StreamId) -> Result<u64, Rejected> {
        let touched = group.records.iter().flat_map(|waiting| &waiting.record.parts);
        if let Some(part) = touched.rev().find(|part| part.stream == *stream) {
            return Ok(part.version);
        }
        let state = self.shared.applier.state(stream).map_err(|error| internal(&error))?;
        Ok(state.map_or(0, |state| state.version()))
    }

    fn count_numbers(&mut self, record: &model::Record) {
        for part in &record.parts {
            match &part.stream {
                StreamId::Case(case) => self.last_case = self.last_case.max(case.0),
                StreamId::Citizen(citizen) => self.last_citizen = self.last_citizen.max(citizen.0),
                StreamId::Contact(_)
                | StreamId::Organisation
                | StreamId::Unit(_)
                | StreamId::Person(_)
                | StreamId::Plugin(_)
                | StreamId::Job(_) => {}
            }
        }
    }

    /// Makes the group durable, brings the index up to date and answers.
    pub(super) fn flush(&mut self, group: &mut Group) {
        if group.is_broken {
            return;
        }
        let waiting = std::mem::take(&mut group.records);
        group.overlay.clear();
        group.bytes = 0;
        if !waiting.is_empty() {
            self.commit(group, waiting);
        }
        let answers = std::mem::take(&mut group.answers);
        group.outputs.extend(answers.into_iter().map(|(ticket, result)| Output::Answer { ticket, result }));
    }

    fn commit(&mut self, group: &mut Group, waiting: Vec<Waiting>) {
        let (payloads, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|mut one| (std::mem::take(&mut one.payload), one)).unzip();
        // New keys are durable before anything that was sealed under them.
        let durable = self.shared.sealer.keys.sync().map_err(|error| error.to_string());
        let appended =
            durable.and_then(|()| self.journal.append(&payloads).map_err(|error| error.to_string()));
        let appended = match appended {
            Ok(appended) => appended,
            Err(because) => return self.refuse_all(group, waiting, &because),
        };
        self.last_recorded = group.now;
        self.shared.note_now(group.now);
        let placed: Vec<Placed> = waiting
            .iter()
            .zip(&appended)
            .map(|(one, appended)| Placed {
                record: one.record.clone(),
                epoch: self.epoch,
                position: appended.position,
                hash: ContentHash(appended.hash.0),
            })
            .collect();
        match self.shared.applier.apply(&placed) {
            Ok(states) => self.publish(group, waiting, &states),
            // The records are true; the index is behind. The next start brings it up to date.
            Err(error) => self.refuse_all(group, waiting, &error.to_string()),
        }
    }

    fn publish(
        &mut self,
        group: &mut Group,
        waiting: Vec<Waiting>,
        states: &BTreeMap<StreamId, StreamState>,
    ) {
        if let Some(StreamState::Organisation(organisation)) = states.get(&StreamId::Organisation)
            && let Err(because) = self.shared.put_in_force(organisation.clone())
        {
            tracing::error!(because, "the municipality in force could not be read");
        }
        let mut people = Vec::new();
        for one in &waiting {
            for event in one.record.parts.iter().flat_map(|part| &part.events) {
                if let Event::HolderAppointed { person, .. } = &event.0 {
                    people.push(person.clone());
                }
                if let Event::EffectFinished { id, .. } = &event.0 {
                    self.forget(*id);
                }
            }
        }
        if let Err(because) = self.shared.recount(&people) {
            tracing::error!(because, "the load could not be counted");
        }
        for one in &waiting {
            let version = one.about.as_ref().and_then(|stream| states.get(stream)).map(StreamState::version);
            if let Some(ticket) = one.ticket {
                group.answers.push((ticket, Ok(Accepted { version, ..one.accepted.clone() })));
            }
        }
        // Answers go out before effects: an erasure's second record is a group of its own.
        let answers = std::mem::take(&mut group.answers);
        group.outputs.extend(answers.into_iter().map(|(ticket, result)| Output::Answer { ticket, result }));
        self.dispatch(group, &waiting, states);
    }

    /// A failed append: acknowledge nothing. Whether the records exist is unknown until the next start.
    fn refuse_all(&mut self, group: &mut Group, waiting: Vec<Waiting>, because: &str) {
        tracing::error!(because, "a group of records could not be made durable");
        let rejected = Rejected::ReadOnly { because: because.to_owned() };
        group.answers.extend(waiting.iter().filter_map(|one| Some((one.ticket?, Err(rejected.clone())))));
        group.is_broken = true;
        let answers = std::mem::take(&mut group.answers);
        group.outputs.extend(answers.into_iter().map(|(ticket, result)| Output::Answer { ticket, result }));
        group.outputs.push(Output::Broken { because: because.to_owned() });
    }
}

pub(super) fn internal(error: &dyn std::error::Error) -> Rejected {
    tracing::error!(because = %error, "the daemon's own data could not be read");
    Rejected::Internal { because: error.to_string() }
}

/// The stream that a command names.
fn about(command: &Command) -> Option<StreamId> {
    case_named(command).map(StreamId::Case).or_else(|| citizen_named(command).map(StreamId::Citizen))
}

fn case_of(command: &Command, decision: &Decision) -> Option<CaseId> {
    case_named(command).or_else(|| {
        decision.events.iter().find_map(|(stream, events)| match (stream, events.first()) {
            (StreamId::Case(case), Some(Event::CaseOpened { .. })) => Some(*case),
            _other => None,
        })
    })
}

fn citizen_of(command: &Command, decision: &Decision) -> Option<CitizenId> {
    citizen_named(command).or_else(|| {
        decision.events.keys().find_map(|stream| match stream {
            StreamId::Citizen(citizen) => Some(*citizen),
            _other => None,
        })
    })
}

fn opened_tasks(decision: &Decision) -> Vec<TaskName> {
    let mut tasks = Vec::new();
    for event in decision.events.values().flatten() {
        if let Event::StepOpened { step, slots, .. } = event {
            match slots.is_empty() {
                true => tasks.push(TaskName::of(step)),
                false => {
                    tasks.extend(slots.keys().map(|slot| TaskName { step: step.clone(), slot: Some(*slot) }))
                }
            }
        }
    }
    tasks
}

/// The case that a command names.
pub(super) fn case_named(command: &Command) -> Option<CaseId> {
    match command {
        Command::Claim { case, .. }
        | Command::Release { case, .. }
        | Command::Delegate { case, .. }
        | Command::Complete { case, .. }
        | Command::SaveDraft { case, .. }
        | Command::GoOnWithout { case, .. }
        | Command::AddGoal { case, .. }
        | Command::RewordGoal { case, .. }
        | Command::AddNote { case, .. }
        | Command::RecordEvent { case, .. }
        | Command::CorrectEvent { case, .. }
        | Command::CorrectFact { case, .. }
        | Command::PauseDeadline { case, .. }
        | Command::ResumeDeadline { case, .. }
        | Command::ExtendDeadline { case, .. }
        | Command::AnswerMiss { case, .. }
        | Command::CloseCase { case, .. }
        | Command::ReopenCase { case, .. }
        | Command::StartStep { case, .. }
        | Command::CancelStep { case, .. }
        | Command::SettleConcern { case, .. }
        | Command::FireTimer { case, .. }
        | Command::Quarantine { case, .. } => Some(*case),
        Command::Erase { stream, .. }
        | Command::FinishErasure { stream }
        | Command::StartEffect { stream, .. }
        | Command::FinishEffect { stream, .. } => match stream {
            StreamId::Case(case) => Some(*case),
            _other => None,
        },
        Command::RegisterCitizen { .. }
        | Command::OpenCase { .. }
        | Command::WithdrawConsent { .. }
        | Command::AppointCoordinator { .. }
        | Command::Activate { .. }
        | Command::CreateToken { .. }
        | Command::RevokeToken { .. }
        | Command::HoldClock { .. }
        | Command::ConfirmClock
        | Command::NoteTimeZones { .. } => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "few commands name a citizen; the exhaustive match is `case_named`"
)]
fn citizen_named(command: &Command) -> Option<CitizenId> {
    match command {
        Command::WithdrawConsent { citizen, .. } | Command::AppointCoordinator { citizen, .. } => {
            Some(*citizen)
        }
        Command::Erase { stream: StreamId::Citizen(citizen), .. } => Some(*citizen),
        _ => None,
    }
}
