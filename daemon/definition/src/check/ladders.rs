//! Who is reminded of a step's deadline, where the step says so itself.

use model::RoleName;
use model::deadline::Recipient;

use super::names::StepEntry;
use super::{Context, roles};
use crate::checked::{Due, Kind, Ladder};
use crate::finding::{LADDER_WITHOUT_RECIPIENT, Report, UNKNOWN_NAME, WRONG_SHAPE};
use crate::text::{Text, Tree};

/// Reads `ladder`, and gives it to the deadline of the step.
pub(super) fn read(
    context: &Context<'_>,
    (step, by): (&StepEntry<'_>, Option<&RoleName>),
    (due, kind): (&mut Option<Due>, Option<&mut Kind>),
    report: &mut Report<'_>,
) -> Option<Ladder> {
    let entry = step.tree().entry("ladder")?;
    let review = kind.and_then(|kind| if let Kind::Review { rule, .. } = kind { Some(rule) } else { None });
    if due.is_none() && review.is_none() {
        // A deadline that could not be read was told already.
        if step.tree().entry("due").is_none() && !step.is("review") {
            let message =
                format!("the step `{}` has no deadline that anybody could be reminded of", step.name());
            report.error(WRONG_SHAPE, entry.key.span, message, "add `due`, or remove `ladder`");
        }
        return None;
    }
    let rules = due.iter_mut().map(|due| &mut due.rule).chain(review.map(|rule| &mut **rule));
    let mut found = None;
    for rule in rules {
        let ladder = match &entry.value {
            Tree::Text(name) => of_the_pack(context, name, report)?,
            tree @ (Tree::Map(..) | Tree::List(..)) => with_roles(context, tree, (&rule.ladder, by), report)?,
        };
        rule.ladder = ladder.clone();
        found = found.or(Some(ladder));
    }
    found
}

/// A ladder of the rule pack by its name.
fn of_the_pack(context: &Context<'_>, name: &Text, report: &mut Report<'_>) -> Option<Ladder> {
    let ladder = context.pack.ladders.get(&name.text);
    if ladder.is_none() && context.pack_is_known {
        let known: Vec<&str> = context.pack.ladders.keys().map(String::as_str).collect();
        let noun = format!("ladder of the rule pack `{}`", context.pack.name);
        report.unknown(UNKNOWN_NAME, name, &noun, &known);
    }
    ladder.cloned()
}

/// The days of the rule pack, with roles of the workflow; who is not named stays as the pack has it.
fn with_roles(
    context: &Context<'_>,
    tree: &Tree,
    (usual, by): (&Ladder, Option<&RoleName>),
    report: &mut Report<'_>,
) -> Option<Ladder> {
    if tree.get("remind").is_none() && tree.get("escalate").is_none() {
        let message = "this ladder reaches nobody";
        let remedy = "name a role under `remind` or `escalate`, or a ladder of the rule pack";
        report.error(LADDER_WITHOUT_RECIPIENT, tree.span(), message, remedy);
        return None;
    }
    let mut ladder = usual.clone();
    for (key, missed) in [("remind", false), ("escalate", true)] {
        let Some(entry) = tree.entry(key) else { continue };
        let recipients = recipients(context, &entry.value, by, report);
        let rungs: Vec<_> = ladder.rungs.iter_mut().filter(|rung| rung.missed == missed).collect();
        if rungs.is_empty() && context.pack_is_known {
            let when = if missed { "after its deadline" } else { "before its deadline is over" };
            let message =
                format!("the ladder of the rule pack has no day {when}, and `{key}` reaches nobody");
            let remedy = format!("remove `{key}`, or name another ladder of the rule pack");
            report.error(LADDER_WITHOUT_RECIPIENT, entry.key.span, message, remedy);
        }
        // What could not be read was told, and is not told again as a ladder that reaches nobody.
        for rung in rungs.into_iter().filter(|_| !recipients.is_empty()) {
            rung.recipients.clone_from(&recipients);
        }
    }
    Some(ladder)
}

/// Roles that hear of it; whoever does the work is found as its owner.
fn recipients(
    context: &Context<'_>,
    tree: &Tree,
    by: Option<&RoleName>,
    report: &mut Report<'_>,
) -> Vec<Recipient> {
    let roles = tree.texts().into_iter().filter_map(|text| roles::one(context.names, text, report));
    roles.map(|role| if by == Some(&role) { Recipient::Owner } else { Recipient::Role(role) }).collect()
}
