//! What happened on a case, record by record, in plain words.

use definition::{Definition, Kind};
use model::deadline::Sentence;
use model::privates::Privates;
use model::{Actor, CaseId, Date, Event, Private, Record, StreamId, Timestamp, Value};

use super::{Page, Paged, cursor};
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;
use crate::rows::kind;
use crate::sentences::sentence_of;

/// One record of a case.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// Its position.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The day on which it happened, where that was said.
    pub happened_on: Option<Date>,
    /// Who.
    pub actor: Actor,
    /// The command's name.
    pub command: String,
    /// Why, where it was said.
    pub purpose: Option<Private>,
    /// What happened, opened; what the reader may not see is [`Value::Null`].
    pub events: Vec<Event>,
    /// What happened, a plain sentence an event.
    pub sentences: Vec<Sentence>,
}

impl Runtime {
    /// The history of a case, oldest first.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn history(&self, by: &Reader, id: CaseId, page: &Page) -> Result<Paged<HistoryRow>, Rejected> {
        let (seen, purpose) = self.see(by, id, "history")?;
        self.log(by, (vec![id], None), &purpose, (false, "history"))?;
        let person = Self::person_of(by)?;
        let stream = StreamId::Case(id);
        let keys = self.shared.applier.keys;
        let range = keys.stream_positions(kind(&stream), &stream.key()).range();
        let found = self.shared.applier.index.scan(&page.start(&range), &range.to, page.size());
        let found = found.map_err(|error| super::internal(&error))?;
        let next = (found.len() == page.size()).then(|| found.last().map(|(key, _)| cursor(key))).flatten();
        let mut rows = Vec::with_capacity(found.len());
        for (_, position) in found {
            let position = <[u8; 8]>::try_from(position.as_slice()).map_or(0, u64::from_be_bytes);
            let record = self.shared.reader.read(position).map_err(|error| super::internal(&error))?;
            let record = Record::from_bytes(&record.payload).map_err(|error| super::internal(&error))?;
            let mut row = HistoryRow {
                position,
                recorded_at: record.recorded_at,
                happened_on: record.happened_on,
                actor: record.actor,
                command: record.command,
                purpose: None,
                events: Vec::new(),
                sentences: Vec::new(),
            };
            if let Some(purpose) = &record.purpose {
                let opened =
                    self.shared.sealer.open_text(purpose).map_err(|error| super::internal(&error))?;
                row.purpose = seen.sight.works_on_case.then_some(opened);
            }
            for event in
                record.parts.into_iter().filter(|part| part.stream == stream).flat_map(|part| part.events)
            {
                let mut event = event.0;
                self.shared.sealer.open(&mut event).map_err(|error| super::internal(&error))?;
                let is_unseen = seen.sight.unseen.hides_event(&event, &row.actor);
                if is_unseen || !is_visible(&event, &seen.sight, &person) {
                    event.each_private(&mut |private| *private = Private::Clear(Value::Null));
                    if let Event::MomentReached { moment, .. } = &mut event {
                        super::HIDDEN_MOMENT.clone_into(moment);
                    }
                }
                hide_inputs(&mut event, (&seen.sight, &seen.definition), is_unseen);
                row.sentences.push(sentence_of(&event, &row.command, &seen.definition));
                row.events.push(event);
            }
            rows.push(row);
        }
        Ok(Paged { rows, next })
    }
}

/// What a decision table was told is hidden from who may not see every fact that it reads.
fn hide_inputs(event: &mut Event, (sight, definition): (&access::Sight, &Definition), is_unseen: bool) {
    let Event::TableDecided { step, answer, .. } = event else { return };
    if is_unseen {
        answer.inputs.clear();
    }
    let Some(Kind::Table(rule)) = definition.steps.get(step).map(|step| &step.kind) else { return };
    if !sight.sees_inputs(rule, definition) {
        answer.inputs.clear();
    }
}

/// Whether the values of an event are the reader's to see.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is neither fact nor draft follows the sight of the case"
)]
fn is_visible(event: &Event, sight: &access::Sight, person: &model::PersonId) -> bool {
    let reads_file = sight.works_on_case || sight.needs_purpose;
    match event {
        Event::FactEntered { fact, slot, .. } => sight.sees_slot(fact, *slot),
        Event::DraftSaved { author, .. } => author == person,
        // What was said when a task was given is for who holds that task.
        Event::TaskClaimed { task, .. } => {
            reads_file || sight.only_tasks.as_ref().is_some_and(|tasks| tasks.contains(task))
        }
        _ => reads_file,
    }
}
