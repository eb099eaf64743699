//! What a condition may name at its place, and what is certain to be there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use feel::{FunctionSignature, Parameter, Program, Scope, Type};

use super::facts::LIMITS;
use super::names::StepEntry;
use super::{Context, tables};
use crate::checked::{BOARD_OUTCOMES, FOR_CITIZEN_WORDS, REASSESSMENT_OUTCOMES, Source};
use crate::finding::Report;
use crate::text::{Text, Tree};

/// The choice type of a consent's answer.
const CONSENT_ANSWER: &str = "consent.answer";

/// The choice type of a decision's outcome.
const DECISION_OUTCOME: &str = "decision.outcome";

/// The choice type of whether a complaint about a decision came in time.
const DECISION_COMPLAINT: &str = "decision.complaint";

/// The choice type of a re-assessment's outcome.
const REASSESSMENT_OUTCOME: &str = "reassessment.outcome";

/// The choice type of what a complaint board decided.
const BOARD_OUTCOME: &str = "board.outcome";

/// The choice type of what that means for the citizen.
const FOR_CITIZEN: &str = "board.for_citizen";

/// Compiles a condition that stands at a place of the order.
pub(super) fn condition(
    context: &Context<'_>,
    text: Option<&Text>,
    place: usize,
    report: &mut Report<'_>,
) -> Option<Program> {
    let text = text.filter(|text| !context.tables.hides(&text.text) && !context.facts.hides(&text.text))?;
    match feel::compile_as(&text.text, &Type::Boolean, &scope(context, place)) {
        Ok(program) => Some(program),
        Err(faults) => {
            for fault in faults {
                report.fault(text, fault);
            }
            None
        }
    }
}

/// What is known at a place: what is known everywhere, and which facts are certain to be there.
pub(super) fn scope(context: &Context<'_>, place: usize) -> Scope {
    let everywhere = context.everywhere.get_or_init(|| Arc::new(everywhere(context)));
    let mut scope = Scope::within(Arc::clone(everywhere));
    let certain = certain(context, place);
    for (name, rule) in context.facts.all() {
        let is_there = match &rule.source {
            Source::Register => true,
            Source::Asked => !rule.optional && rule.when.is_none() && certain.contains(name.as_str()),
            Source::Calculated(program) => {
                let given = |name: &String| certain.contains(name.as_str()) || is_given(context, name);
                !program.result_type().may_be_missing() && program.names().iter().all(given)
            }
        };
        if is_there {
            scope = scope.name(name.as_str(), context.facts.type_of(name.as_str(), &rule.kind));
        }
    }
    scope
}

/// What is known at every place: facts, which may be missing, what steps leave, choice types and functions.
fn everywhere(context: &Context<'_>) -> Scope {
    let mut scope = context.facts.scope();
    for (name, rule) in context.facts.all() {
        scope = scope.name(name.as_str(), context.facts.type_of(name.as_str(), &rule.kind).or_missing());
    }
    scope = scope
        .choice(CONSENT_ANSWER, ["given", "refused"])
        .choice(DECISION_OUTCOME, ["granted", "partly", "refused"])
        .choice(DECISION_COMPLAINT, ["in_time", "late"])
        .choice(REASSESSMENT_OUTCOME, REASSESSMENT_OUTCOMES)
        .choice(BOARD_OUTCOME, BOARD_OUTCOMES)
        .choice(FOR_CITIZEN, FOR_CITIZEN_WORDS);
    for step in &context.names.steps {
        scope = outputs(context, step, scope);
    }
    let purposes: Vec<String> = context.names.purposes.iter().map(|purpose| (*purpose).to_owned()).collect();
    scope = scope.function(FunctionSignature {
        name: "consent".to_owned(),
        parameters: vec![Parameter::NameOf(purposes)],
        result: Type::Boolean,
    });
    let plans = context.names.steps.iter().filter(|step| step.is("plan") || step.is("decision"));
    scope.function(FunctionSignature {
        name: "facts_used".to_owned(),
        parameters: vec![Parameter::NameOf(plans.map(|step| step.name().to_owned()).collect())],
        result: fact_used().list(),
    })
}

/// Whether a name is there in every case, whatever has been done.
fn is_given(context: &Context<'_>, name: &str) -> bool {
    matches!(name, "today" | "now")
        || name.starts_with(LIMITS)
        || matches!(context.facts.get(name).map(|rule| &rule.source), Some(Source::Register))
}

/// A fact that a plan leans on.
fn fact_used() -> Type {
    let parts = [("fact", Type::Text), ("adverse", Type::Boolean), ("known_to_party", Type::Boolean)];
    Type::Context(parts.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect::<BTreeMap<_, _>>())
}

