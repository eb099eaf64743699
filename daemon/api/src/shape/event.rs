//! An event of the history, for programs: its name and its fields.

mod plugin;

use std::collections::BTreeMap;

use model::deadline::{DueDate, LedgerChange};
use model::effect::{EffectId, EffectOutcome};
use model::{Event, Private};
use serde_json::{Value as Json, json};
use wire::HistoryEvent;

use super::{case, deadline, step, text};
use crate::values::shown;

#[expect(clippy::too_many_lines, reason = "one arm per kind of event, and nothing is decided in them")]
pub(crate) fn event(event: &Event) -> HistoryEvent {
    let (event, fields) = match event {
        Event::CaseOpened { citizen, workflow, definition, rule_pack, unit, steps, parent } => (
            "case_opened",
            json!({"citizen": text(citizen), "workflow": text(workflow), "definition": text(definition),
                "rule_pack": text(rule_pack), "unit": text(unit), "steps": texts(steps),
                "parent": parent.as_ref().map(|parent| json!({"case": text(parent.case), "step": text(&parent.step)}))}),
        ),
        Event::Happened { number, event, on, at, note, channel, about } => (
            "happened",
            json!({"number": number, "event": text(event), "on": text(on), "at": at.map(text), "note": maybe(note.as_ref()),
                "channel": channel, "about": about}),
        ),
        Event::HappeningCorrected { number, was, on, reason } => (
            "happening_corrected",
            json!({"number": number, "was": text(was), "on": text(on), "reason": value(reason)}),
        ),
        Event::StepOpened { step, round, role, slots, cause, reopened } => (
            "step_opened",
            json!({"step": text(step), "round": round, "role": role.as_ref().map(text), "slots": numbered(slots),
                "cause": cause, "reopened": reopened.as_ref().map(text)}),
        ),
        Event::StepSettled { step, status, because, on } => (
            "step_settled",
            json!({"step": text(step), "status": step::status(*status), "because": because, "on": text(on)}),
        ),
        Event::StepCompleted { step, by, on, outputs } => (
            "step_completed",
            json!({"step": text(step), "by": text(by), "on": text(on), "outputs": named(outputs)}),
        ),
        Event::MomentReached { step, moment, on, outputs } => (
            "moment_reached",
            json!({"step": text(step), "moment": moment, "on": text(on), "outputs": named(outputs)}),
        ),
        Event::LinkedCaseOpened { step, case, failed } => {
            ("linked_case_opened", json!({"step": text(step), "case": case.map(text), "failed": failed}))
        }
        Event::LinkedCaseEnded { step, case, outcome } => {
            ("linked_case_ended", json!({"step": text(step), "case": text(case), "outcome": outcome}))
        }
        Event::PauseBegan { pause, cause, steps, on } => {
            ("pause_began", json!({"pause": pause, "cause": cause, "steps": texts(steps), "on": text(on)}))
        }
        Event::PauseEnded { pause, cause, on } => {
            ("pause_ended", json!({"pause": pause, "cause": cause, "on": text(on)}))
        }
        Event::StageEnded { stage, by, on, reason } => (
            "stage_ended",
            json!({"stage": text(stage), "by": text(by), "on": text(on), "reason": value(reason)}),
        ),
        Event::TableDecided { step, answer, outputs } => {
            let inputs = answer.inputs.iter();
            let inputs: Vec<Json> = inputs
                .map(|input| json!({"expression": input.expression, "value": value(&input.value)}))
                .collect();
            (
                "table_decided",
                json!({"step": text(step), "version": text(answer.table), "inputs": inputs, "rules": answer.rules,
                    "basis": answer.basis, "failed": answer.failed, "outputs": named(outputs)}),
            )
        }
        Event::FactEntered { fact, slot, value: entered, class, step, round, correction } => (
            "fact_entered",
            json!({"fact": text(fact), "slot": slot, "value": value(entered), "class": text(class),
                "step": text(step), "round": round, "correction": maybe(correction.as_ref())}),
        ),
        Event::TaskClaimed { task, by, given_by, note } => (
            "task_claimed",
            json!({"task": text(task), "by": text(by), "given_by": given_by.as_ref().map(text), "note": maybe(note.as_ref())}),
        ),
        Event::TaskReleased { task, by } => ("task_released", json!({"task": text(task), "by": text(by)})),
        // What a draft says is its author's alone until the task is completed.
        Event::DraftSaved { task, author, content } => (
            "draft_saved",
            json!({"task": text(task), "author": text(author), "discarded": content.is_none()}),
        ),
        Event::ContributionGiven { task, by, on } => {
            ("contribution_given", json!({"task": text(task), "by": text(by), "on": text(on)}))
        }
        Event::ContributionWaived { task, by, on, reason } => (
            "contribution_waived",
            json!({"task": text(task), "by": text(by), "on": text(on), "reason": value(reason)}),
        ),
        Event::GoalAdded { number, words, said_on } => {
            ("goal_added", json!({"number": number, "words": value(words), "said_on": text(said_on)}))
        }
        Event::GoalReworded { number, staff_words } => {
            ("goal_reworded", json!({"number": number, "staff_words": value(staff_words)}))
        }
        Event::PlanMade { step, measures, facts_used } => (
            "plan_made",
            json!({"step": text(step),
                "measures": measures.iter().map(|(number, one)| (text(number), value(&one.content))).collect::<Fields>(),
                "facts_used": facts_used.iter().map(case::fact_use).collect::<Vec<_>>()}),
        ),
        Event::FactsMadeKnown { step, plan } => {
            ("facts_made_known", json!({"step": text(step), "plan": text(plan)}))
        }
        Event::DecisionSent {
            step,
            maker,
            parts,
            decided_on,
            sent_on,
            channel,
            received_on,
            hearing_considered,
            board_considered,
        } => (
            "decision_sent",
            json!({"step": text(step), "maker": text(maker), "parts": numbered(parts), "decided_on": text(decided_on),
                "sent_on": text(sent_on), "channel": channel, "received_on": text(received_on),
                "hearing_considered": maybe(hearing_considered.as_ref()),
                "board_considered": maybe(board_considered.as_ref())}),
        ),
        // What it says is asked for by its number: the page is not repeated in the history.
        Event::LetterSent {
            number,
            subject,
            step,
            version,
            template,
            channel,
            sent_on,
            by,
            recipient,
            ..
        } => (
            "letter_sent",
            json!({"number": number, "subject": subject, "step": step.as_ref().map(text), "version": version,
                "template": template, "channel": channel, "sent_on": text(sent_on), "by": text(by),
                "recipient": value(recipient)}),
        ),
        Event::NoteAdded { number, text: note, by, on } => {
            ("note_added", json!({"number": number, "text": value(note), "by": text(by), "on": text(on)}))
        }
        Event::DeadlineSet(set) => (
            "deadline_set",
            json!({"deadline": text(&set.name), "step": text(&set.step), "basis": set.basis, "anchor": set.anchor,
                "date": due_date(&set.date)}),
        ),
        Event::DeadlineMoved { deadline, from, to, because } => (
            "deadline_moved",
            json!({"deadline": text(deadline), "from": text(from), "to": due_date(to), "because": because}),
        ),
        Event::LedgerEntered { deadline, entry } => {
            let name = match &entry.change {
                LedgerChange::Pause { to: None, .. } => "deadline_paused",
                LedgerChange::Pause { to: Some(_), .. } => "deadline_resumed",
                LedgerChange::Extension { .. } => "deadline_extended",
            };
            (name, json!({"deadline": text(deadline), "entry": deadline::ledger_entry(entry)}))
        }
        Event::DeadlineMet { deadline, on } => {
            ("deadline_met", json!({"deadline": text(deadline), "on": text(on)}))
        }
        Event::DeadlineLapsed { deadline, on } => {
            ("deadline_lapsed", json!({"deadline": text(deadline), "on": text(on)}))
        }
        Event::DeadlineDropped { deadline, because } => {
            ("deadline_dropped", json!({"deadline": text(deadline), "because": because}))
        }
        Event::RungFired { deadline, rung, to, catch_up } => (
            "rung_fired",
            json!({"deadline": text(deadline), "rung": rung, "to": texts(to), "catch_up": catch_up}),
        ),
        Event::MissAnswered { deadline, by, reason } => {
            ("miss_answered", json!({"deadline": text(deadline), "by": text(by), "reason": value(reason)}))
        }
        Event::HolderAppointed { role, person, deputy, from, by, component } => (
            "holder_appointed",
            json!({"role": text(role), "person": text(person), "deputy": deputy.as_ref().map(text), "from": text(from),
                "confirmed_by": by.as_ref().map(text), "component": component.map(text)}),
        ),
        Event::CaseClosed { because, on, reason } => {
            ("case_closed", json!({"because": because, "on": text(on), "reason": maybe(reason.as_ref())}))
        }
        Event::CaseReopened { on, reason, .. } => {
            ("case_reopened", json!({"on": text(on), "reason": value(reason)}))
        }
        Event::ConcernRaised { number, step, because } => {
            ("concern_raised", json!({"number": number, "step": text(step), "because": because}))
        }
        Event::ConcernSettled { number, by, finding } => {
            ("concern_settled", json!({"number": number, "by": text(by), "finding": value(finding)}))
        }
        Event::CaseQuarantined { because } => ("case_quarantined", json!({"because": because})),
        Event::EffectStarted { id } => ("effect_started", json!({"id": text(id)})),
        Event::EffectFinished { id, outcome } => ("effect_finished", ended(id, outcome)),
        Event::EffectResultIgnored { id, outcome } => ("effect_result_ignored", ended(id, outcome)),
        Event::ErasureOrdered { basis } => ("erasure_ordered", json!({"basis": basis})),
        Event::Erased => ("erased", json!({})),
        Event::CitizenRegistered { cpr, name, birth_date, synthetic, digital_post } => (
            "citizen_registered",
            json!({"cpr": value(cpr), "name": value(name), "birth_date": value(birth_date), "synthetic": synthetic,
                "digital_post": digital_post}),
        ),
        Event::CaseLinked { case } => ("case_linked", json!({"case": text(case)})),
        Event::CoordinatorAppointed { person, deputy, from, relied_on, reason } => (
            "coordinator_appointed",
            json!({"person": text(person), "deputy": deputy.as_ref().map(text), "from": text(from),
                "relied_on": relied_on, "reason": maybe(reason.as_ref())}),
        ),
        Event::ConsentGiven { purpose, on, by, note } => (
            "consent_given",
            json!({"purpose": purpose, "on": text(on), "by": by.as_ref().map(text), "note": maybe(note.as_ref())}),
        ),
        Event::ConsentWithdrawn { purpose, on, note } => {
            ("consent_withdrawn", json!({"purpose": purpose, "on": text(on), "note": maybe(note.as_ref())}))
        }
        Event::MergedInto { citizen } => ("merged_into", json!({"citizen": citizen.map(text)})),
        Event::CitizenReassigned { citizen } => ("citizen_reassigned", json!({"citizen": text(citizen)})),
        Event::MunicipalityActivated { file } => ("municipality_activated", json!({"file": text(file)})),
        Event::WorkflowActivated { workflow, activated } => (
            "workflow_activated",
            json!({"workflow": text(workflow), "definition": text(activated.definition),
                "rule_pack": text(activated.rule_pack), "from": activated.from.map(text)}),
        ),
        Event::ActivationWithdrawn { workflow } => {
            ("activation_withdrawn", json!({"workflow": text(workflow)}))
        }
        Event::TimeZonesChanged { version } => ("time_zones_changed", json!({"version": version})),
        Event::ClockHeld { because } => ("clock_held", json!({"because": because})),
        Event::ClockConfirmed => ("clock_confirmed", json!({})),
        Event::Restored { position } => ("restored", json!({"position": position})),
        Event::EffectsReleased { id } => ("effects_released", json!({"effect": id.map(|id| id.to_string())})),
        Event::TokenCreated { number, token } => {
            ("token_created", json!({"number": number, "label": token.label}))
        }
        Event::PluginCalled { .. }
        | Event::PluginAnswered { .. }
        | Event::PluginFailed { .. }
        | Event::ProposalSettled { .. }
        | Event::PluginActivated { .. } => plugin::of_plugin(event),
        Event::TokenRevoked { number } => ("token_revoked", json!({"number": number})),
    };
    let Json::Object(fields) = fields else { unreachable!("every arm writes an object") };
    HistoryEvent { event: event.to_owned(), fields: fields.into_iter().collect() }
}

