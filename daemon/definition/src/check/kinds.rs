//! What each kind of step says about itself.

use model::deadline::Sentence;
use model::{RoleName, StageName, StepName};

use super::Context;
use super::anchors::{Own, complaint, review};
use super::names::StepEntry;
use super::order;
use super::{roles, scope};
use crate::checked::{FactKind, Kind, Source};
use crate::finding::{BAD_VALUE, Report, UNKNOWN_NAME, WRONG_ORDER, WRONG_TYPE};
use crate::text::{Text, Tree};

/// Reads the one kind of a step.
pub(super) fn read(
    context: &Context<'_>,
    (at, step): (usize, &StepEntry<'_>),
    title: &Sentence,
    report: &mut Report<'_>,
) -> Option<Kind> {
    let tree = step.kind_tree()?;
    let own = Own { at, step, title };
    match step.kind? {
        "form" => Some(Kind::Form { ask: context.facts.asked(context.names, &tree.texts_of("ask"), report) }),
        "contributions" => contributions(context, at, tree, report),
        "consent" => consent(context, step, tree, report),
        "allocation" => Some(Kind::Allocation { role: role(context, tree, "role", report)? }),
        "plan" => plan(context, at, tree, report),
        "citizen" => citizen(tree),
        "hearing" => {
            Some(Kind::Hearing { of_plan: earlier(context, at, (tree.text("plan")?, "plan"), report)? })
        }
        "decision" => decision(context, &own, tree, report),
        "review" => review(context, &own, tree, report),
        "milestone" => milestone(tree, report),
        "reassessment" => Some(Kind::Reassessment { of: decided(context, at, tree, report)? }),
        "forwarding" => Some(Kind::Forwarding { of: decided(context, at, tree, report)? }),
        "board" => Some(Kind::Board { of: decided(context, at, tree, report)? }),
        "plugin" => super::plugin::read(context, tree, report),
        "table" => context.tables.get(step.name()).cloned().map(Kind::Table),
        "contact" | "panel" | "quota" | "wait" | "notify" | "case" => {
            super::meeting::read(context, &own, tree, report)
        }
        _ => None,
    }
}

fn contributions(context: &Context<'_>, at: usize, tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let ask = context.facts.asked(context.names, &tree.texts_of("ask"), report);
    let go_on_without = role(context, tree, "go_on_without", report);
    let list = tree.text("for_each")?;
    let rule = context.facts.get(&list.text);
    if context.names.fact(&list.text).is_none() {
        report.unknown(UNKNOWN_NAME, list, "fact of this workflow", &context.names.fact_names());
        return None;
    }
    let rule = rule?;
    if !matches!(rule.kind, FactKind::List { .. }) || matches!(rule.source, Source::Register) {
        let message = format!("`{}` is not a list", list.text);
        report.error(
            WRONG_TYPE,
            list.span,
            message,
            "name a fact of type `list of …`: one contribution for each item",
        );
        return None;
    }
    let place = context.order.step(at);
    let is_open = context.order.is_known && context.order.can_begin(place);
    if is_open
        && matches!(rule.source, Source::Asked)
        && !scope::certain(context, place).contains(list.as_str())
    {
        let message = format!("`{}` may be missing when this step begins: nobody would be asked", list.text);
        let remedy = "let the step come `after` a form that always asks for it";
        report.error(WRONG_ORDER, list.span, message, remedy);
    }
    Some(Kind::Contributions {
        for_each: model::FactName::new(list.as_str()),
        ask,
        join: join(tree, report),
        go_on_without: go_on_without?,
    })
}

/// `join: all`, `join: any`, or how many contributions are enough; nothing where all of them are needed.
fn join(tree: &Tree, report: &mut Report<'_>) -> Option<u32> {
    let text = tree.text("join")?;
    match text.as_str() {
        "all" => None,
        "any" => Some(1),
        number => {
            let count = number.parse::<u32>().ok().filter(|count| *count > 0);
            if count.is_none() {
                let message =
                    format!("`{}` does not say how many contributions are enough", number.escape_debug());
                report.error(BAD_VALUE, text.span, message, "write `all`, `any`, or a whole number from 1");
            }
            count
        }
    }
}

fn consent(
    context: &Context<'_>,
    step: &StepEntry<'_>,
    tree: &Tree,
    report: &mut Report<'_>,
) -> Option<Kind> {
    let ask: Vec<String> = tree.texts_of("ask").into_iter().map(|purpose| purpose.text.clone()).collect();
    for purpose in tree.texts_of("ask").into_iter().filter(|purpose| !model::id::is_name(&purpose.text)) {
        let message = format!("`{}` cannot name a purpose", purpose.text.escape_debug());
        report.error(BAD_VALUE, purpose.span, message, "use letters, digits and `_`, a letter first");
    }
    let refused_skips = match tree.text("else") {
        None => None,
        Some(text) => Some(skipped(context, step, text, report)?),
    };
    Some(Kind::Consent { ask, refused_skips })
}

/// `skip STAGE`: a stage that has not begun when the answer comes.
fn skipped(
    context: &Context<'_>,
    step: &StepEntry<'_>,
    text: &Text,
    report: &mut Report<'_>,
) -> Option<StageName> {
    let Some(name) = text.text.strip_prefix("skip ").map(str::trim) else {
        let message = format!("`{}` is nothing that a refusal can do", text.text);
        report.error(BAD_VALUE, text.span, message, "write `skip STAGE`, or remove the key to go on");
        return None;
    };
    let start = text.text.len() - name.len();
    let word = text.part(start, text.text.len(), report.source);
    let Some(stage) = context.names.stage(name) else {
        report.unknown(UNKNOWN_NAME, &word, "stage of this workflow", &context.names.stage_names());
        return None;
    };
    let own_start = order::start(step.stage);
    if context.names.is_within(step.stage, stage) || context.order.is_before(order::start(stage), own_start) {
        let message = format!("the stage `{name}` has begun by then");
        report.error(BAD_VALUE, word.span, message, "name a later stage");
    }
    Some(StageName::new(name))
}

fn plan(context: &Context<'_>, at: usize, tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let own_goals = at_least(tree.text("own_goals"), report);
    let measures = at_least(tree.text("measures"), report);
    let from = match tree.text("from") {
        Some(text) => Some(earlier(context, at, (text, "contributions"), report)?),
        None => None,
    };
    Some(Kind::Plan { own_goals: own_goals?, measures: measures?, from })
}

/// `1..`: at least so many.
fn at_least(text: Option<&Text>, report: &mut Report<'_>) -> Option<u32> {
    let text = text?;
    let count = text.text.strip_suffix("..").and_then(|count| count.trim().parse::<u32>().ok());
    if count.is_none() {
        let message = format!("`{}` does not say how many", text.text);
        report.error(BAD_VALUE, text.span, message, "write `1..` for one or more");
    }
    count
}

fn citizen(tree: &Tree) -> Option<Kind> {
    let answers: Vec<String> =
        tree.texts_of("answers").into_iter().map(|answer| answer.text.clone()).collect();
    (!answers.is_empty()).then_some(Kind::Citizen { answers })
}

fn decision(context: &Context<'_>, own: &Own<'_>, tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let complaint = match tree.text("complaint") {
        Some(text) => Some(Box::new(complaint(context, own, text, report)?)),
        None => None,
    };
    let parts = tree.text("parts")?;
    let Some(name) = parts.text.strip_suffix(".measures") else {
        let message = format!("`{}` cannot be decided", parts.text);
        report.error(BAD_VALUE, parts.span, message, "write `STEP.measures`, with a plan");
        return None;
    };
    let word = parts.part(0, name.len(), report.source);
    let letter = tree.text("letter").map(|path| path.text.clone());
    Some(Kind::Decision { parts_of: earlier(context, own.at, (&word, "plan"), report)?, complaint, letter })
}

/// The decision that a step of a complaint is about.
fn decided(context: &Context<'_>, at: usize, tree: &Tree, report: &mut Report<'_>) -> Option<StepName> {
    earlier(context, at, (tree.text("of")?, "decision"), report)
}

fn milestone(tree: &Tree, report: &mut Report<'_>) -> Option<Kind> {
    let word = tree.as_text()?;
    if word.text == "false" {
        report.error(
            BAD_VALUE,
            word.span,
            "a step cannot be no milestone",
            "write `milestone: true`, or another kind",
        );
        return None;
    }
    Some(Kind::Milestone)
}

/// A step of a kind, by name, that is over when the step `at` begins.
fn earlier(
    context: &Context<'_>,
    at: usize,
    (text, kind): (&Text, &str),
    report: &mut Report<'_>,
) -> Option<StepName> {
    match context.names.step(&text.text) {
        Some((place, step)) if step.is(kind) => {
            let (place, own) = (context.order.step(place), context.order.step(at));
            if context.order.is_known && context.order.can_begin(own) && !context.order.is_before(place, own)
            {
                let message = format!("`{}` need not be over when this step begins", text.text);
                report.error(
                    WRONG_ORDER,
                    text.span,
                    message,
                    format!("let this step come `after` `{}`", text.text),
                );
            }
            Some(StepName::new(text.as_str()))
        }
        Some((_, step)) => {
            // A step without a kind has been reported where it stands.
            let found = step.kind?;
            let message = format!("`{}` is a {found}, and a {kind} is needed here", text.text);
            let known = context.names.step_names(Some(kind));
            let remedy = if known.is_empty() {
                format!("add a step of the kind `{kind}`")
            } else {
                format!("write one of {}", crate::nearest::listing(&known))
            };
            report.error(WRONG_TYPE, text.span, message, remedy);
            None
        }
        None => {
            let known = context.names.step_names(Some(kind));
            report.unknown(UNKNOWN_NAME, text, &format!("step of the kind `{kind}`"), &known);
            None
        }
    }
}

fn role(context: &Context<'_>, tree: &Tree, key: &str, report: &mut Report<'_>) -> Option<RoleName> {
    roles::one(context.names, tree.text(key)?, report)
}
