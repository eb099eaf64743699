//! What completing a step asks for, one question after the other. What that is, the engine says.

mod decision;
mod plan;

use std::collections::BTreeMap;

use definition::scenario::Act;
use definition::{Kind, Step};
use engine::asked::{Field, Only, Takes as Kinds};
use model::plugin::ProposalState;
use model::{StepName, StepState, TaskName, Value};

use super::Table;
use super::ask::{Answer, Choice, Question, Takes, plain};
use crate::trouble::Trouble;

/// What is filled in so far; none once somebody stopped.
pub(super) type Filled = Option<BTreeMap<String, Value>>;

impl Table<'_> {
    /// Asks for what a step needs, and completes it.
    pub(super) fn complete(&mut self, rest: &str) -> Result<(), Trouble> {
        let Some(task) = self.task(rest)? else { return Ok(()) };
        let Some(step) = self.setting.definition.steps.get(&task.step) else { return Ok(()) };
        let state = self.trial.case().and_then(|case| case.steps.get(&task.step)).cloned();
        let Some(state) = state.filter(StepState::is_active) else {
            // What is not open is refused with its reason, before anything is asked.
            let values = Value::Record(BTreeMap::new());
            return self.act(Act::Complete { task, values, on: None }, &[]);
        };
        let Some(task) = self.with_slot(task, &state)? else { return Ok(()) };
        let Some(values) = self.values(&task, step, &state)? else { return Ok(()) };
        let explained = self.trial.explained();
        let who = explained.into_iter().find(|one| one.step == task.step).map(|one| one.who);
        let owner = task.slot.and_then(|slot| state.slots.get(&slot)).and_then(|slot| slot.owner.clone());
        let preferred: Vec<_> = owner.into_iter().chain(who.unwrap_or_default()).collect();
        self.act(Act::Complete { task, values: Value::Record(values), on: None }, &preferred)
    }

    /// The contribution that is meant: the first that is open, where none is named.
    fn with_slot(&mut self, task: TaskName, state: &StepState) -> Result<Option<TaskName>, Trouble> {
        if task.slot.is_some() || state.slots.is_empty() {
            return Ok(Some(task));
        }
        let mut open = state.slots.iter().filter(|(_, slot)| slot.state == model::step::SlotState::Open);
        let Some((number, slot)) = open.next() else { return Ok(Some(task)) };
        let about = slot.about.as_text().unwrap_or_default().to_owned();
        let task = TaskName { slot: Some(*number), ..task };
        let text = format!("{task} {about}");
        self.line(text.trim_end())?;
        Ok(Some(task))
    }

    pub(super) fn values(
        &mut self,
        task: &TaskName,
        step: &Step,
        state: &StepState,
    ) -> Result<Filled, Trouble> {
        let fields = self.trial.fields(task);
        if let Kind::Plugin { .. } = &step.kind {
            return self.plugin(state, &fields);
        }
        let mut filled = Some(BTreeMap::new());
        // Remarks are left out: whoever tries something out has none.
        for field in fields.iter().filter(|field| !field.is_aside) {
            let Some(so_far) = filled else { return Ok(None) };
            if !self.is_asked(&step.name, (field, &fields), &so_far) {
                filled = Some(so_far);
                continue;
            }
            filled = match field.name.as_str() {
                "goals" if matches!(step.kind, Kind::Plan { .. }) => self.goals(field, so_far)?,
                _other => match records_of(&field.takes) {
                    Some(of) => self.records(step, (field, of), so_far)?,
                    None => self.field(Some(so_far), field)?,
                },
            };
        }
        Ok(filled)
    }

    /// Whether a field is asked, by what is filled in before it.
    fn is_asked(
        &self,
        step: &StepName,
        (field, all): (&Field, &[Field]),
        filled: &BTreeMap<String, Value>,
    ) -> bool {
        let is_asked = only_holds(field.only.as_ref(), all, filled);
        is_asked && (field.fact.is_none() || self.trial.asks(step, &field.name.as_str().into(), filled))
    }

    /// Sets of answers: measures of a plan, facts that it leans on, parts of a decision.
    fn records(
        &mut self,
        step: &Step,
        (field, of): (&Field, &[Field]),
        mut filled: BTreeMap<String, Value>,
    ) -> Result<Filled, Trouble> {
        let several = match (&step.kind, field.name.as_str()) {
            (Kind::Plan { from, .. }, "facts_used") => self.facts_used(from.as_ref())?,
            (Kind::Plan { .. }, _measures) => self.measures(of)?,
            (_decision, _parts) => self.parts(field, of)?,
        };
        let Some(several) = several else { return Ok(None) };
        if !several.is_empty() {
            filled.insert(field.name.clone(), Value::List(several));
        }
        Ok(Some(filled))
    }

    /// Asks for a field, with what helps to fill in a fact before it.
    pub(super) fn field(&mut self, filled: Filled, field: &Field) -> Result<Filled, Trouble> {
        if let (Some(help), Some(_)) = (&field.help, &field.fact) {
            self.lines(&format!("  {}", help.da), &format!("  {}", help.en))?;
        }
        let title = self.say(&field.title.da, &field.title.en);
        let title = if title == field.name { String::new() } else { title.to_owned() };
        // What has a usual answer is asked all the same: a trial is to show what it does.
        let optional = !field.required && field.default.is_none();
        let question = Question { name: &field.name, title, takes: self.takes(&field.takes), optional };
        self.question(filled, &question)
    }

    fn takes(&self, takes: &Kinds) -> Takes {
        match takes {
            Kinds::Text | Kinds::Record(_) => Takes::Text,
            Kinds::Number { min, max } => Takes::Number(*min, *max),
            Kinds::Date => Takes::Day,
            Kinds::Boolean => Takes::Flag,
            Kinds::Choice(choices) | Kinds::Person { people: choices, .. } => {
                Takes::One(self.choices(choices))
            }
            Kinds::List { of, .. } => match &**of {
                Kinds::Choice(choices) | Kinds::Person { people: choices, .. } => {
                    Takes::Several(self.choices(choices))
                }
                Kinds::Text
                | Kinds::Number { .. }
                | Kinds::Date
                | Kinds::Boolean
                | Kinds::List { .. }
                | Kinds::Record(_) => Takes::Texts,
            },
        }
    }

    fn choices(&self, choices: &[engine::asked::Choice]) -> Vec<Choice> {
        let titled = choices.iter().map(|choice| Choice {
            word: choice.word.clone(),
            title: self.say(&choice.title.da, &choice.title.en).to_owned(),
        });
        titled.collect()
    }

    fn plugin(&mut self, state: &StepState, fields: &[Field]) -> Result<Filled, Trouble> {
        let proposal = state.proposal.as_ref();
        let is_proposed = proposal.is_some_and(|proposal| proposal.state == ProposalState::Proposed);
        let mut filled = Some(BTreeMap::new());
        let mut asked = vec!["person", "deputy", "reason"];
        if is_proposed {
            let takes = Takes::One(plain(&["confirm", "decline", "other"]));
            let question = Question { name: "proposal", title: String::new(), takes, optional: false };
            let Some(chosen) = self.question(Some(BTreeMap::new()), &question)? else { return Ok(None) };
            match chosen.get("proposal").and_then(Value::as_text) {
                Some("confirm") => {
                    let confirmed = ("confirm".to_owned(), Value::Boolean(true));
                    return Ok(Some(BTreeMap::from([confirmed])));
                }
                Some("decline") => asked = vec!["decline"],
                Some(_) | None => {}
            }
        }
        for field in fields.iter().filter(|field| asked.contains(&field.name.as_str())) {
            // Whoever takes another way than was proposed says whom, or why.
            let required = field.required || (is_proposed && field.name != "deputy");
            filled = self.field(filled, &Field { required, ..field.clone() })?;
        }
        Ok(filled)
    }

    /// Asks, and fills in what is answered. Nothing more is asked once somebody stopped.
    pub(super) fn question(&mut self, filled: Filled, question: &Question<'_>) -> Result<Filled, Trouble> {
        let Some(mut filled) = filled else { return Ok(None) };
        match self.ask(question)? {
            Answer::Given(value) => {
                filled.insert(question.name.to_owned(), value);
                Ok(Some(filled))
            }
            Answer::LeftOut => Ok(Some(filled)),
            Answer::Stopped => Ok(None),
        }
    }
}

/// The fields of each set, where a field takes several of them.
fn records_of(takes: &Kinds) -> Option<&[Field]> {
    let Kinds::List { of, .. } = takes else { return None };
    if let Kinds::Record(fields) = &**of { Some(fields) } else { None }
}

/// Whether the answer beside a field lets it be asked; what is left out counts as what it means then.
fn only_holds(only: Option<&Only>, all: &[Field], filled: &BTreeMap<String, Value>) -> bool {
    let Some(only) = only else { return true };
    let default = || all.iter().find(|field| field.name == only.field)?.default.as_ref();
    only.holds(filled.get(only.field).or_else(default))
}
