//! Whether a workflow fits a municipality: somebody holds every role, and every ladder reaches somebody.

use std::collections::{BTreeMap, BTreeSet};

use model::deadline::Recipient;
use model::directory::Person;
use model::{RoleName, StepName, UnitId};

use super::names::Names;
use crate::checked::{DeadlineRule, Kind, LadderRung, Step};
use crate::finding::{DEAD_END, LADDER_WITHOUT_RECIPIENT, ROLE_NOBODY_HOLDS, Report};
use crate::municipality::Municipality;
use crate::text::Entry;

pub(super) fn check(
    names: &Names<'_>,
    steps: &BTreeMap<StepName, Step>,
    municipality: &Municipality,
    report: &mut Report<'_>,
) {
    for role in &names.roles {
        held(role, municipality, report);
    }
    for entry in &names.steps {
        let Some(step) = steps.get(entry.name()) else { continue };
        super::plugin::fit(entry, step, municipality, report);
        let Some(by) = &step.by else { continue };
        let place = entry
            .tree()
            .entry("ladder")
            .or(entry.tree().entry("due"))
            .map_or(entry.entry.key.span, |due| due.value.span());
        for rule in rules(step) {
            for rung in &rule.ladder.rungs {
                if let Some(reason) = unreachable(rung, by, municipality) {
                    let message =
                        format!("nobody hears of the rung `{}` of `{}`: {reason}", rung.rule.name, rule.name);
                    let remedy = "name a leader or a deputy in `municipality.yaml`, or another ladder in the rule pack";
                    report.error(LADDER_WITHOUT_RECIPIENT, place, message, remedy);
                }
            }
        }
    }
}

/// The deadlines of a step.
fn rules(step: &Step) -> Vec<&DeadlineRule> {
    let own = step.due.iter().map(|due| &due.rule);
    let of_kind = match &step.kind {
        Kind::Decision { complaint, .. } => complaint.as_ref().map(|due| &due.rule),
        Kind::Review { rule, .. } => Some(&**rule),
        Kind::Form { .. }
        | Kind::Contributions { .. }
        | Kind::Consent { .. }
        | Kind::Allocation { .. }
        | Kind::Plan { .. }
        | Kind::Citizen { .. }
        | Kind::Hearing { .. }
        | Kind::Plugin { .. }
        | Kind::Milestone
        | Kind::Table(_)
        | Kind::Contact { .. }
        | Kind::Panel { .. }
        | Kind::Quota { .. }
        | Kind::Wait(_)
        | Kind::Notify { .. }
        | Kind::Case { .. }
        | Kind::Reassessment { .. }
        | Kind::Forwarding { .. }
        | Kind::Board { .. } => None,
    };
    own.chain(of_kind).collect()
}

fn holders<'m>(
    role: &'m str,
    municipality: &'m Municipality,
) -> impl Iterator<Item = (&'m Person, &'m UnitId)> {
    municipality.people.values().flat_map(move |person| {
        person
            .roles
            .iter()
            .filter(move |(held, _)| held.as_str() == role)
            .map(move |(_, unit)| (person, unit))
    })
}

fn held(role: &Entry, municipality: &Municipality, report: &mut Report<'_>) {
    let name = role.key.as_str();
    if holders(name, municipality).next().is_none() {
        let message = format!("nobody in {} holds the role `{name}`", municipality.name);
        report.error(ROLE_NOBODY_HOLDS, role.key.span, message, "give it to somebody in `municipality.yaml`");
    }
    not_everybody(role, municipality, report);
    somebody_qualifies(role, municipality, report);
    if role.value.get("deputy").is_none() {
        return;
    }
    let alone: BTreeSet<&str> = holders(name, municipality)
        .filter(|(person, _)| person.deputy.is_none())
        .map(|(person, _)| person.id.as_str())
        .collect();
    if !alone.is_empty() {
        let alone: Vec<&str> = alone.into_iter().collect();
        let message = format!("`{name}` needs a deputy, and {} has none", crate::nearest::listing(&alone));
        report.error(LADDER_WITHOUT_RECIPIENT, role.key.span, message, "name one in `municipality.yaml`");
    }
}

/// Somebody who holds a role has none of the roles that it may not have been: whoever has may have worked on the case.
fn not_everybody(role: &Entry, municipality: &Municipality, report: &mut Report<'_>) {
    let name = role.key.as_str();
    let mut others = role.value.texts_of("not");
    others.retain(|other| other.text != name);
    let (Some(first), true) = (others.first(), holders(name, municipality).next().is_some()) else { return };
    let is_free = |person: &Person| {
        !person.roles.iter().any(|(held, _)| others.iter().any(|other| other.text == held.as_str()))
    };
    if !holders(name, municipality).any(|(person, _)| is_free(person)) {
        let listed: Vec<&str> = others.iter().map(|other| other.text.as_str()).collect();
        let listed = crate::nearest::listing(&listed);
        let message =
            format!("everybody who is `{name}` also has the role {listed}: on some case nobody is left");
        let remedy = format!("give `{name}` to somebody who has no other, in `municipality.yaml`");
        report.warning(DEAD_END, first.span, message, remedy);
    }
}

/// Somebody who holds the role has what it needs: nobody else can be given it.
fn somebody_qualifies(role: &Entry, municipality: &Municipality, report: &mut Report<'_>) {
    let name = role.key.as_str();
    let needs = role.value.texts_of("needs");
    let (Some(first), true) = (needs.first(), holders(name, municipality).next().is_some()) else { return };
    let has_all = |person: &Person| needs.iter().all(|need| person.competences.contains(need.text.as_str()));
    if !holders(name, municipality).any(|(person, _)| has_all(person)) {
        let listed: Vec<&str> = needs.iter().map(|need| need.as_str()).collect();
        let listed = crate::nearest::listing(&listed);
        let message = format!("nobody who holds the role `{name}` has what it needs: {listed}");
        let remedy = "write it under the `competences` of whoever has it, in `municipality.yaml`";
        report.error(ROLE_NOBODY_HOLDS, first.span, message, remedy);
    }
}

/// Why a rung reaches nobody, if it does not.
fn unreachable(rung: &LadderRung, by: &RoleName, municipality: &Municipality) -> Option<String> {
    let recipients = &rung.recipients;
    if recipients.iter().any(|recipient| matches!(recipient, Recipient::Owner | Recipient::Citizen)) {
        return None;
    }
    let of_roles = recipients.iter().find_map(|recipient| match recipient {
        Recipient::Role(role) => Some(role),
        Recipient::Owner | Recipient::Deputy | Recipient::Leader | Recipient::Citizen => None,
    });
    if let Some(role) = of_roles {
        let is_held = holders(role.as_str(), municipality).next().is_some();
        return (!is_held).then(|| format!("nobody holds the role `{role}`"));
    }
    let has_deputy = || holders(by.as_str(), municipality).all(|(person, _)| person.deputy.is_some());
    if recipients.contains(&Recipient::Deputy) && has_deputy() {
        return None;
    }
    let led = |unit: &UnitId| municipality.units.get(unit).is_some_and(|unit| unit.leader.is_some());
    let unit = holders(by.as_str(), municipality).map(|(_, unit)| unit).find(|unit| !led(unit));
    match (recipients.contains(&Recipient::Leader), unit) {
        (true, None) => None,
        (true, Some(unit)) => Some(format!("the unit `{unit}` has no leader")),
        (false, _) => Some(format!("not everybody who is `{by}` has a deputy")),
    }
}
