//! What a scenario reaches, read from what it recorded.

use std::collections::BTreeSet;

use definition::{self as workflow, Step};
use engine::explain::{self, Subject};
use model::plugin::Verdict;
use model::step::TableAnswer;
use model::{CaseState, DeadlineName, Event, Private, StepName, StepStatus, Value};

use super::points::{deadlines, row};
use super::{Kind, Point};
use crate::office::{Office, Recorded};
use crate::setting::Setting;

/// Looks at an office after each line.
pub(crate) struct Watch<'s> {
    pub(crate) seen: BTreeSet<Point>,
    setting: &'s Setting,
    looked: usize,
}

impl<'s> Watch<'s> {
    pub(crate) fn of(setting: &'s Setting) -> Self {
        Self { seen: BTreeSet::new(), setting, looked: 0 }
    }

    /// Sees what was recorded since the last look.
    pub(crate) fn look(&mut self, office: &Office<'_>) {
        let new = office.recorded.get(self.looked..).unwrap_or_default();
        self.looked = office.recorded.len();
        let Some(case) = office.case() else { return };
        for record in new {
            for event in &record.events {
                self.step(event, record);
                self.skipped(event, case, office);
                self.deadline(event, case);
                self.told(event);
            }
        }
    }

    /// What is late at the end was missed, whether its ladder said so or not.
    pub(crate) fn end(&mut self, office: &Office<'_>) {
        let Some(case) = office.case() else { return };
        let late: Vec<DeadlineName> = case
            .deadlines
            .values()
            .filter(|deadline| deadline.is_overdue(office.now))
            .map(|deadline| deadline.name.clone())
            .collect();
        for name in late {
            self.of_deadline(&name, case, "missed");
        }
    }

    fn put(&mut self, kind: Kind, name: &str, what: &str) {
        self.seen.insert(Point::new(kind, name, what));
    }

    fn of_step(&self, name: &StepName) -> Option<&'s Step> {
        self.setting.definition.steps.get(name)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what else happens to a step is no point of it")]
    fn step(&mut self, event: &Event, record: &Recorded) {
        match event {
            Event::StepOpened { step, .. } => {
                self.put(Kind::Step, step.as_str(), "opened");
                self.applies(step);
            }
            Event::StepCompleted { step, outputs, .. } => {
                self.put(Kind::Step, step.as_str(), "done");
                self.came_out(step, |name| outputs.get(name), record);
            }
            Event::StepSettled { step, status: StepStatus::Done, because, .. } => {
                self.put(Kind::Step, step.as_str(), "done");
                self.put(Kind::Outcome, step.as_str(), because);
            }
            Event::MomentReached { step, moment, outputs, .. } if moment.starts_with("held_") => {
                self.put(Kind::Step, step.as_str(), "done");
                self.came_out(step, |name| outputs.get(name), record);
            }
            Event::TableDecided { step, answer, .. } => self.table(step, answer),
            Event::ContributionGiven { task, .. } => {
                self.put(Kind::Outcome, task.step.as_str(), "given");
            }
            Event::ContributionWaived { task, .. } => {
                self.put(Kind::Outcome, task.step.as_str(), "gone_on_without");
            }
            Event::ProposalSettled { step, verdict, .. } => {
                let verdict = match verdict {
                    Verdict::Confirmed => "confirmed",
                    Verdict::Changed => "changed",
                    Verdict::Declined => "declined",
                };
                self.put(Kind::Outcome, step.as_str(), verdict);
            }
            _other => {}
        }
    }

    /// The rows that answered, or that somebody has to decide by hand.
    fn table(&mut self, name: &StepName, answer: &TableAnswer) {
        let Some(workflow::Kind::Table(rule)) = self.of_step(name).map(|step| &step.kind) else { return };
        if answer.failed.is_some() {
            return self.put(Kind::Outcome, name.as_str(), "by_hand");
        }
        for number in &answer.rules {
            self.put(Kind::Row, name.as_str(), &row(rule, *number));
        }
    }

    /// A step that opens is one whose conditions hold, its stage's and its own.
    fn applies(&mut self, name: &StepName) {
        let Some(step) = self.of_step(name) else { return };
        if step.when.is_some() {
            self.put(Kind::Branch, name.as_str(), "when_true");
        }
        let around = self.setting.definition.stages_of(step).filter(|stage| stage.when.is_some());
        let around: Vec<_> = around.map(|stage| stage.name.clone()).collect();
        for stage in around {
            self.put(Kind::Branch, stage.as_str(), "when_true");
        }
    }

