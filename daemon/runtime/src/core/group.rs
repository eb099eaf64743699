//! A group: commands decided one after the other, made durable by one write and one sync, then answered.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::planted::{self, Bug};
use engine::{At, Decision, Refusal, RefusalKind, StreamState, World, decide};
use model::deadline::Sentence;
use model::record::Idempotency;
use model::{Actor, CitizenId, Command, Event, StreamId, SystemPart, Timestamp};

use super::accepted::{about, accepted};
use super::view::View;
use super::{Core, FRAME_BYTES, GROUP_MAX, Output};
use crate::answer::{Accepted, Rejected, Submission};

/// What is decided and not yet durable.
pub(super) struct Group {
    pub(super) now: Timestamp,
    pub(super) wall: Timestamp,
    pub(super) records: Vec<Waiting>,
    bytes: usize,
    /// Whether the next decision depends on what the index does not show before the group is durable: people, load.
    changes_directory: bool,
    /// States after the group's own decisions, opened.
    pub(super) overlay: BTreeMap<StreamId, StreamState>,
    /// Answers that hang on what is not yet durable.
    pub(super) answers: Vec<(u64, Result<Accepted, Rejected>)>,
    pub(super) outputs: Vec<Output>,
}

/// A record that waits for its group's sync.
pub(super) struct Waiting {
    pub(super) record: model::Record,
    pub(super) payload: Vec<u8>,
    pub(super) ticket: Option<u64>,
    pub(super) accepted: Accepted,
    /// A command that nobody gives a second time: it is given again if the disk was full.
    pub(super) own: Option<Submission>,
}

/// What became of a command before its group is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Its record waits for the sync.
    Recorded,
    /// There was nothing to record.
    Nothing,
    /// It was refused: the command itself, not the disk.
    Refused(&'static str),
    /// Nothing can be written.
    Unwritten,
}

