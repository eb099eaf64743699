//! Everything that scenarios could reach of a workflow.

use std::collections::BTreeMap;

use definition::checked::{BOARD_OUTCOMES, REASSESSMENT_OUTCOMES};
use definition::{self as workflow, Definition, Step, TableRule};

use super::{Kind, Point};

/// Every point with the path of its line.
pub(super) fn all(definition: &Definition) -> BTreeMap<Point, String> {
    let mut points = Points(BTreeMap::new());
    for stage in &definition.stages {
        let path = format!("stages.{}", stage.name);
        if stage.when.is_some() {
            points.put(
                Kind::Branch,
                stage.name.as_str(),
                &["when_true", "when_false"],
                &format!("{path}.when"),
            );
        }
        if stage.requires.is_some() {
            points.put(Kind::Branch, stage.name.as_str(), &["withdrawn"], &format!("{path}.requires"));
        }
    }
    for step in definition.steps.values() {
        points.step(step, definition);
    }
    for letter in definition.letters.keys() {
        let by = definition.steps.values().find(|step| {
            matches!(&step.kind, workflow::Kind::Decision { letter: Some(path), .. } if path == letter)
        });
        let path = by.map(|step| format!("steps.{}.decision", step.name)).unwrap_or_default();
        points.put(Kind::Letter, letter, &["sent"], &path);
    }
    for event in definition.events.keys() {
        points.put(Kind::Event, event.as_str(), &["recorded"], &format!("events.{event}"));
    }
    points.0
}

struct Points(BTreeMap<Point, String>);

impl Points {
    fn put(&mut self, kind: Kind, name: &str, whats: &[&str], path: &str) {
        let Self(points) = self;
        points.extend(whats.iter().map(|what| (Point::new(kind, name, *what), path.to_owned())));
    }

    fn step(&mut self, step: &Step, definition: &Definition) {
        let name = step.name.as_str();
        let path = format!("steps.{name}");
        self.put(Kind::Step, name, &["opened", "done"], &path);
        if step.when.is_some() {
            self.put(Kind::Branch, name, &["when_true", "when_false"], &format!("{path}.when"));
        }
        let outcomes = outcomes(&step.kind);
        self.put(Kind::Outcome, name, &outcomes, &format!("{path}.{}", step.kind.word()));
        if let workflow::Kind::Consent { refused_skips: Some(_), .. } = &step.kind {
            self.put(Kind::Branch, name, &["else"], &format!("{path}.consent"));
        }
        if let workflow::Kind::Table(rule) = &step.kind {
            let rows = (1_u32..).zip(rule.table.rules()).map(|(number, _)| row(rule, number));
            let rows: Vec<String> = rows.collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            self.put(Kind::Row, name, &rows, &format!("{path}.table"));
            // Somebody is named for what no rule answers: the checker could not prove that there is no such case.
            if step.by.is_some() {
                self.put(Kind::Outcome, name, &["by_hand"], &format!("{path}.table"));
            }
        }
        for deadline in deadlines(step, definition) {
            self.put(Kind::Deadline, &deadline, &["met", "missed"], &format!("{path}.due"));
        }
    }
}

/// A row of a table by its number, with what it is called where it is called something.
pub(super) fn row(rule: &TableRule, number: u32) -> String {
    let place = usize::try_from(number).unwrap_or(usize::MAX).checked_sub(1);
    let known = place.and_then(|place| rule.table.rules().get(place));
    match known.and_then(|known| known.annotation.as_ref()) {
        Some(called) => format!("{number} {called}"),
        None => number.to_string(),
    }
}

/// The deadlines of a step by the names that they have on a case. A day that is waited for is nobody's to meet.
pub(super) fn deadlines(step: &Step, definition: &Definition) -> Vec<String> {
    if matches!(step.kind, workflow::Kind::Wait(_)) {
        return step.due.iter().map(|due| definition.deadline_name(&due.rule, step)).collect();
    }
    step.deadline_rules().map(|rule| definition.deadline_name(rule, step)).collect()
}

/// The ways in which a kind of step can come out; none where there is only one.
fn outcomes(kind: &workflow::Kind) -> Vec<&str> {
    match kind {
        workflow::Kind::Consent { .. } => vec!["given", "refused"],
        workflow::Kind::Citizen { answers } => answers.iter().map(String::as_str).collect(),
        workflow::Kind::Contributions { .. } => vec!["given", "gone_on_without"],
        workflow::Kind::Hearing { .. } => vec!["reply", "no_answer"],
        workflow::Kind::Decision { .. } => workflow::letters::OUTCOMES.to_vec(),
        workflow::Kind::Review { .. } => vec!["continue", "adjust"],
        workflow::Kind::Reassessment { .. } => REASSESSMENT_OUTCOMES.to_vec(),
        workflow::Kind::Board { .. } => BOARD_OUTCOMES.to_vec(),
        workflow::Kind::Plugin { .. } => vec!["confirmed", "changed", "declined", "by_hand"],
        workflow::Kind::Contact { .. } => vec!["held", "not_held"],
        workflow::Kind::Panel { outcomes, .. } => outcomes.iter().map(String::as_str).collect(),
        workflow::Kind::Form { .. }
        | workflow::Kind::Allocation { .. }
        | workflow::Kind::Plan { .. }
        | workflow::Kind::Forwarding { .. }
        | workflow::Kind::Table(_)
        | workflow::Kind::Quota { .. }
        | workflow::Kind::Wait(_)
        | workflow::Kind::Notify { .. }
        | workflow::Kind::Case { .. }
        | workflow::Kind::Milestone => Vec::new(),
    }
}