type Fields = serde_json::Map<String, Json>;

fn texts<T: ToString>(things: &[T]) -> Vec<String> {
    things.iter().map(ToString::to_string).collect()
}

fn value(private: &Private) -> Json {
    json!(shown(private))
}

fn maybe(private: Option<&Private>) -> Json {
    json!(private.map(shown))
}

fn named(outputs: &BTreeMap<String, Private>) -> Fields {
    outputs.iter().map(|(name, private)| (name.clone(), value(private))).collect()
}

fn numbered(parts: &BTreeMap<u32, Private>) -> Fields {
    parts.iter().map(|(number, private)| (number.to_string(), value(private))).collect()
}

fn due_date(date: &DueDate) -> Json {
    json!({"anchor_on": text(date.anchor_on), "raw": text(date.raw), "due": text(date.due),
        "why": super::sentence(&date.why)})
}

fn ended(id: &EffectId, outcome: &EffectOutcome) -> Json {
    let (outcome, because) = match outcome {
        EffectOutcome::Done => ("done", None),
        EffectOutcome::GivenUp(because) => ("given_up", Some(because)),
        EffectOutcome::Unknown => ("unknown", None),
        EffectOutcome::Dropped => ("dropped", None),
    };
    json!({"id": text(id), "outcome": outcome, "because": because})
}
