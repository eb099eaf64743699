//! The decision: how it is sent, and what each part comes to.

use std::collections::BTreeMap;

use definition::letters::OUTCOMES;
use model::{Number, StepName, StepState, Value};
use rust_decimal::Decimal;

use super::super::Table;
use super::super::ask::{Choice, Question, Takes, plain};
use super::Filled;
use crate::trouble::Trouble;

impl Table<'_> {
    pub(super) fn decision(&mut self, plan: &StepName, state: &StepState) -> Result<Filled, Trouble> {
        let channels = self.setting.pack.channels.iter().map(|(word, channel)| Choice {
            word: word.clone(),
            title: self.say(&channel.title.da, &channel.title.en).to_owned(),
        });
        let channels: Vec<Choice> = channels.collect();
        let filled = self.word(Some(BTreeMap::new()), "channel", &channels, false)?;
        let channel = filled.as_ref().and_then(|filled| filled.get("channel")).and_then(Value::as_text);
        let known = channel.and_then(|channel| self.setting.pack.channels.get(channel));
        let mut filled = filled;
        if known.is_some_and(|channel| channel.needs_address) {
            filled = self.text(filled, "address", false)?;
        }
        if self.was_answered() {
            filled = self.text(filled, "hearing_considered", false)?;
        }
        let is_again = state.round > 1;
        if is_again {
            filled = self.text(filled, "board_considered", true)?;
        }
        let Some(mut filled) = filled else { return Ok(None) };
        let Some(parts) = self.parts(plan, is_again)? else { return Ok(None) };
        filled.insert("parts".to_owned(), Value::List(parts));
        Ok(Some(filled))
    }

    /// Whether a hearing has its reply.
    fn was_answered(&self) -> bool {
        let steps = self.trial.case().into_iter().flat_map(|case| &case.steps);
        steps.into_iter().any(|(_, state)| state.moments.contains_key("reply"))
    }

    /// One measure of the plan after the other. In a later round only what came back is decided.
    fn parts(&mut self, plan: &StepName, is_again: bool) -> Result<Option<Vec<Value>>, Trouble> {
        let measures: Vec<(u32, String, Option<String>)> = self
            .trial
            .case()
            .and_then(|case| case.plans.get(plan))
            .into_iter()
            .flat_map(|plan| &plan.measures)
            .map(|(number, measure)| {
                let content = measure.content.value();
                let field =
                    |name: &str| content.and_then(|content| content.field(name)).and_then(Value::as_text);
                (*number, field("name").unwrap_or_default().to_owned(), field("basis").map(str::to_owned))
            })
            .collect();
        let mut parts = Vec::new();
        for (number, name, basis) in measures {
            let title = format!("{number} {name}");
            let takes = Takes::One(plain(&OUTCOMES));
            let question = Question { name: "outcome", title, takes, optional: is_again };
            let Some(mut part) = self.question(Some(BTreeMap::new()), &question)? else { return Ok(None) };
            let Some(outcome) = part.get("outcome").cloned() else { continue };
            part.insert("measure".to_owned(), Value::Number(Number(Decimal::from(number))));
            let mut filled = match basis {
                Some(basis) => {
                    part.insert("basis".to_owned(), Value::text(basis));
                    Some(part)
                }
                None => self.text(Some(part), "basis", false)?,
            };
            // What is not granted in full has its reasons and its facts in the letter (FVL §§22 and 24).
            if outcome != Value::text("granted") {
                filled = self.text(filled, "reasons", false)?;
                filled = self.text(filled, "facts", false)?;
            }
            let Some(part) = filled else { return Ok(None) };
            parts.push(Value::Record(part));
        }
        Ok(Some(parts))
    }
}
