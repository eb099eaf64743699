//! The plan: goals in the citizen's words, measures, and the facts that it leans on.

use std::collections::BTreeMap;

use engine::asked::Field;
use model::{Number, StepName, Value};
use rust_decimal::Decimal;

use super::super::Table;
use super::super::ask::{Question, Takes, plain};
use super::Filled;
use crate::trouble::Trouble;

/// Most goals and most measures that are asked for: whoever has more is not trying something out.
const ASKED_MAX: usize = 20;

impl Table<'_> {
    /// The citizen's own words, where the plan still needs them.
    pub(super) fn goals(
        &mut self,
        field: &Field,
        mut filled: BTreeMap<String, Value>,
    ) -> Result<Filled, Trouble> {
        if !field.required {
            return Ok(Some(filled));
        }
        let title = self.say(&field.title.da, &field.title.en).to_owned();
        let question = Question { name: "goal", title, takes: Takes::Text, optional: false };
        let Some(goal) = self.question(Some(BTreeMap::new()), &question)? else { return Ok(None) };
        filled.insert(field.name.clone(), Value::List(goal.into_values().collect()));
        Ok(Some(filled))
    }

    /// Measures until one has no name.
    pub(super) fn measures(&mut self, of: &[Field]) -> Result<Option<Vec<Value>>, Trouble> {
        let mut measures = Vec::new();
        while measures.len() < ASKED_MAX {
            let title = match measures.len() {
                0 => self.say("den første indsats", "the first measure").to_owned(),
                _more => self.say("endnu en indsats", "another measure").to_owned(),
            };
            let name = Question { name: "name", title, takes: Takes::Text, optional: !measures.is_empty() };
            let Some(mut measure) = self.question(Some(BTreeMap::new()), &name)? else { return Ok(None) };
            if measure.is_empty() {
                break;
            }
            // A goal by its number; nearly always there is one.
            measure.insert("goal".to_owned(), Value::Number(Number(Decimal::ONE)));
            let mut filled = Some(measure);
            for field in of.iter().filter(|field| ["basis", "department"].contains(&field.name.as_str())) {
                filled = self.field(filled, field)?;
            }
            let Some(measure) = filled else { return Ok(None) };
            measures.push(Value::Record(measure));
        }
        Ok(Some(measures))
    }

    /// What was contributed: whether the plan leans on it, and whether it speaks against the citizen.
    pub(super) fn facts_used(&mut self, from: Option<&StepName>) -> Result<Option<Vec<Value>>, Trouble> {
        let Some(case) = self.trial.case() else { return Ok(Some(Vec::new())) };
        let places: Vec<(String, u32)> = case
            .facts
            .iter()
            .filter(|(_, fact)| Some(&fact.step) == from)
            .map(|((name, slot), _)| (name.to_string(), *slot))
            .collect();
        let mut used = Vec::new();
        for (name, slot) in places {
            let title = format!("{name}.{slot}");
            let takes = Takes::One(plain(&["no", "yes", "adverse"]));
            let question = Question { name: "uses", title, takes, optional: false };
            let Some(answer) = self.question(Some(BTreeMap::new()), &question)? else { return Ok(None) };
            let answer = answer.get("uses").and_then(Value::as_text);
            if answer == Some("no") {
                continue;
            }
            let is_adverse = answer == Some("adverse");
            used.push(Value::Record(BTreeMap::from([
                ("fact".to_owned(), Value::text(name)),
                ("slot".to_owned(), Value::Number(Number(Decimal::from(slot)))),
                ("adverse".to_owned(), Value::Boolean(is_adverse)),
                // What speaks against the citizen is new to them until they were heard.
                ("known_to_party".to_owned(), Value::Boolean(!is_adverse)),
            ])));
        }
        Ok(Some(used))
    }
}
