//! The values of a decision's letter: the same that are recorded.

use std::collections::BTreeMap;

use definition::{Due, Kind};
use letter::Value;
use model::{Date, StepName};

use super::writing::text_or_missing;
use super::{Lack, Writing, day};
use crate::clock::out_of_range;
use crate::refusal::Refusal;

/// A decision as it is to be recorded and told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    /// Parts by the number of their measure.
    pub(crate) parts: BTreeMap<u32, BTreeMap<String, model::Value>>,
    /// How it is sent.
    pub(crate) channel: String,
    /// The address on a letter on paper, a line each.
    pub(crate) address: Vec<String>,
    /// What the citizen said in the hearing and how it counted.
    pub(crate) hearing_considered: Option<String>,
    /// How the findings of the complaint board were followed.
    pub(crate) board_considered: Option<String>,
}

impl Made {
    /// Granted if every part is, refused if every part is, else partly.
    pub(crate) fn outcome(&self) -> &'static str {
        let all = |word: &str| {
            self.parts.values().all(|part| part.get("outcome").and_then(model::Value::as_text) == Some(word))
        };
        if all("granted") {
            "granted"
        } else if all("refused") {
            "refused"
        } else {
            "partly"
        }
    }
}

/// Everything that the letter of a decision may say, and what it lacks.
pub(crate) fn decision_values(
    writing: &Writing<'_>,
    made: &Made,
    (plan, complaint, received_on): (&StepName, Option<&Due>, Date),
    lacks: &mut Vec<Lack>,
) -> Result<Value, Refusal> {
    let mut values = writing.common(lacks);
    let parts = made.parts.iter().map(|(number, part)| one_part(writing, plan, *number, part));
    values.insert("parts".to_owned(), Value::List(parts.collect()));
    values.insert("outcome".to_owned(), Value::text(made.outcome()));
    values.insert("hearing".to_owned(), hearing(writing, made));
    values.insert("board_considered".to_owned(), Value::optional(made.board_considered.as_deref()));
    values.insert("complaint".to_owned(), guidance(writing, complaint, received_on, lacks)?);
    Ok(Value::Record(values))
}

fn one_part(
    writing: &Writing<'_>,
    plan: &StepName,
    number: u32,
    part: &BTreeMap<String, model::Value>,
) -> Value {
    let measure = writing.case.plans.get(plan).and_then(|plan| plan.measures.get(&number));
    let measure = measure.and_then(|measure| measure.content.value()?.as_record());
    let of_measure = |name: &str| measure?.get(name)?.as_text();
    let said = |name: &str| part.get(name).and_then(model::Value::as_text);
    let date = |name: &str| said(name).and_then(|text| text.parse::<Date>().ok()).map_or(Value::Nothing, day);
    let outcome = said("outcome").unwrap_or("refused");
    let result = match outcome {
        "granted" => "Bevilget",
        "partly" => "Delvist bevilget",
        _refused => "Afslag",
    };
    Value::record([
        ("number", Value::Number(number)),
        ("name", text_or_missing(of_measure("name"))),
        ("about", Value::optional(of_measure("text"))),
        ("department", Value::optional(of_measure("department"))),
        ("outcome", Value::text(outcome)),
        ("result", Value::text(result)),
        ("basis", text_or_missing(said("basis"))),
        ("reasons", Value::optional(said("reasons"))),
        ("discretion", Value::Flag(part.get("discretion") == Some(&model::Value::Boolean(true)))),
        ("considerations", Value::optional(said("considerations"))),
        ("facts", Value::optional(said("facts"))),
        ("amount", Value::optional(said("amount"))),
        ("from", date("from")),
        ("to", date("to")),
    ])
}

/// The hearing that was held last, with what came of it; one that an earlier round answered for is not told again.
fn hearing(writing: &Writing<'_>, made: &Made) -> Value {
    let steps = writing.definition.order.iter().filter_map(|name| writing.definition.steps.get(name));
    let hearings = steps.filter(|step| matches!(step.kind, Kind::Hearing { .. }));
    let own = writing.case.steps.get(&writing.step.name);
    let told_in = own.and_then(|own| own.earlier.last()).map_or(0, |before| before.settled_in);
    let mut held = hearings.rev().filter_map(|step| {
        let state = writing.case.steps.get(&step.name).filter(|state| state.settled_in > told_in)?;
        Some((state, *state.moments.get("sent")?))
    });
    let Some((state, sent_on)) = held.next() else { return Value::Nothing };
    let said = state.outputs.get("reply_text").and_then(|text| text.as_text());
    Value::record([
        ("sent_on", day(sent_on)),
        ("replied_on", state.moments.get("reply").copied().map_or(Value::Nothing, day)),
        ("said", Value::optional(said)),
        ("considered", Value::optional(made.hearing_considered.as_deref())),
    ])
}

/// Until when the citizen can complain. The only limit in a letter is this one, and it is the citizen's.
fn guidance(
    writing: &Writing<'_>,
    complaint: Option<&Due>,
    received_on: Date,
    lacks: &mut Vec<Lack>,
) -> Result<Value, Refusal> {
    let Some(due) = complaint else {
        let en = "the complaint guidance (FVL §25): the workflow gives the decision no `complaint:`";
        lacks.push(Lack::new("complaint", "klagevejledningen (FVL §25)", en));
        return Ok(Value::record([
            ("period", text_or_missing(None)),
            ("received_on", day(received_on)),
            ("until", day(received_on)),
            ("basis", text_or_missing(None)),
        ]));
    };
    let derived = calendar::derive(&due.rule.rule, received_on.0, &[], writing.world.calendar)
        .map_err(|error| out_of_range(&error))?;
    Ok(Value::record([
        ("period", Value::text(due.rule.rule.amount.in_danish())),
        ("received_on", day(received_on)),
        ("until", day(Date(derived.due))),
        ("basis", Value::text(due.rule.basis.clone())),
    ]))
}
