//! What differs between two versions of a workflow, in sentences.
//!
//! Compared are checked definitions and never texts: a comment, a blank or another order of keys is no difference. What has
//! another name is gone under the old one and new under the new one, unless the new file says what it was called (`was`).

mod change;
mod pack;
mod parts;
mod pauses;
mod renames;
mod roles;
mod stages;
mod steps;

use definition::{Definition, RulePack};

pub use change::{Change, How, What};

use change::{Changes, Thing};

/// What differs between two versions of a workflow, in the order of the new file; what is gone comes after what is there.
///
/// Empty exactly where a case could not tell the two apart: a difference without words of its own is told as one that has
/// none.
#[must_use]
pub fn diff(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut changes = Changes::default();
    heading(&mut changes, old, new);
    body(&mut changes, old, new);
    changes.finish()
}

/// As [`diff`], and what differs between the rule packs that their numbers come from.
#[must_use]
pub fn diff_with_packs(old: (&Definition, &RulePack), new: (&Definition, &RulePack)) -> Vec<Change> {
    let mut changes = Changes::default();
    heading(&mut changes, old.0, new.0);
    pack::compare(&mut changes, old.1, new.1);
    body(&mut changes, old.0, new.0);
    changes.finish()
}

/// What differs between two rule packs.
#[must_use]
pub fn diff_packs(old: &RulePack, new: &RulePack) -> Vec<Change> {
    let mut changes = Changes::default();
    pack::compare(&mut changes, old, new);
    changes.finish()
}

fn heading(changes: &mut Changes, old: &Definition, new: &Definition) {
    let thing = Thing::new(What::Workflow, new.workflow.as_str());
    changes.names(&thing, ("navn", "name"), Some(old.workflow.as_str()), Some(new.workflow.as_str()));
    changes.title(&thing, &old.title, &new.title);
    changes.names(&thing, ("regelpakke", "rule pack"), Some(&old.rule_pack), Some(&new.rule_pack));
    changes.names(&thing, ("KLE-emne", "KLE subject"), old.kle.as_deref(), new.kle.as_deref());
}

fn body(changes: &mut Changes, old: &Definition, new: &Definition) {
    changes.renames = renames::between(old, new);
    let old = &renames::apply(old, &changes.renames);
    parts::opens(changes, old, new);
    parts::events(changes, old, new);
    parts::until(changes, old, new);
    parts::choices(changes, old, new);
    parts::roles(changes, old, new);
    parts::facts(changes, old, new);
    stages::compare(changes, old, new);
    pauses::compare(changes, old, new);
    parts::checks(changes, old, new);
    parts::letters(changes, old, new);
    rest(changes, old, new);
}

/// What this room has no words for yet: told as such rather than not at all.
fn rest(changes: &mut Changes, old: &Definition, new: &Definition) {
    let mut rest = old.clone();
    rest.workflow = new.workflow.clone();
    rest.title = new.title.clone();
    rest.rule_pack.clone_from(&new.rule_pack);
    rest.kle.clone_from(&new.kle);
    rest.opens.clone_from(&new.opens);
    rest.events.clone_from(&new.events);
    rest.until.clone_from(&new.until);
    rest.ends.clone_from(&new.ends);
    rest.roles.clone_from(&new.roles);
    rest.choices.clone_from(&new.choices);
    rest.facts.clone_from(&new.facts);
    rest.stages.clone_from(&new.stages);
    rest.steps.clone_from(&new.steps);
    rest.order.clone_from(&new.order);
    rest.renamed.clone_from(&new.renamed);
    rest.checks.clone_from(&new.checks);
    rest.pauses.clone_from(&new.pauses);
    rest.letters.clone_from(&new.letters);
    changes.rest(&Thing::new(What::Workflow, new.workflow.as_str()), &rest, new);
}