/// What a step leaves. All of it may be missing: the step may not have come so far.
fn outputs(context: &Context<'_>, step: &StepEntry<'_>, scope: Scope) -> Scope {
    let name = step.name();
    let leave =
        |scope: Scope, what: &str, kind: Type| scope.name(format!("{name}.{what}"), kind.or_missing());
    let scope = leave(scope, "done", Type::Date);
    match step.kind {
        Some("contributions") => leave(leave(scope, "count", Type::Number), "missing", Type::Number),
        Some("consent") => leave(scope, "answer", Type::Choice(CONSENT_ANSWER.to_owned())),
        Some("citizen") => {
            let kind = format!("{name}.answer");
            let answers = step.kind_tree().map(|tree| tree.texts_of("answers")).unwrap_or_default();
            let scope = scope.choice(kind.clone(), answers.into_iter().map(Text::as_str));
            leave(scope, "answer", Type::Choice(kind))
        }
        Some("plugin") => leave(scope, "by_hand", Type::Boolean),
        Some("plan" | "quota") => leave(scope, "count", Type::Number),
        Some("hearing") => leave(leave(scope, "sent", Type::Date), "reply", Type::Date),
        Some("decision") => {
            let scope = leave(leave(scope, "sent", Type::Date), "received", Type::Date);
            let scope = leave(scope, "outcome", Type::Choice(DECISION_OUTCOME.to_owned()));
            leave(scope, "complaint", Type::Choice(DECISION_COMPLAINT.to_owned()))
        }
        Some("reassessment") => {
            let scope = leave(scope, "changed", Type::Date);
            leave(scope, "outcome", Type::Choice(REASSESSMENT_OUTCOME.to_owned()))
        }
        Some("forwarding") => leave(scope, "sent", Type::Date),
        Some("board") => {
            let scope = leave(leave(scope, "received", Type::Date), "remitted", Type::Date);
            let scope = leave(scope, "outcome", Type::Choice(BOARD_OUTCOME.to_owned()));
            leave(scope, "for_citizen", Type::Choice(FOR_CITIZEN.to_owned()))
        }
        Some("table") => of_table(context, name, scope),
        Some("contact") => {
            let scope = words(step, "ways", "way", scope);
            leave(scope, "held", Type::Boolean)
        }
        Some("panel") => {
            let is_deciding = step
                .kind_tree()
                .and_then(|tree| tree.text("mode"))
                .is_some_and(|mode| mode.text == "deciding");
            words(step, "outcomes", if is_deciding { "outcome" } else { "recommendation" }, scope)
        }
        Some("wait") => leave(scope, "what", Type::Text),
        Some("case") => leave(scope, "outcome", Type::Text),
        _ => scope,
    }
}

/// A word out of those that the step lists, as a choice type of its own.
fn words(step: &StepEntry<'_>, key: &str, what: &str, scope: Scope) -> Scope {
    let kind = format!("{}.{what}", step.name());
    let words = step.kind_tree().map(|tree| tree.texts_of(key)).unwrap_or_default();
    let scope = scope.choice(kind.clone(), words.into_iter().map(Text::as_str));
    scope.name(kind.clone(), Type::Choice(kind).or_missing())
}

fn of_table(context: &Context<'_>, step: &str, scope: Scope) -> Scope {
    let Some(rule) = context.tables.get(step) else { return scope };
    rule.outputs.iter().fold(scope, |scope, output| {
        let name = format!("{step}.{}", output.name);
        let words: Vec<&str> = context.tables.words_of(&name).collect();
        let scope = if words.is_empty() { scope } else { scope.choice(name.clone(), words) };
        scope.name(name, tables::in_conditions(output))
    })
}

/// Required facts that were asked for before a place, on every way to it.
pub(super) fn certain<'c>(context: &Context<'c>, place: usize) -> BTreeSet<&'c str> {
    let mut facts = BTreeSet::new();
    let own = context.order.step_at(place).and_then(|at| context.names.steps.get(at));
    for (at, step) in context.names.steps.iter().enumerate() {
        let is_before = context.order.is_before(context.order.step(at), place);
        if is_before && step.is("form") && is_unconditional(context, step, own) {
            let asked = step.kind_tree().map(|tree| tree.texts_of("ask")).unwrap_or_default();
            facts.extend(asked.into_iter().map(Text::as_str));
        }
    }
    facts
}

/// Whether settling means that it was really done, and not skipped or closed, as it is seen from another step. Whoever
/// stands in the same stage begins only where that stage does.
fn is_unconditional(context: &Context<'_>, step: &StepEntry<'_>, own: Option<&StepEntry<'_>>) -> bool {
    let has = |tree: &Tree, key: &str| tree.get(key).is_some();
    let is_shared = |stage: usize| own.is_some_and(|own| context.names.is_within(own.stage, stage));
    let mut others = context.names.outwards(step.stage).filter(|stage| !is_shared(*stage));
    let may_be_skipped = others.any(|stage| {
        let stage = context.names.stages.get(stage).map(|stage| &stage.value);
        let passes_over = ["when", "requires", "until", "ended_early"];
        stage.is_some_and(|stage| passes_over.into_iter().any(|key| has(stage, key)))
    });
    !may_be_skipped && !has(step.tree(), "when") && !has(step.tree(), "sample") && !step.is_true("optional")
}
