//! Numbers of law: deadlines, ladders, channels and texts.

use std::collections::BTreeMap;

use calendar::{Direction, Roll, RungWhen};
use definition::{Channel, DeadlineRule, Ladder, LadderRung, LegalText, Limit, RulePack};
use model::RoleName;
use model::deadline::Sentence;

use super::change::{Changes, Lists, Thing, What};
use super::parts::in_maps;
use super::steps::is_its_own;
use crate::words::{self, both, clock, listed_both, obliged, same};

pub(super) fn compare(changes: &mut Changes, old: &RulePack, new: &RulePack) {
    let thing = Thing::new(What::RulePack, &new.name);
    changes.names(&thing, ("navn", "name"), Some(&old.name), Some(&new.name));
    let from = |pack: &RulePack| same(pack.valid_from.to_string());
    changes.value(&thing, ("gælder fra", "valid from"), &from(old), &from(new));
    for (name, before, after) in in_maps(&old.ladders, &new.ladders) {
        let thing = Thing::new(What::Ladder, &name);
        match (before, after) {
            (Some(before), Some(after)) if before != after => {
                changes.ladders.push((before.clone(), after.clone()));
                ladder(changes, &thing, before, after);
            }
            (Some(_), Some(_)) | (None, None) => {}
            (None, Some(_)) => changes.added(&thing, None),
            (Some(_), None) => changes.removed(&thing),
        }
    }
    for (name, before, after) in in_maps(&old.channels, &new.channels) {
        let thing = Thing::new(What::Channel, &name);
        match (before, after) {
            (Some(before), Some(after)) => channel(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
    for (name, before, after) in in_maps(&old.texts, &new.texts) {
        let thing = Thing::new(What::Text, &name);
        match (before, after) {
            (Some(before), Some(after)) => text(changes, &thing, before, after),
            (None, Some(_)) => changes.added(&thing, None),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
    for (name, before, after) in in_maps(&old.deadlines, &new.deadlines) {
        let thing = Thing::new(What::Deadline, &name);
        match (before, after) {
            (Some(before), Some(after)) => {
                let none = both("", "");
                rule(changes, (before, after), (&none, &none), (None, None));
            }
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
    let mut rest = old.clone();
    rest.name.clone_from(&new.name);
    rest.valid_from = new.valid_from;
    rest.deadlines.clone_from(&new.deadlines);
    rest.ladders.clone_from(&new.ladders);
    rest.channels.clone_from(&new.channels);
    rest.texts.clone_from(&new.texts);
    // Told with the definitions that may name them.
    rest.limits.clone_from(&new.limits);
    changes.rest(&thing, &rest, new);
}

/// Numbers that are no deadlines.
pub(super) fn limits(changes: &mut Changes, old: &BTreeMap<String, Limit>, new: &BTreeMap<String, Limit>) {
    for (name, before, after) in in_maps(old, new) {
        let thing = Thing::new(What::Limit, &name);
        match (before, after) {
            (Some(before), Some(after)) => {
                changes.title(&thing, &before.title, &after.title);
                let value = |limit: &Limit| words::number(limit.value);
                changes.value(&thing, ("", ""), &value(before), &value(after));
                based(changes, &thing, (&before.basis, &before.mark), (&after.basis, &after.mark));
            }
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

/// One number. Titles and roles are those of the step that has it: what it takes from there is the step's change.
pub(super) fn rule(
    changes: &mut Changes,
    (old, new): (&DeadlineRule, &DeadlineRule),
    titles: (&Sentence, &Sentence),
    by: (Option<&RoleName>, Option<&RoleName>),
) {
    if old == new {
        return;
    }
    let thing = Thing::new(What::Deadline, &new.name);
    if (&old.title, &new.title) != titles {
        changes.title(&thing, &old.title, &new.title);
    }
    let amount = |rule: &DeadlineRule| both(rule.rule.amount.in_danish(), rule.rule.amount.in_english());
    changes.value(&thing, ("", ""), &amount(old), &amount(new));
    let direction = |rule: &DeadlineRule| match rule.rule.direction {
        Direction::After => both("frem", "forwards"),
        Direction::Before => both("tilbage", "backwards"),
    };
    changes.value(&thing, ("regnes", "counts"), &direction(old), &direction(new));
    let roll = |rule: &DeadlineRule| match rule.rule.roll {
        Roll::NextWorkingDay => both("rykker frem til næste arbejdsdag", "moves to the next working day"),
        Roll::PreviousWorkingDay => {
            both("rykker tilbage til arbejdsdagen før", "moves to the working day before")
        }
        Roll::None => both("bliver stående", "stays"),
    };
    changes.value(&thing, ("på en lukkedag", "on a closed day"), &roll(old), &roll(new));
    changes.value(&thing, ("slags", "kind"), &clock(old.kind), &clock(new.kind));
    if !(is_its_own(old.obliged.as_ref(), by.0) && is_its_own(new.obliged.as_ref(), by.1)) {
        let (before, after) = (obliged(old.obliged.as_ref()), obliged(new.obliged.as_ref()));
        changes.value(&thing, ("påhviler", "to be met by"), &before, &after);
    }
    // What is written out has no other basis than its own length, which is told already.
    let basis = if is_written_out(old) && is_written_out(new) { &new.basis } else { &old.basis };
    based(changes, &thing, (basis, &old.mark), (&new.basis, &new.mark));
    let is_told = changes.ladders.iter().any(|(before, after)| *before == old.ladder && *after == new.ladder);
    if !is_told {
        ladder(changes, &thing, &old.ladder, &new.ladder);
    }
    let mut rest = old.clone();
    rest.name.clone_from(&new.name);
    rest.title = new.title.clone();
    rest.rule = new.rule;
    rest.kind = new.kind;
    rest.obliged.clone_from(&new.obliged);
    rest.basis.clone_from(&new.basis);
    rest.mark.clone_from(&new.mark);
    rest.ladder = new.ladder.clone();
    rest.tolerance = new.tolerance;
    changes.rest(&thing, &rest, new);
}

/// Whether a deadline stands in the workflow alone: its basis is the name of the workflow with the length.
fn is_written_out(rule: &DeadlineRule) -> bool {
    let length = rule.basis.split_once(": ").map(|(_, length)| length);
    length.is_some_and(|length| length == rule.rule.amount.in_english())
}

/// Legal basis, and how sure it is.
fn based(changes: &mut Changes, thing: &Thing, old: (&str, &str), new: (&str, &str)) {
    let shown = |text: &str| if text.is_empty() { both("ingen", "none") } else { same(text) };
    changes.value(thing, ("grundlag", "basis"), &shown(old.0), &shown(new.0));
    changes.value(thing, ("mærke", "mark"), &shown(old.1), &shown(new.1));
}

fn channel(changes: &mut Changes, thing: &Thing, old: &Channel, new: &Channel) {
    changes.title(thing, &old.title, &new.title);
    let after = |one: &Channel| both(one.received_after.in_danish(), one.received_after.in_english());
    changes.value(thing, ("fremme efter", "received after"), &after(old), &after(new));
    based(changes, thing, (&old.basis, &old.mark), (&new.basis, &new.mark));
    changes.flag(
        thing,
        (old.needs_address, new.needs_address),
        ("kræver nu en adresse", "now needs an address"),
        ("kræver ikke længere en adresse", "no longer needs an address"),
    );
    let mut rest = old.clone();
    rest.title = new.title.clone();
    rest.received_after = new.received_after;
    rest.basis.clone_from(&new.basis);
    rest.mark.clone_from(&new.mark);
    rest.needs_address = new.needs_address;
    changes.rest(thing, &rest, new);
}

fn text(changes: &mut Changes, thing: &Thing, old: &LegalText, new: &LegalText) {
    if old.text.da != new.text.da {
        let (da, en) = (&new.text.da, &new.text.da);
        changes.says(thing, format!("lyder nu: ”{da}”"), format!("now reads, in Danish: “{en}”"));
    }
    if old.text.en != new.text.en {
        let (da, en) = (&new.text.en, &new.text.en);
        changes.says(thing, format!("lyder nu på engelsk: ”{da}”"), format!("now reads: “{en}”"));
    }
    based(changes, thing, (&old.basis, &old.mark), (&new.basis, &new.mark));
    let mut rest = old.clone();
    rest.text = new.text.clone();
    rest.basis.clone_from(&new.basis);
    rest.mark.clone_from(&new.mark);
    changes.rest(thing, &rest, new);
}

pub(super) fn ladder(changes: &mut Changes, thing: &Thing, old: &Ladder, new: &Ladder) {
    let named = |ladder: &Ladder, name: &str| -> Option<Sentence> {
        ladder.rungs.iter().find(|rung| rung.rule.name == name).map(rung)
    };
    for after in &new.rungs {
        let name = &after.rule.name;
        if let Some(before) = named(old, name) {
            let property = format!("`{name}`");
            changes.value(thing, (&property, &property), &before, &rung(after));
        }
    }
    let lists = Lists {
        joined: ("rykker nu også:", "now also reminds:"),
        left: ("rykker ikke længere:", "no longer reminds:"),
        order: Some(("rykker i en ny rækkefølge:", "reminds in another order:")),
    };
    let rungs = |ladder: &Ladder, other: &Ladder| -> Vec<Sentence> {
        let words = ladder.rungs.iter().map(|one| {
            let name = &one.rule.name;
            // What is in both is told by its name alone.
            named(other, name).map_or_else(
                || {
                    let words = rung(one);
                    both(format!("`{name}`, {}", words.da), format!("`{name}`, {}", words.en))
                },
                |_| same(format!("`{name}`")),
            )
        });
        words.collect()
    };
    changes.list(thing, &lists, &rungs(old, new), &rungs(new, old));
}

/// A rung in words: `14 days before at 08:00, to whoever is responsible`.
pub(crate) fn rung(rung: &LadderRung) -> Sentence {
    let when = match rung.rule.when {
        RungWhen::Before(amount) => {
            both(format!("{} før", amount.in_danish()), format!("{} before", amount.in_english()))
        }
        RungWhen::OnTheDay => both("på dagen", "on the day"),
        RungWhen::FirstWorkingDayAfter => both("første arbejdsdag efter", "on the first working day after"),
    };
    let to: Vec<Sentence> = rung
        .recipients
        .iter()
        .map(|recipient| words::recipient(recipient, |role| same(format!("`{role}`"))))
        .collect();
    let to = listed_both(&to);
    let (da, en) = if rung.missed { (", overskredet", ", missed") } else { ("", "") };
    let at = format!("{:02}:{:02}", rung.rule.at.hour(), rung.rule.at.minute());
    both(format!("{} kl. {at}, til {}{da}", when.da, to.da), format!("{} at {at}, to {}{en}", when.en, to.en))
}
