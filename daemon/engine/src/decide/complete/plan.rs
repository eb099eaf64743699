//! The plan: the citizen's own goals, measures, and the facts that it leans on.

use std::collections::BTreeMap;

use model::case::{FactUse, Measure};
use model::{CaseState, Event, FactName, Number, Private, Value};
use rust_decimal::Decimal;

use super::Completing;
use crate::follow::{is_empty, next_number};
use crate::refusal::Refusal;
use crate::values::{Answers, refuse};
use crate::world::{Draft, bounded};

impl Completing<'_> {
    pub(super) fn plan(
        &self,
        draft: &mut Draft<'_>,
        own_goals: u32,
        measures_min: u32,
    ) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let goals = answers.list("goals");
        let measures = answers.list("measures");
        let used = answers.list("facts_used");
        let mut faults = answers.faults("");
        let case = draft.case(self.id)?;
        let goals_from = next_number(case.goals.keys());
        let mut faults_used = Vec::new();
        let facts_used = read_facts_used(case, used, &mut faults_used);
        for (number, words) in (goals_from..).zip(goals) {
            match words.as_text().filter(|words| !words.trim().is_empty()) {
                Some(words) => {
                    let goal = Event::GoalAdded { number, words: bounded(words)?, said_on: self.on };
                    draft.on_case(self.id, goal);
                }
                None => faults.push("goals: each is the citizen's own words, as a text".to_owned()),
            }
        }
        let known_goals = draft.case(self.id)?.goals.len();
        let measures = read_measures(measures, known_goals, &mut faults);
        faults.extend(faults_used);
        refuse(faults)?;
        require(
            known_goals,
            own_goals,
            "plan-without-goals",
            "goals",
            (
                "Planen kan ikke laves, før borgerens eget mål er skrevet ned med borgerens egne ord.",
                "the plan cannot be made before a goal in the citizen's own words is written down; add it as a goal",
            ),
        )?;
        require(
            measures.len(),
            measures_min,
            "plan-without-measures",
            "measures",
            ("Planen skal have mindst én indsats.", "the plan has too few measures; add what will be done"),
        )?;
        draft.on_case(self.id, Event::PlanMade { step: self.step.name.clone(), measures, facts_used });
        self.done(draft, BTreeMap::new());
        Ok(())
    }
}

fn read_facts_used(case: &CaseState, used: &[Value], faults: &mut Vec<String>) -> Vec<FactUse> {
    let mut facts_used = Vec::new();
    for (place, used) in used.iter().enumerate() {
        let prefix = format!("facts_used/{place}/");
        let mut answers = Answers::new(used);
        let fact = FactName::new(answers.text("fact"));
        let slot = answers.number("slot").unwrap_or(0);
        let adverse = answers.flag("adverse");
        let known_to_party = answers.flag("known_to_party");
        if case.facts.get(&(fact.clone(), slot)).is_none_or(|known| is_empty(&known.value)) {
            answers.fault("fact: is not in the case file; with several contributions name the slot too");
        }
        faults.extend(answers.faults(&prefix));
        facts_used.push(FactUse { fact, slot, adverse, known_to_party });
    }
    facts_used
}

fn read_measures(listed: &[Value], goals: usize, faults: &mut Vec<String>) -> BTreeMap<u32, Measure> {
    let mut measures = BTreeMap::new();
    for (number, measure) in (1_u32..).zip(listed) {
        let prefix = format!("measures/{}/", number.saturating_sub(1));
        let mut answers = Answers::new(measure);
        let mut content = BTreeMap::from([("name".to_owned(), Value::text(answers.text("name")))]);
        if let Some(goal) = answers.number("goal") {
            if usize::try_from(goal).is_ok_and(|goal| (1..=goals).contains(&goal)) {
                content.insert("goal".to_owned(), Value::Number(Number(Decimal::from(goal))));
            } else {
                answers.fault(match goals {
                    0 => "goal: no goal is written down yet".to_owned(),
                    goals => format!("goal: there are goals 1 to {goals}"),
                });
            }
        }
        for field in ["text", "basis", "department"] {
            content.extend(answers.optional_text(field).map(|text| (field.to_owned(), Value::text(text))));
        }
        faults.extend(answers.faults(&prefix));
        measures.insert(number, Measure { content: Private::Clear(Value::Record(content)) });
    }
    measures
}

fn require(
    found: usize,
    least: u32,
    code: &'static str,
    what: &str,
    (da, en): (&str, &str),
) -> Result<(), Refusal> {
    if found >= usize::try_from(least).unwrap_or(usize::MAX) {
        return Ok(());
    }
    Err(Refusal::conflict(code, da, en).missing([what]))
}
