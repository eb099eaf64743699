//! Steps of a case with their contributions, and the tasks that are open.

use definition::{Definition, Kind};
use model::step::{Slot, SlotState, TableAnswer};
use model::{StepName, StepState, StepStatus, TaskName};

use super::{maybe, sentence, text};
use crate::values::shown;

pub(crate) fn step(state: &StepState, rule: &definition::Step, definition: &Definition) -> wire::Step {
    let mut within: Vec<String> = definition.stages_of(rule).skip(1).map(|stage| text(&stage.name)).collect();
    within.reverse();
    wire::Step {
        name: text(&rule.name),
        title: sentence(&rule.title),
        stage: text(&rule.stage),
        within,
        kind: rule.kind.word().to_owned(),
        status: status(state.status).to_owned(),
        because: state.because.clone(),
        round: state.round,
        role: maybe(state.role.as_ref()),
        owner: maybe(state.owner.as_ref()),
        opened_at: maybe(state.opened_at),
        settled_on: maybe(state.settled_on),
        completed_by: maybe(state.completed_by.as_ref()),
        asks: asks(&rule.kind),
        moments: state.moments.iter().map(|(moment, on)| (moment.clone(), text(on))).collect(),
        outputs: state.outputs.iter().map(|(name, value)| (name.clone(), shown(value))).collect(),
        slots: state.slots.iter().map(|(number, slot)| contribution(&rule.name, *number, slot)).collect(),
        proposal: state.proposal.as_ref().map(super::plugin::proposal),
        table: state.table.as_ref().map(|answer| table(answer, &rule.kind)),
        linked_case: state.linked.as_ref().and_then(|linked| linked.case).map(text),
        linked_failed: state.linked.as_ref().and_then(|linked| linked.failed.clone()),
    }
}

fn table(answer: &TableAnswer, kind: &Kind) -> wire::TableAnswer {
    let file = if let Kind::Table(rule) = kind { rule.path.clone() } else { None };
    let inputs = answer
        .inputs
        .iter()
        .map(|input| wire::TableInput { expression: input.expression.clone(), value: shown(&input.value) });
    wire::TableAnswer {
        version: text(answer.table),
        file,
        inputs: inputs.collect(),
        rules: answer.rules.clone(),
        basis: answer.basis.clone(),
        failed: answer.failed.clone(),
    }
}

pub(crate) fn status(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting => "waiting",
        StepStatus::Skipped => "skipped",
        StepStatus::Active => "active",
        StepStatus::Done => "done",
        StepStatus::Closed => "closed",
        StepStatus::Cancelled => "cancelled",
    }
}

fn asks(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Form { ask } | Kind::Contributions { ask, .. } | Kind::Contact { ask, .. } => {
            ask.iter().map(text).collect()
        }
        Kind::Consent { .. }
        | Kind::Allocation { .. }
        | Kind::Plan { .. }
        | Kind::Citizen { .. }
        | Kind::Hearing { .. }
        | Kind::Decision { .. }
        | Kind::Review { .. }
        | Kind::Plugin { .. }
        | Kind::Milestone
        | Kind::Table(_)
        | Kind::Panel { .. }
        | Kind::Quota { .. }
        | Kind::Wait(_)
        | Kind::Notify { .. }
        | Kind::Case { .. }
        | Kind::Reassessment { .. }
        | Kind::Forwarding { .. }
        | Kind::Board { .. } => Vec::new(),
    }
}

fn contribution(step: &StepName, number: u32, slot: &Slot) -> wire::Slot {
    let (state, by, on, reason) = match &slot.state {
        SlotState::Open => ("open", None, None, None),
        SlotState::Given { by, on } => ("given", Some(by), Some(on), None),
        SlotState::Missing { by, on, reason } => ("missing", Some(by), Some(on), Some(reason)),
    };
    wire::Slot {
        task: text(TaskName { step: step.clone(), slot: Some(number) }),
        about: shown(&slot.about),
        owner: maybe(slot.owner.as_ref()),
        state: state.to_owned(),
        by: maybe(by),
        on: maybe(on),
        reason: reason.map(shown),
    }
}

pub(crate) fn open_task(task: &TaskName, can: &[&'static str], definition: &Definition) -> wire::OpenTask {
    let title = definition.steps.get(&task.step).map(|rule| sentence(&rule.title));
    let title = title.unwrap_or_else(|| wire::Sentence { da: text(&task.step), en: text(&task.step) });
    wire::OpenTask { task: text(task), title, can: can.iter().map(|action| (*action).to_owned()).collect() }
}