    fn came_out<'p>(
        &mut self,
        name: &StepName,
        output: impl Fn(&str) -> Option<&'p Private>,
        record: &Recorded,
    ) {
        let Some(step) = self.of_step(name) else { return };
        for output in ["answer", "outcome", "result", "recommendation"].into_iter().filter_map(&output) {
            if let Some(word) = output.as_text() {
                self.put(Kind::Outcome, name.as_str(), word);
            }
        }
        if let workflow::Kind::Contact { .. } = &step.kind {
            let held = output("held").and_then(Private::value) == Some(&Value::Boolean(true));
            self.put(Kind::Outcome, name.as_str(), if held { "held" } else { "not_held" });
        }
        if let workflow::Kind::Hearing { .. } = &step.kind {
            self.put(Kind::Outcome, name.as_str(), "reply");
        }
        if let workflow::Kind::Plugin { .. } = &step.kind {
            let is_settled = |event: &Event| matches!(event, Event::ProposalSettled { .. });
            let by_hand = output("by_hand").and_then(Private::value) == Some(&Value::Boolean(true));
            if by_hand && !record.events.iter().any(is_settled) {
                self.put(Kind::Outcome, name.as_str(), "by_hand");
            }
        }
    }

    /// Why a step was passed over, or closed.
    fn skipped(&mut self, event: &Event, case: &CaseState, office: &Office<'_>) {
        let Event::StepSettled { step: name, because, .. } = event else { return };
        let definition = &self.setting.definition;
        let Some(step) = self.of_step(name) else { return };
        match because.as_str() {
            "condition" => {
                let subject = Subject {
                    case,
                    citizen: office.citizen(),
                    definition,
                    directory: &self.setting.directory,
                };
                let rules_out = |when| explain::holds(subject, office.now, when).is_some_and(|holds| !holds);
                let mut around = definition.stages_of(step);
                let stage = around.find(|stage| stage.when.as_ref().is_some_and(rules_out));
                if let Some(stage) = stage.map(|stage| stage.name.clone()) {
                    self.put(Kind::Branch, stage.as_str(), "when_false");
                } else if step.when.is_some() {
                    self.put(Kind::Branch, name.as_str(), "when_false");
                }
            }
            "consent_refused" => {
                let asks = definition.steps.values().filter(|asks| {
                    matches!(&asks.kind, workflow::Kind::Consent { refused_skips: Some(stage), .. } if definition.is_within(&step.stage, stage))
                });
                let asks: Vec<&str> = asks.map(|asks| asks.name.as_str()).collect();
                for asks in asks {
                    self.put(Kind::Branch, asks, "else");
                }
            }
            "consent_withdrawn" => {
                let is_given =
                    |purpose: &String| office.citizen().is_some_and(|citizen| citizen.consents_to(purpose));
                let needs = definition
                    .stages_of(step)
                    .filter(|stage| stage.requires.as_ref().is_some_and(|purpose| !is_given(purpose)));
                let needs: Vec<_> = needs.map(|stage| stage.name.clone()).collect();
                for stage in needs {
                    self.put(Kind::Branch, stage.as_str(), "withdrawn");
                }
            }
            _other => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what else happens is no deadline's end")]
    fn deadline(&mut self, event: &Event, case: &CaseState) {
        match event {
            Event::DeadlineMet { deadline, on } => {
                let due = case.deadlines.get(deadline).map(|known| known.date.due);
                let what = if due.is_some_and(|due| *on > due) { "missed" } else { "met" };
                self.of_deadline(deadline, case, what);
            }
            Event::DeadlineLapsed { deadline, .. } => self.of_deadline(deadline, case, "missed"),
            Event::RungFired { deadline, rung, .. } => {
                let place = usize::try_from(*rung).unwrap_or(usize::MAX);
                let known = case.deadlines.get(deadline);
                let fired = known.and_then(|known| known.date.rungs.get(place));
                if fired.is_some_and(|rung| rung.missed) {
                    self.of_deadline(deadline, case, "missed");
                }
            }
            _other => {}
        }
    }

    /// A deadline of a later round is the same in the workflow's file.
    fn of_deadline(&mut self, name: &DeadlineName, case: &CaseState, what: &str) {
        let step = case.deadlines.get(name).and_then(|known| self.of_step(&known.step));
        let is_it = |base: &String| {
            let rest = name.as_str().strip_prefix(base.as_str());
            let number = rest.map(|rest| rest.strip_prefix('_').unwrap_or(rest));
            number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit()))
        };
        let bases = step.map(|step| deadlines(step, &self.setting.definition)).unwrap_or_default();
        let base = bases.into_iter().filter(is_it).max_by_key(String::len);
        if let Some(base) = base {
            self.put(Kind::Deadline, &base, what);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "letters and events only")]
    fn told(&mut self, event: &Event) {
        match event {
            Event::LetterSent { template, .. } => self.put(Kind::Letter, template, "sent"),
            Event::Happened { event, .. } => self.put(Kind::Event, event.as_str(), "recorded"),
            _other => {}
        }
    }
}
