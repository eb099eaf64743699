//! What completing a step asks for: its questions, one by one, by the kind of the step.

mod decision;
mod plan;

use std::collections::BTreeMap;

use definition::checked::{BOARD_OUTCOMES, FOR_CITIZEN_WORDS, REASSESSMENT_OUTCOMES};
use definition::scenario::Act;
use definition::{FactKind, Kind, PanelMode, Source, Step, TableRule};
use model::plugin::ProposalState;
use model::{FactName, RoleName, StepName, StepState, TaskName, Value};

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
        let Some(values) = self.values(step, &state)? else { return Ok(()) };
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

    fn values(&mut self, step: &Step, state: &StepState) -> Result<Filled, Trouble> {
        let Some(filled) = self.of_kind(step, state)? else { return Ok(None) };
        let role = step.by.as_ref().and_then(|role| self.setting.definition.roles.get(role));
        let Some(with) = role.and_then(|role| role.with.clone()) else { return Ok(Some(filled)) };
        let holders = self.holders(&with);
        self.word(Some(filled), "with", &holders, false)
    }

    fn of_kind(&mut self, step: &Step, state: &StepState) -> Result<Filled, Trouble> {
        let filled = BTreeMap::new();
        match &step.kind {
            Kind::Form { ask } | Kind::Contributions { ask, .. } => self.facts(&step.name, ask),
            Kind::Consent { ask, .. } => self.consent(ask),
            Kind::Allocation { role } => self.person(filled, role),
            Kind::Plan { own_goals, from, .. } => self.plan(*own_goals, from.as_ref()),
            Kind::Citizen { answers } => {
                let filled = self.word(Some(filled), "answer", &plain(answers), false)?;
                self.text(filled, "words", true)
            }
            Kind::Hearing { .. } if state.moments.contains_key("sent") => {
                self.text(Some(filled), "reply", false)
            }
            Kind::Hearing { .. } => self.text(Some(filled), "text", true),
            Kind::Decision { parts_of, .. } => self.decision(parts_of, state),
            Kind::Review { .. } => {
                let filled = self.word(Some(filled), "result", &plain(&["continue", "adjust"]), false)?;
                self.text(filled, "note", true)
            }
            Kind::Reassessment { .. } => {
                let filled = self.word(Some(filled), "outcome", &plain(&REASSESSMENT_OUTCOMES), false)?;
                self.text(filled, "reasons", false)
            }
            Kind::Forwarding { .. } => {
                let takes = Takes::Several(plain(&["complaint", "files", "reassessment"]));
                self.question(
                    Some(filled),
                    &Question { name: "with", title: String::new(), takes, optional: false },
                )
            }
            Kind::Board { .. } => self.board(),
            Kind::Plugin { proposes, .. } => self.plugin(state, proposes),
            Kind::Table(rule) => self.table(rule),
            Kind::Case { .. } => self.text(Some(filled), "outcome", false),
            Kind::Contact { ways, ask } => self.contact(&step.name, ways, ask),
            Kind::Panel { mode, outcomes, .. } => self.panel(*mode, outcomes),
            // Nobody fills them in: what is asked for is refused with its reason.
            Kind::Milestone | Kind::Quota { .. } | Kind::Wait(_) | Kind::Notify { .. } => Ok(Some(filled)),
        }
    }

    fn facts(&mut self, step: &StepName, ask: &[FactName]) -> Result<Filled, Trouble> {
        let mut filled = Some(BTreeMap::new());
        for name in ask {
            let Some(rule) = self.setting.definition.facts.get(name) else { continue };
            let is_asked =
                filled.as_ref().is_some_and(|filled: &BTreeMap<_, _>| self.trial.asks(step, name, filled));
            if !is_asked || !matches!(rule.source, Source::Asked) {
                continue;
            }
            if let Some(help) = &rule.help {
                self.lines(&format!("  {}", help.da), &format!("  {}", help.en))?;
            }
            let question = Question {
                name: name.as_str(),
                title: self.say(&rule.title.da, &rule.title.en).to_owned(),
                takes: self.takes(&rule.kind),
                optional: rule.optional,
            };
            filled = self.question(filled, &question)?;
        }
        Ok(filled)
    }

    /// A talk or a visit; one that did not take place says no more.
    fn contact(&mut self, step: &StepName, ways: &[String], ask: &[FactName]) -> Result<Filled, Trouble> {
        let filled = self.word(Some(BTreeMap::new()), "way", &plain(ways), false)?;
        let title = self.say("fandt den sted", "did it take place").to_owned();
        let question = Question { name: "held", title, takes: Takes::Flag, optional: false };
        let Some(mut filled) = self.question(filled, &question)? else { return Ok(None) };
        if filled.get("held") == Some(&Value::Boolean(true)) {
            let Some(facts) = self.facts(step, ask)? else { return Ok(None) };
            filled.extend(facts);
        }
        Ok(Some(filled))
    }

    fn panel(&mut self, mode: PanelMode, outcomes: &[String]) -> Result<Filled, Trouble> {
        let filled = self.word(Some(BTreeMap::new()), mode.leaves(), &plain(outcomes), false)?;
        let title = self.say("hvem der var til stede", "who was there").to_owned();
        let question = Question { name: "present", title, takes: Takes::Texts, optional: false };
        let filled = self.question(filled, &question)?;
        let title = self.say("var borgeren med", "was the citizen there").to_owned();
        let question = Question { name: "citizen_present", title, takes: Takes::Flag, optional: false };
        let filled = self.question(filled, &question)?;
        self.text(filled, "reasons", false)
    }

    fn takes(&self, kind: &FactKind) -> Takes {
        match kind {
            FactKind::Text => Takes::Text,
            FactKind::Number { min, max } => Takes::Number(*min, *max),
            FactKind::Date => Takes::Day,
            FactKind::Boolean => Takes::Flag,
            FactKind::Choice(name) => Takes::One(self.choices(name)),
            FactKind::Person { holding } => Takes::One(self.people(holding.as_ref())),
            FactKind::List { of, .. } => match &**of {
                FactKind::Choice(name) => Takes::Several(self.choices(name)),
                FactKind::Text
                | FactKind::Number { .. }
                | FactKind::Date
                | FactKind::Boolean
                | FactKind::Person { .. }
                | FactKind::List { .. } => Takes::Texts,
            },
        }
    }

    /// Members of staff who hold a role, or all of them, by name.
    fn people(&self, holding: Option<&RoleName>) -> Vec<Choice> {
        let people = self.setting.municipality.people.values();
        let holds = |person: &&model::directory::Person| {
            holding.is_none_or(|role| person.roles.iter().any(|(held, _)| held == role))
        };
        let named = |person: &model::directory::Person| Choice {
            word: person.id.to_string(),
            title: person.name.clone(),
        };
        people.filter(holds).map(named).collect()
    }

    fn choices(&self, name: &str) -> Vec<Choice> {
        let words = self.setting.definition.choices.get(name).map(Vec::as_slice).unwrap_or_default();
        let titled = words.iter().map(|choice| Choice {
            word: choice.word.clone(),
            title: self.say(&choice.title.da, &choice.title.en).to_owned(),
        });
        titled.collect()
    }

    fn consent(&mut self, ask: &[String]) -> Result<Filled, Trouble> {
        let filled = self.word(Some(BTreeMap::new()), "answer", &plain(&["given", "refused"]), false)?;
        let is_given = filled.as_ref().and_then(|filled| filled.get("answer")) == Some(&Value::text("given"));
        if !is_given {
            return Ok(filled);
        }
        let title = self.say("hvad borgeren siger ja til", "what the citizen says yes to").to_owned();
        let takes = Takes::Several(plain(ask));
        self.question(filled, &Question { name: "purposes", title, takes, optional: false })
    }

    /// Who gets a role, by whom they stand in for it.
    fn person(&mut self, filled: BTreeMap<String, Value>, role: &RoleName) -> Result<Filled, Trouble> {
        let holders = self.holders(role);
        let filled = self.word(Some(filled), "person", &holders, false)?;
        self.word(filled, "deputy", &holders, true)
    }

    /// Who has a role in the unit of the case.
    fn holders(&self, role: &RoleName) -> Vec<Choice> {
        match self.trial.case() {
            Some(case) => {
                let directory = &self.setting.municipality.people;
                let holds = |person: &&model::directory::Person| {
                    person.roles.iter().any(|(held, unit)| held == role && *unit == case.unit)
                };
                let choice = |person: &model::directory::Person| Choice {
                    word: person.id.to_string(),
                    title: person.name.clone(),
                };
                directory.values().filter(holds).map(choice).collect()
            }
            None => Vec::new(),
        }
    }

    fn plugin(&mut self, state: &StepState, role: &RoleName) -> Result<Filled, Trouble> {
        let is_proposed =
            state.proposal.as_ref().is_some_and(|proposal| proposal.state == ProposalState::Proposed);
        let mut filled = BTreeMap::new();
        if is_proposed {
            let ways = plain(&["confirm", "decline", "other"]);
            let Some(chosen) = self.word(Some(BTreeMap::new()), "proposal", &ways, false)? else {
                return Ok(None);
            };
            match chosen.get("proposal").and_then(Value::as_text) {
                Some("confirm") => {
                    filled.insert("confirm".to_owned(), Value::Boolean(true));
                    return Ok(Some(filled));
                }
                Some("decline") => return self.text(Some(filled), "decline", false),
                Some(_) | None => {}
            }
        }
        let filled = self.person(filled, role)?;
        self.text(filled, "reason", !is_proposed)
    }

    fn board(&mut self) -> Result<Filled, Trouble> {
        let filled = self.word(Some(BTreeMap::new()), "outcome", &plain(&BOARD_OUTCOMES), false)?;
        let outcome = filled.as_ref().and_then(|filled| filled.get("outcome")).and_then(Value::as_text);
        match outcome {
            Some("changed") => self.word(filled, "for_citizen", &plain(&FOR_CITIZEN_WORDS), false),
            Some("remitted") => self.text(filled, "findings", false),
            Some(_) | None => Ok(filled),
        }
    }

    /// What a table left open: each of its columns, and why (FVL §24).
    fn table(&mut self, rule: &TableRule) -> Result<Filled, Trouble> {
        let mut filled = Some(BTreeMap::new());
        for output in &rule.outputs {
            let takes = self.takes(&output.kind);
            let question = Question { name: &output.name, title: String::new(), takes, optional: false };
            filled = self.question(filled, &question)?;
        }
        self.text(filled, "reason", false)
    }

    pub(super) fn text(&mut self, filled: Filled, name: &str, optional: bool) -> Result<Filled, Trouble> {
        self.question(filled, &Question { name, title: String::new(), takes: Takes::Text, optional })
    }

    pub(super) fn word(
        &mut self,
        filled: Filled,
        name: &str,
        choices: &[Choice],
        optional: bool,
    ) -> Result<Filled, Trouble> {
        let takes = Takes::One(choices.to_vec());
        self.question(filled, &Question { name, title: String::new(), takes, optional })
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
