//! Rows of lists: cases, tasks, records.

use engine::explain::{CheckExplained, Need, StepExplained};
use runtime::{CaseRow, HistoryRow, TaskRow};

use super::{event, maybe, sentence, step, text};
use crate::values::shown;

pub(crate) fn case(row: &CaseRow) -> wire::CaseRow {
    let next_due = row.next_due.as_ref().map(|(deadline, due, overdue)| wire::NextDue {
        deadline: text(deadline),
        due: text(due),
        overdue: *overdue,
    });
    wire::CaseRow {
        id: text(row.id),
        workflow: text(&row.workflow),
        citizen: text(row.citizen),
        unit: text(&row.unit),
        open: row.open,
        opened_at: text(row.opened_at),
        next_due,
        active: row.active.iter().map(text).collect(),
    }
}

pub(crate) fn task(row: &TaskRow) -> wire::TaskRow {
    wire::TaskRow {
        case: text(row.case),
        task: text(&row.task),
        title: sentence(&row.title),
        role: text(&row.role),
        unit: text(&row.unit),
        owner: maybe(row.owner.as_ref()),
        due: maybe(row.due),
        overdue: row.overdue,
        workflow: text(&row.workflow),
        held: row.held.as_ref().map(sentence),
    }
}

pub(crate) fn history(row: &HistoryRow) -> wire::HistoryRow {
    wire::HistoryRow {
        position: row.position,
        recorded_at: text(row.recorded_at),
        happened_on: maybe(row.happened_on),
        actor: text(&row.actor),
        command: row.command.clone(),
        purpose: row.purpose.as_ref().map(shown),
        sentences: row.sentences.iter().map(sentence).collect(),
        events: row.events.iter().map(event::event).collect(),
    }
}

pub(crate) fn explained(step: &StepExplained) -> wire::StepExplained {
    wire::StepExplained {
        step: text(&step.step),
        title: sentence(&step.title),
        status: step::status(step.status).to_owned(),
        because: sentence(&step.because),
        needs: step.needs.iter().map(need).collect(),
        who: step.who.iter().map(text).collect(),
        until: maybe(step.until),
    }
}

pub(crate) fn check(check: &CheckExplained) -> wire::CheckExplained {
    let state = match check.holds {
        Some(true) => "holds",
        Some(false) => "fails",
        None => "unknown",
    };
    wire::CheckExplained {
        name: check.name.clone(),
        state: state.to_owned(),
        condition: check.condition.clone(),
        basis: check.basis.clone(),
    }
}

fn need(need: &Need) -> wire::Need {
    wire::Need {
        what: sentence(&need.what),
        step: maybe(need.step.as_ref()),
        who: need.who.iter().map(text).collect(),
        until: maybe(need.until),
    }
}
