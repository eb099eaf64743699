//! Talks and visits, meetings of several fields, and what a form asks only on a condition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use definition::{PanelMode, Step};
use model::case::Fact;
use model::{DataClass, FactName, Private, Value};

use super::Completing;
use crate::environment::CaseView;
use crate::follow::not_evaluated;
use crate::refusal::Refusal;
use crate::values::{Answers, conform};
use crate::world::Draft;

/// Words of a contact's own fields, beside the facts that it asks for.
const OWN: [&str; 3] = ["way", "held", "note"];

impl Completing<'_> {
    /// A contact that did not take place is a round, too: it says so, and asks for nothing.
    pub(super) fn contact(
        &self,
        draft: &mut Draft<'_>,
        ways: &[String],
        ask: &[FactName],
    ) -> Result<(), Refusal> {
        let empty = BTreeMap::new();
        let given = self.values.as_record().unwrap_or(&empty);
        let (own, facts): (BTreeMap<_, _>, BTreeMap<_, _>) = given
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .partition(|(name, _)| OWN.contains(&name.as_str()));
        let held = !matches!(own.get("held"), Some(Value::Boolean(false)));
        let own = Value::Record(own);
        let mut answers = Answers::new(&own);
        let way = answers.text("way");
        let note = answers.optional_text("note");
        if own.field("held").is_some() {
            answers.flag("held");
        }
        if !way.is_empty() && !ways.contains(&way) {
            answers.fault(format!("way: is none of {}", ways.join(", ")));
        }
        answers.finish()?;
        let facts = Completing {
            values: &Value::Record(facts),
            definition: Arc::clone(&self.definition),
            pack: Arc::clone(&self.pack),
            step: self.step.clone(),
            with: self.with.clone(),
            ..*self
        };
        facts.enter_facts(draft, if held { ask } else { &[] }, 0)?;
        let mut outputs = BTreeMap::from([
            ("way".to_owned(), Private::text(way)),
            ("held".to_owned(), Private::Clear(Value::Boolean(held))),
        ]);
        outputs.extend(note.map(|note| ("note".to_owned(), Private::text(note))));
        self.done(draft, outputs);
        Ok(())
    }

    /// What a panel came to, who sat in it, and whether the citizen was there.
    pub(super) fn panel(
        &self,
        draft: &mut Draft<'_>,
        (mode, quorum): (PanelMode, Option<u32>),
        outcomes: &[String],
    ) -> Result<(), Refusal> {
        let mut answers = Answers::new(self.values);
        let outcome = answers.text(mode.leaves());
        let present = answers.list("present");
        let citizen = answers.flag("citizen_present");
        let reasons = answers.text("reasons");
        if !outcome.is_empty() && !outcomes.contains(&outcome) {
            answers.fault(format!("{}: is none of {}", mode.leaves(), outcomes.join(", ")));
        }
        let people: Vec<Value> = present.iter().filter(|value| value.as_text().is_some()).cloned().collect();
        if people.is_empty() || people.len() != present.len() {
            answers.fault("present: is not a list of who was there");
        }
        let different: BTreeSet<&str> = people.iter().filter_map(Value::as_text).collect();
        let came = u32::try_from(different.len()).unwrap_or(u32::MAX);
        if let Some(quorum) = quorum.filter(|quorum| came < *quorum) {
            answers.fault(format!("present: {came} were there; the panel needs {quorum}"));
        }
        answers.finish()?;
        let outputs = BTreeMap::from([
            (mode.leaves().to_owned(), Private::text(outcome)),
            ("present".to_owned(), Private::Clear(Value::List(people))),
            ("citizen_present".to_owned(), Private::Clear(Value::Boolean(citizen))),
            ("reasons".to_owned(), Private::text(reasons)),
        ]);
        self.done(draft, outputs);
        Ok(())
    }

    /// Which of the facts that are asked on a condition are asked now: by the case file with what is given beside them.
    pub(super) fn asked_now(
        &self,
        draft: &mut Draft<'_>,
        ask: &[FactName],
        given: &BTreeMap<String, Value>,
    ) -> Result<BTreeSet<FactName>, Refusal> {
        let conditional =
            |name: &&FactName| self.definition.facts.get(*name).is_some_and(|rule| rule.when.is_some());
        if !ask.iter().any(|name| conditional(&name)) {
            return Ok(BTreeSet::new());
        }
        let mut case = (**draft.case(self.id)?).clone();
        let citizen = draft.find_citizen(case.citizen).cloned();
        let (today, now) = (draft.world.today, draft.world.at.recorded_at);
        let mut asked = BTreeSet::new();
        for name in ask {
            let Some(rule) = self.definition.facts.get(name) else { continue };
            if let Some(when) = &rule.when {
                let seen = CaseView {
                    case: &case,
                    citizen: citizen.as_deref(),
                    definition: &self.definition,
                    today,
                    now,
                };
                let holds = seen.holds(when);
                let holds = holds.map_err(|error| not_evaluated(&self.definition, when, &error))?;
                if !holds {
                    case.facts.remove(&(name.clone(), 0));
                    continue;
                }
                asked.insert(name.clone());
            }
            // A value that does not fit is told where it is entered.
            let fits =
                given.get(name.as_str()).and_then(|value| conform(value, &rule.kind, &self.definition).ok());
            if let Some(value) = fits {
                case.facts.insert((name.clone(), 0), self.provisional(value, now));
            }
        }
        Ok(asked)
    }

    fn provisional(&self, value: Value, now: model::Timestamp) -> Fact {
        Fact {
            value: Private::Clear(value),
            class: DataClass::P5,
            step: self.step.name.clone(),
            round: 0,
            by: None,
            recorded_at: now,
            corrections: 0,
        }
    }
}

/// What nobody completes: it is there when what it counts or waits for is.
pub(super) fn by_itself(step: &Step) -> Refusal {
    Refusal::conflict(
        "step-ends-by-itself",
        format!("Trinnet »{}« afsluttes af sig selv.", step.title.da),
        format!("the step `{}` ends by itself, when what it counts or waits for is there", step.name),
    )
}
