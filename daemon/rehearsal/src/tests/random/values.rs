//! Answers that fit a task.

use std::collections::BTreeMap;

use definition::{Definition, FactKind, Kind, Step};
use model::{CaseState, Date, FactName, PersonId, TaskName, Value};

use super::tape::Tape;

/// What answers are made for.
pub(super) struct Asked<'a> {
    pub(super) case: &'a CaseState,
    pub(super) definition: &'a Definition,
    pub(super) today: Date,
    /// Facts that are asked on a condition, and are asked now.
    pub(super) on_condition: &'a [FactName],
}

pub(super) fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn one(value: Value) -> Value {
    Value::List(vec![value])
}

impl Asked<'_> {
    /// Answers to a task of a step, with who took part where nobody does it alone.
    pub(super) fn answers_of_all(&self, step: &Step, task: &TaskName, tape: &mut Tape<'_>) -> Value {
        let mut values = self.answers(step, task, tape);
        let role = step.by.as_ref().and_then(|role| self.definition.roles.get(role));
        let Some(other) = role.and_then(|role| role.with.as_ref()) else { return values };
        if let Value::Record(fields) = &mut values
            && fields.get("held") != Some(&Value::Boolean(false))
        {
            let holder = self.case.holders.get(other.as_str());
            let person = holder.map_or("mato", |holder| holder.person.as_str());
            fields.insert("with".to_owned(), Value::text(person));
        }
        values
    }

    /// Answers to a task of a step; nothing for what nobody completes.
    fn answers(&self, step: &Step, task: &TaskName, tape: &mut Tape<'_>) -> Value {
        match &step.kind {
            Kind::Form { ask } | Kind::Contributions { ask, .. } => self.facts(ask, tape),
            Kind::Consent { ask, .. } => {
                if tape.once_in(4) {
                    return record([("answer", Value::text("refused"))]);
                }
                let purposes = ask.iter().map(Value::text).collect();
                record([("answer", Value::text("given")), ("purposes", Value::List(purposes))])
            }
            Kind::Allocation { .. } => record([("person", Value::text(tape.of_these(&["mato", "sigr"])))]),
            Kind::Plugin { .. } => self.appointment(task, tape),
            Kind::Plan { .. } => self.plan(tape),
            Kind::Citizen { answers } => {
                record([("answer", Value::text(answers[tape.below(answers.len())].clone()))])
            }
            Kind::Hearing { .. } => {
                let is_sent = self.case.steps[&step.name].moments.contains_key("sent");
                if is_sent { record([("reply", Value::text("well"))]) } else { record([]) }
            }
            Kind::Decision { parts_of, .. } => self.decision(parts_of, tape),
            Kind::Case { .. } => record([("outcome", Value::text("done by hand"))]),
            Kind::Review { .. } => record([("result", Value::text("continue"))]),
            Kind::Table(rule) => {
                let outputs = rule.outputs.iter().map(|one| (one.name.clone(), self.value(&one.kind, tape)));
                let reason = ("reason".to_owned(), Value::text("because"));
                Value::Record(outputs.chain([reason]).collect())
            }
            Kind::Contact { ways, ask } => {
                let held = !tape.once_in(4);
                let mut fields = if held { self.facts(ask, tape) } else { record([]) };
                if let Value::Record(fields) = &mut fields {
                    fields.insert("way".to_owned(), Value::text(ways[tape.below(ways.len())].clone()));
                    fields.insert("held".to_owned(), Value::Boolean(held));
                }
                fields
            }
            Kind::Panel { mode, outcomes, .. } => record([
                (mode.leaves(), Value::text(outcomes[tape.below(outcomes.len())].clone())),
                ("present", one(Value::text("hebr"))),
                ("citizen_present", Value::Boolean(true)),
                ("reasons", Value::text("because")),
            ]),
            Kind::Reassessment { .. } => record([
                ("outcome", Value::text(tape.of_these(&["maintained", "partly", "changed"]))),
                ("reasons", Value::text("because")),
            ]),
            Kind::Forwarding { .. } => {
                let with = ["complaint", "files", "reassessment"].into_iter().map(Value::text);
                record([("with", Value::List(with.collect()))])
            }
            Kind::Board { .. } => {
                let (outcome, for_citizen) = tape.of_these(&[
                    ("upheld", "lost"),
                    ("changed", "partly"),
                    ("annulled", "won"),
                    ("remitted", "partly"),
                ]);
                record([
                    ("outcome", Value::text(outcome)),
                    ("for_citizen", Value::text(for_citizen)),
                    ("findings", Value::text("the law")),
                ])
            }
            Kind::Milestone | Kind::Notify { .. } | Kind::Quota { .. } | Kind::Wait(_) => Value::Null,
        }
    }

    fn facts(&self, ask: &[FactName], tape: &mut Tape<'_>) -> Value {
        let mut fields = BTreeMap::new();
        for name in ask {
            let rule = &self.definition.facts[name];
            let is_asked = rule.when.is_none() || self.on_condition.contains(name);
            let is_left_out = rule.optional && tape.once_in(2);
            if is_asked && !is_left_out {
                fields.insert(name.to_string(), self.value(&rule.kind, tape));
            }
        }
        within_bounds(&mut fields, tape);
        Value::Record(fields)
    }

    pub(super) fn value(&self, kind: &FactKind, tape: &mut Tape<'_>) -> Value {
        match kind {
            FactKind::Text => Value::text("words"),
            FactKind::Number { .. } => Value::text(tape.below(10).to_string()),
            FactKind::Date => {
                let days = i64::try_from(tape.below(300)).unwrap() - 100;
                Value::Date(Date(self.today.0.saturating_add(jiff::Span::new().days(days))))
            }
            FactKind::Person { holding: Some(_) } => Value::text(tape.of_these(&["mato", "sigr"])),
            FactKind::Person { holding: None } => Value::text(tape.of_these(&["lida", "mato", "sigr"])),
            FactKind::Boolean => Value::Boolean(tape.below(2) == 0),
            FactKind::Choice(name) => {
                let words = &self.definition.choices[name];
                Value::text(words[tape.below(words.len())].word.clone())
            }
            FactKind::List { of, .. } => {
                let count = 1 + tape.below(3);
                Value::List((0..count).map(|_| self.value(of, tape)).collect())
            }
        }
    }

    /// Somebody by hand, or what was proposed.
    fn appointment(&self, task: &TaskName, tape: &mut Tape<'_>) -> Value {
        let proposal = self.case.steps[&task.step].proposal.as_ref();
        if proposal.is_some_and(|proposal| proposal.state == model::plugin::ProposalState::Proposed) {
            return match tape.below(2) {
                0 => record([("confirm", Value::Boolean(true))]),
                _ => record([("decline", Value::text("somebody else"))]),
            };
        }
        let (person, deputy) = tape.of_these(&[("lida", "olma"), ("anve", "lida"), ("olma", "anve")]);
        record([("person", Value::text(person)), ("deputy", Value::text(deputy))])
    }

    fn plan(&self, tape: &mut Tape<'_>) -> Value {
        let known = self.case.facts.keys().next();
        let used = known.filter(|_| tape.below(2) == 0).map(|(fact, slot)| {
            record([
                ("fact", Value::text(fact.as_str())),
                ("slot", number(usize::try_from(*slot).unwrap())),
                ("adverse", Value::Boolean(true)),
            ])
        });
        record([
            ("goals", one(Value::text("sleep"))),
            ("measures", one(record([("name", Value::text("Mentor"))]))),
            ("facts_used", Value::List(used.into_iter().collect())),
        ])
    }

    fn decision(&self, plan: &model::StepName, tape: &mut Tape<'_>) -> Value {
        let measures = self.case.plans.get(plan).map(|plan| plan.measures.len()).unwrap_or_default();
        let part = |n: usize, outcome: &str| {
            record([
                ("measure", number(n)),
                ("outcome", Value::text(outcome)),
                ("basis", Value::text("LAB §167")),
                ("reasons", Value::text("because")),
            ])
        };
        let outcome = tape.of_these(&["granted", "refused", "partly"]);
        record([
            ("channel", Value::text("digital_post")),
            ("hearing_considered", Value::text("yes")),
            ("board_considered", Value::text("yes")),
            ("parts", Value::List((1..=measures).map(|n| part(n, outcome)).collect())),
        ])
    }
}

/// The second of the two days that belong together lies behind the first, and not far.
fn within_bounds(fields: &mut BTreeMap<String, Value>, tape: &mut Tape<'_>) {
    if let (Some(Value::Date(from)), true) = (fields.get("from_day"), fields.contains_key("to_day")) {
        let days = i64::try_from(tape.below(150)).unwrap();
        let until = Date(from.0.saturating_add(jiff::Span::new().days(days)));
        fields.insert("to_day".to_owned(), Value::Date(until));
    }
}

fn number(number: usize) -> Value {
    Value::Number(model::Number(rust_decimal::Decimal::from(number)))
}

/// Everybody of the municipality, one after the other from somewhere in the list.
pub(super) fn everybody(people: &[PersonId], from: usize) -> impl Iterator<Item = &PersonId> {
    (0..people.len()).map(move |at| &people[(at + from) % people.len()])
}