impl Group {
    pub(super) fn new(now: Timestamp, wall: Timestamp) -> Self {
        Self {
            now,
            wall,
            records: Vec::new(),
            bytes: 0,
            changes_directory: false,
            overlay: BTreeMap::new(),
            answers: Vec::new(),
            outputs: Vec::new(),
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

    fn has_key(&self, idempotency: &Idempotency) -> bool {
        let mut known = self.records.iter().filter_map(|waiting| waiting.record.idempotency);
        known.any(|known| known.key == idempotency.key) && !planted::is(Bug::ForgottenKey)
    }

    fn touches_any_of(&self, decision: &Decision) -> bool {
        let mut streams = decision.events.keys();
        streams.any(|stream| self.overlay.contains_key(stream)) && !planted::is(Bug::LooseChain)
    }

    fn add(&mut self, waiting: Waiting, decision: Decision) {
        self.bytes = self.bytes.saturating_add(waiting.payload.len()).saturating_add(FRAME_BYTES);
        self.changes_directory |= changes_directory(&decision);
        let Decision { events, mut states, .. } = decision;
        for stream in events.into_keys() {
            if let Some(state) = states.remove(&stream) {
                self.overlay.insert(stream, state);
            }
        }
        self.records.push(waiting);
    }

    /// What waited for its sync, for the one who sees to that.
    pub(super) fn take_records(&mut self) -> Vec<Waiting> {
        self.overlay.clear();
        self.bytes = 0;
        self.changes_directory = false;
        std::mem::take(&mut self.records)
    }

    /// Lets the answers go out.
    pub(super) fn release_answers(&mut self) {
        let answers = std::mem::take(&mut self.answers);
        self.outputs.extend(answers.into_iter().map(|(ticket, result)| Output::Answer { ticket, result }));
    }
}

/// Whether people, units or somebody's load are others after it: only the index tells them.
fn changes_directory(decision: &Decision) -> bool {
    let of_events = decision.events.values().flatten().any(|event| {
        matches!(
            event,
            Event::HolderAppointed { .. }
                | Event::CaseClosed { .. }
                | Event::CaseReopened { .. }
                | Event::ErasureOrdered { .. }
        )
    });
    of_events || decision.events.contains_key(&StreamId::Organisation)
}

impl Core {
    /// Decides a command and puts its record into the group.
    pub(super) fn submit(&mut self, group: &mut Group, submission: Submission, ticket: Option<u64>) -> Taken {
        let taken = match self.take(group, submission, ticket) {
            Ok(None) => Taken::Recorded,
            Ok(Some(accepted)) => {
                group.answer(ticket, Ok(accepted));
                Taken::Nothing
            }
            Err(rejected) => {
                let is_disk = matches!(rejected, Rejected::ReadOnly { .. });
                let taken = if is_disk { Taken::Unwritten } else { Taken::Refused(rejected.code()) };
                group.answer(ticket, Err(rejected));
                taken
            }
        };
        if group.records.len() >= GROUP_MAX || group.bytes >= self.limits.group_bytes {
            self.flush(group);
        }
        taken
    }

    /// The answer where there is nothing to record, or `None` where a record waits for its sync.
    fn take(
        &mut self,
        group: &mut Group,
        submission: Submission,
        ticket: Option<u64>,
    ) -> Result<Option<Accepted>, Rejected> {
        let idempotency = self.idempotency(&submission)?;
        if group.changes_directory || idempotency.as_ref().is_some_and(|known| group.has_key(known)) {
            self.flush(group);
        }
        self.check_whole()?;
        if let Some(known) = &idempotency
            && let Some(accepted) = self.repeated(group, &submission, known)?
        {
            return Ok(Some(accepted));
        }
        let mut decision = self.decide_on_seen(group, &submission)?;
        // A part names the hash of its stream's last record, which is known once that record is durable. The flush may
        // bring records of its own, so the decision is made again.
        if group.touches_any_of(&decision) {
            self.flush(group);
            self.check_whole()?;
            decision = self.decide_on_seen(group, &submission)?;
        }
        let position = self.next_position(group);
        if decision.events.is_empty() {
            let about = about(&submission.command);
            let version = about.as_ref().map(|stream| self.version(group, stream)).transpose()?;
            let accepted = accepted(&submission.command, &[], position.saturating_sub(1));
            return Ok(Some(Accepted { version, ..accepted }));
        }
        let record = self.encode(group, &submission, &decision, idempotency)?;
        let payload = record.to_bytes();
        if payload.len() > self.limits.record_bytes {
            return Err(too_large(self.limits.record_bytes));
        }
        self.count_numbers(&record);
        let accepted = accepted(&submission.command, &record.parts, position);
        let own = must_not_be_lost(&submission, ticket).then_some(submission);
        group.add(Waiting { record, payload, ticket, accepted, own }, decision);
        Ok(None)
    }

    fn check_whole(&self) -> Result<(), Rejected> {
        match &self.broken {
            Some(because) => Err(Rejected::ReadOnly { because: because.clone() }),
            None => Ok(()),
        }
    }

    /// The decision on the version that the caller has seen.
    fn decide_on_seen(&self, group: &Group, submission: &Submission) -> Result<Decision, Rejected> {
        let decision = self.decide(group, submission);
        // Who may not, or names what is not there, does not learn which version it has.
        if let Err(Rejected::Refused(refusal)) = &decision
            && matches!(refusal.kind, RefusalKind::Forbidden | RefusalKind::NotFound | RefusalKind::Gone)
        {
            return decision;
        }
        if let (Some(expected), Some(stream)) = (submission.expected_version, about(&submission.command)) {
            let found = self.version(group, &stream)?;
            if found != expected {
                return Err(Rejected::Stale { expected, found });
            }
        }
        decision
    }

    fn decide(&self, group: &Group, submission: &Submission) -> Result<Decision, Rejected> {
        let in_force = self.shared.in_force();
        let view = View {
            shared: &self.shared,
            recent: &self.recent,
            overlay: &group.overlay,
            failed: RefCell::new(None),
        };
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
            registered: self.registered(group, &submission.command)?,
            streams: &view,
            rules: &view,
        };
        let decision = decide(&world, &submission.command);
        if let Some(because) = view.failed.borrow_mut().take() {
            tracing::error!(because, "a stream or its definition could not be read");
            return Err(Rejected::Internal { because });
        }
        Ok(decision?)
    }

    /// Who has the number that a command registers, in this group or before.
    fn registered(&self, group: &Group, command: &Command) -> Result<Option<CitizenId>, Rejected> {
        let Command::RegisterCitizen { cpr, .. } = command else { return Ok(None) };
        let digits = engine::cpr_digits(cpr);
        let in_group = group.overlay.values().find_map(|state| match state {
            StreamState::Citizen(citizen) => (citizen.cpr.as_text() == Some(&digits)).then_some(citizen.id),
            StreamState::Case(_) | StreamState::Organisation(_) | StreamState::Person(_) => None,
        });
        if in_group.is_some() {
            return Ok(in_group);
        }
        self.shared.applier.citizen_with(&digits).map_err(|error| internal(&error))
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
        let state = self.recent.borrow_mut().sealed(&self.shared.applier, stream);
        Ok(state.map_err(|error| internal(&error))?.map_or(0, |state| state.version()))
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
}

/// Results of effects, and a hold of the clock: who gave them does not give them again.
fn must_not_be_lost(submission: &Submission, ticket: Option<u64>) -> bool {
    let is_result = submission.actor == Actor::System(SystemPart::Dispatcher);
    let is_hold = matches!(submission.command, Command::HoldClock { .. });
    ticket.is_none() && (is_result || is_hold)
}

fn too_large(max: usize) -> Rejected {
    Rejected::from(Refusal {
        kind: RefusalKind::Invalid,
        code: "text-too-long",
        detail: Sentence {
            da: "Det er for meget på én gang; del det op.".to_owned(),
            en: format!("this is more than fits into one record of {max} bytes; divide it"),
        },
        missing: Vec::new(),
        who: Vec::new(),
    })
}

pub(super) fn internal(error: &dyn std::error::Error) -> Rejected {
    tracing::error!(because = %error, "the daemon's own data could not be read");
    Rejected::Internal { because: error.to_string() }
}
