//! The decision: one letter, several legally separate parts, a human maker (FVL §§22–25; laws 4 and 5 of the product).

use std::collections::BTreeMap;

use definition::Kind;
use model::{CaseState, Date, Event, Number, Private, StepName, Value};
use rust_decimal::Decimal;

use super::Completing;
use super::complaint::{self, written};
use crate::clock::out_of_range;
use crate::refusal::Refusal;
use crate::values::{Answers, refuse};
use crate::world::Draft;

/// How a part can end.
const OUTCOMES: [&str; 3] = ["granted", "partly", "refused"];

impl Completing<'_> {
    pub(super) fn decision(&self, draft: &mut Draft<'_>, plan: &StepName) -> Result<(), Refusal> {
        let case = draft.case(self.id)?;
        let mut answers = Answers::new(self.values);
        let listed = answers.list("parts");
        let channel = answers.text("channel");
        let hearing_considered = answers.optional_text("hearing_considered");
        if !channel.is_empty() && !self.pack.channels.contains_key(&channel) {
            let known: Vec<&str> = self.pack.channels.keys().map(String::as_str).collect();
            answers.fault(format!("channel: is none of {}", known.join(", ")));
        }
        let came_back = complaint::came_back(case, &self.step);
        let board_considered = answers.optional_text("board_considered");
        if board_considered.is_none() && came_back.as_ref().is_some_and(|(_, by_board)| *by_board) {
            answers.fault("board_considered: say how the findings of the complaint board were followed");
        }
        if hearing_considered.is_none() && self.hearing_was_answered(case) {
            answers
                .fault("hearing_considered: say what the citizen answered in the hearing and how it counted");
        }
        let mut faults = answers.faults("");
        let measures = case.plans.get(plan).map(|plan| plan.measures.len()).unwrap_or_default();
        let mut parts = BTreeMap::new();
        for (place, part) in listed.iter().enumerate() {
            if let Some((number, content)) = read_part(part, place, measures, &mut faults)
                && parts.insert(number, content).is_some()
            {
                faults.push(format!("parts/{place}/measure: part {number} is there twice"));
            }
        }
        let open = match came_back {
            Some((open, _)) if !open.is_empty() => open,
            Some(_) | None => (1..=u32::try_from(measures).unwrap_or(u32::MAX)).collect(),
        };
        let undecided = open.iter().filter(|n| !parts.contains_key(n));
        faults.extend(
            undecided.map(|n| format!("parts: measure {n} has no outcome; every measure is decided")),
        );
        let runs_on = parts.keys().filter(|n| !open.contains(n));
        faults.extend(runs_on.map(|n| {
            format!("parts: measure {n} runs on as it was decided; only {} came back", written(&open))
        }));
        if measures == 0 {
            faults.push("parts: there is no plan with measures to decide".to_owned());
        }
        refuse(faults)?;
        let outcome = overall(&parts);
        let sent = Event::DecisionSent {
            step: self.step.name.clone(),
            maker: self.by.clone(),
            parts: parts.into_iter().map(|(n, part)| (n, Private::Clear(Value::Record(part)))).collect(),
            decided_on: self.on,
            sent_on: self.on,
            received_on: self.received_on(&channel, draft)?,
            channel,
            hearing_considered: hearing_considered.map(Private::text),
            board_considered: board_considered.map(Private::text),
        };
        draft.on_case(self.id, sent);
        self.done(draft, BTreeMap::from([("outcome".to_owned(), Private::text(outcome))]));
        Ok(())
    }

    /// Whether a hearing was answered since the decision was last made.
    fn hearing_was_answered(&self, case: &CaseState) -> bool {
        let before = case.steps.get(&self.step.name).and_then(|own| own.earlier.last());
        let is_new = |settled_in: u64| before.is_none_or(|before| settled_in > before.settled_in);
        self.definition.steps.values().any(|step| {
            let hearing = matches!(step.kind, Kind::Hearing { .. });
            let state = case.steps.get(&step.name);
            hearing
                && state.is_some_and(|state| state.moments.contains_key("reply") && is_new(state.settled_in))
        })
    }

    /// The day on which the letter is presumed to have arrived, by its channel.
    fn received_on(&self, channel: &str, draft: &Draft<'_>) -> Result<Date, Refusal> {
        let Some(channel) = self.pack.channels.get(channel) else { return Ok(self.on) };
        let rule = calendar::Rule {
            amount: channel.received_after,
            direction: calendar::Direction::After,
            roll: calendar::Roll::None,
        };
        calendar::derive(&rule, self.on.0, &[], draft.world.calendar)
            .map(|derived| Date(derived.due))
            .map_err(|error| out_of_range(&error))
    }
}

fn read_part(
    part: &Value,
    place: usize,
    measures: usize,
    faults: &mut Vec<String>,
) -> Option<(u32, BTreeMap<String, Value>)> {
    let mut answers = Answers::new(part);
    let number = answers.number("measure");
    let outcome = answers.text("outcome");
    let mut content = BTreeMap::new();
    for field in ["basis", "reasons", "facts", "from", "to", "amount"] {
        content.extend(answers.optional_text(field).map(|text| (field.to_owned(), Value::text(text))));
    }
    if !outcome.is_empty() && !OUTCOMES.contains(&outcome.as_str()) {
        answers.fault(format!("outcome: is none of {}", OUTCOMES.join(", ")));
    }
    if !content.contains_key("basis") {
        answers.fault("basis: the provision is missing (FVL §24)");
    }
    if outcome != "granted" && !content.contains_key("reasons") {
        answers.fault("reasons: what does not give the citizen everything needs its reasons (FVL §22)");
    }
    let known = number.filter(|n| usize::try_from(*n).is_ok_and(|n| (1..=measures).contains(&n)));
    match known {
        Some(number) => {
            content.insert("measure".to_owned(), Value::Number(Number(Decimal::from(number))));
        }
        None => answers.fault(format!("measure: the plan has measures 1 to {measures}")),
    }
    content.insert("outcome".to_owned(), Value::text(outcome));
    faults.extend(answers.faults(&format!("parts/{place}/")));
    known.map(|number| (number, content))
}

/// Granted if every part is, refused if every part is, else partly.
fn overall(parts: &BTreeMap<u32, BTreeMap<String, Value>>) -> &'static str {
    let all =
        |word: &str| parts.values().all(|part| part.get("outcome").and_then(Value::as_text) == Some(word));
    if all("granted") {
        "granted"
    } else if all("refused") {
        "refused"
    } else {
        "partly"
    }
}
