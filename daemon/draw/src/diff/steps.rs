//! A step: what it is, whose it is, when, until when.

use definition::{Again, Definition, Due, Kind, Repeat, Step};
use model::RoleName;
use model::deadline::{Obliged, Sentence};

use super::change::{Changes, Lists, Thing, What, ticked};
use super::stages::{after, condition};
use super::{pack, pauses};
use crate::kinds::{self, Detail, Value};
use crate::words::{anchor_by_name, both, counted, due_by_name, same};

/// Compares a step of the new file with the old one of its name.
pub(super) fn compare(
    changes: &mut Changes,
    (_, old): (&Definition, Option<&Step>),
    (_, new): (&Definition, Option<&Step>),
) {
    let Some(new) = new else { return };
    let thing = Thing::new(What::Step, new.name.as_str());
    let Some(old) = old else { return changes.added(&thing, Some(&new.title)) };
    changes.was(&thing);
    if old.stage != new.stage {
        let (from, to) = (&old.stage, &new.stage);
        changes.says(
            &thing,
            format!("er flyttet fra fasen `{from}` til `{to}`"),
            format!("has moved from the stage `{from}` to `{to}`"),
        );
    }
    changes.title(&thing, &old.title, &new.title);
    let by = |step: &Step| step.by.as_ref().map(ToString::to_string);
    changes.names(&thing, ("udføres af", "done by"), by(old).as_deref(), by(new).as_deref());
    changes.value(&thing, ("efter", "after"), &after(&old.after), &after(&new.after));
    condition(changes, &thing, old.when.as_ref(), new.when.as_ref());
    let cases = |step: &Step| {
        step.sample.map_or_else(
            || both("alle sager", "all cases"),
            |part| both(format!("{part} % af sagerne"), format!("{part} % of the cases")),
        )
    };
    changes.value(&thing, ("udføres i", "is done in"), &cases(old), &cases(new));
    kind(changes, &thing, old, new);
    let ladders = ladder(changes, &thing, old, new);
    let (before, after) = pauses::tolerance(changes, &thing, ladders);
    let (old_due, new_due) = (before.due.as_ref(), after.due.as_ref());
    due(changes, &thing, (old, old_due), (new, new_due), ("frist", "deadline"));
    let property = ("det, det efterlader, løber ud", "what it leaves runs out");
    due(changes, &thing, (old, old.expires.as_ref()), (new, new.expires.as_ref()), property);
    changes.flag(
        &thing,
        (old.optional, new.optional),
        ("er nu valgfrit: en person begynder det", "is now optional: a person starts it"),
        ("er ikke længere valgfrit", "is no longer optional"),
    );
    // Nobody waits for an optional step: that goes without saying.
    if old.optional == new.optional {
        changes.flag(
            &thing,
            (old.required, new.required),
            ("holder nu sin fase åben, til det er færdigt", "is now waited for by its stage"),
            ("holder ikke længere sin fase åben", "is no longer waited for by its stage"),
        );
    }
    repeats(changes, &thing, old, new);
    again(changes, &thing, old, new);
    let mut rest = old.clone();
    rest.title = new.title.clone();
    rest.stage = new.stage.clone();
    rest.after = new.after.clone();
    rest.when.clone_from(&new.when);
    rest.sample = new.sample;
    rest.kind = new.kind.clone();
    rest.by.clone_from(&new.by);
    rest.due.clone_from(&new.due);
    rest.ladder.clone_from(&new.ladder);
    rest.expires.clone_from(&new.expires);
    rest.optional = new.optional;
    rest.required = new.required;
    rest.again.clone_from(&new.again);
    rest.restart.clone_from(&new.restart);
    rest.repeats.clone_from(&new.repeats);
    changes.rest(&thing, &rest, new);
}

/// Who is reminded, where a step says so itself: told of the step, and not of a number that other steps have, too.
/// Answers the two steps without what was told.
fn ladder(changes: &mut Changes, thing: &Thing, old: &Step, new: &Step) -> (Step, Step) {
    let (mut before, mut after) = (old.clone(), new.clone());
    if old.ladder == new.ladder {
        return (before, after);
    }
    let of = |step: &Step| step.deadline_rules().next().map(|rule| rule.ladder.clone());
    if let (Some(from), Some(to)) = (of(old), of(new)) {
        changes.flag(
            thing,
            (old.ladder.is_some(), new.ladder.is_some()),
            ("har nu sin egen rykkertrappe", "now has a reminder ladder of its own"),
            ("har ikke længere sin egen rykkertrappe", "no longer has a reminder ladder of its own"),
        );
        pack::ladder(changes, thing, &from, &to);
        for step in [&mut before, &mut after] {
            if let Some(due) = &mut step.due {
                due.rule.ladder = to.clone();
            }
        }
    }
    (before, after)
}

fn repeats(changes: &mut Changes, thing: &Thing, old: &Step, new: &Step) {
    let words = |step: &Step| match &step.repeats {
        None => both("ikke af sig selv", "not by itself"),
        Some(Repeat::Always) => both("til fasen slutter", "until its stage ends"),
        Some(Repeat::While(condition)) => {
            both(format!("så længe `{}`", condition.source()), format!("while `{}`", condition.source()))
        }
    };
    changes.value(thing, ("gentages", "repeats"), &words(old), &words(new));
}

fn again(changes: &mut Changes, thing: &Thing, old: &Step, new: &Step) {
    let lists = Lists {
        joined: ("begynder nu også forfra ved", "now also begins anew on"),
        left: ("begynder ikke længere forfra ved", "no longer begins anew on"),
        order: Some(("begynder forfra, i ny rækkefølge, ved", "begins anew, in another order, on")),
    };
    let words = |step: &Step| -> Vec<Sentence> { step.again.iter().map(begins_on).collect() };
    changes.list(thing, &lists, &words(old), &words(new));
    let lists = Lists {
        joined: ("lader nu også begynde forfra fristen for", "now also restarts the deadline of"),
        left: ("lader ikke længere begynde forfra fristen for", "no longer restarts the deadline of"),
        order: None,
    };
    let restarts = |step: &Step| ticked(&step.restart);
    changes.list(thing, &lists, &restarts(old), &restarts(new));
}

fn begins_on(again: &Again) -> Sentence {
    match again {
        Again::Event(event) => same(format!("`{event}`")),
        Again::Moment(step, moment) => same(format!("`{step}.{moment}`")),
        Again::Step(step) => same(format!("`{step}`")),
        Again::Stage(stage) => same(format!("`{stage}`")),
        Again::Person(roles) => {
            let who = roles.iter().map(|role| format!("`{role}`")).collect::<Vec<_>>().join(", ");
            both(format!("en genåbning af {who}"), format!("a reopening by {who}"))
        }
    }
}

fn kind(changes: &mut Changes, thing: &Thing, old: &Step, new: &Step) {
    if old.kind == new.kind {
        return;
    }
    if old.kind.word() != new.kind.word() {
        let called = |kind: &Kind| {
            let (called, _) = kinds::called(kind);
            both(called.da.to_lowercase(), called.en.to_lowercase())
        };
        changes.value(thing, ("slags", "kind"), &called(&old.kind), &called(&new.kind));
        return;
    }
    let (before, after) = (kinds::details(&old.kind), kinds::details(&new.kind));
    let mut told = false;
    for after in &after {
        let Some(before) = before.iter().find(|before| before.key == after.key) else { continue };
        if before.value != after.value {
            told = true;
            detail(changes, thing, (old, before), (new, after));
        }
    }
    if let (Kind::Review { rule: before, .. }, Kind::Review { rule: after, .. }) = (&old.kind, &new.kind) {
        told = true;
        // The lengths are the step's own.
        let mut before = before.clone();
        before.rule.amount = after.rule.amount;
        before.tolerance = after.tolerance;
        pack::rule(changes, (&before, after), (&old.title, &new.title), (old.by.as_ref(), new.by.as_ref()));
    }
    if !told {
        changes.rest(thing, &old.kind, &new.kind);
    }
}

fn detail(
    changes: &mut Changes,
    thing: &Thing,
    (old_step, old): (&Step, &Detail),
    (new_step, new): (&Step, &Detail),
) {
    let phrase = new.phrase;
    let deadline = |value: &Value| match value {
        Value::Deadline(due) => Some(due.clone()),
        Value::Nothing | Value::One(_) | Value::Several(_) | Value::Words(_) | Value::Series(..) => None,
    };
    match (&old.value, &new.value) {
        (Value::Several(before), Value::Several(after)) => {
            let lists = Lists {
                joined: phrase.joined,
                left: phrase.left,
                order: Some(("har en ny rækkefølge:", "has another order:")),
            };
            let words =
                |list: &[crate::names::Named]| ticked(list.iter().map(|named| named.word().to_owned()));
            changes.list(thing, &lists, &words(before), &words(after));
        }
        (Value::Deadline(_), _) | (_, Value::Deadline(_)) => {
            let (before, after) = (deadline(&old.value), deadline(&new.value));
            due(changes, thing, (old_step, before.as_deref()), (new_step, after.as_deref()), phrase.alone);
        }
        (before, after) => changes.value(thing, phrase.alone, &shown(before), &shown(after)),
    }
}

/// A value by names.
fn shown(value: &Value) -> Sentence {
    match value {
        Value::Nothing => both("ingen", "none"),
        Value::One(named) => same(format!("`{}`", named.word())),
        Value::Several(list) => {
            crate::words::listed_both(&ticked(list.iter().map(|named| named.word().to_owned())))
        }
        Value::Words(words) => words.clone(),
        Value::Deadline(due) => due_by_name(due),
        Value::Series(first, anchor, every) => {
            let first = counted(*first, calendar::Direction::After, &anchor_by_name(anchor));
            both(
                format!("{}, derefter med {} imellem", first.da, every.in_danish()),
                format!("{}, then {} apart", first.en, every.in_english()),
            )
        }
    }
}

/// Until when. A number with the same name is the number's own change, whoever uses it.
fn due(
    changes: &mut Changes,
    thing: &Thing,
    (old_step, old): (&Step, Option<&Due>),
    (new_step, new): (&Step, Option<&Due>),
    property: (&str, &str),
) {
    match (old, new) {
        (None, None) => {}
        (Some(old), Some(new)) if old.rule.name == new.rule.name => {
            let titles = (&old_step.title, &new_step.title);
            let by: (Option<&RoleName>, Option<&RoleName>) = (old_step.by.as_ref(), new_step.by.as_ref());
            pack::rule(changes, (&old.rule, &new.rule), titles, by);
            let (da, en) = (format!("{} regnes fra", property.0), format!("{} counts from", property.1));
            let (before, after) = (counted_from(old), counted_from(new));
            changes.value(thing, (&da, &en), &before, &after);
        }
        (old, new) => {
            let shown = |step: &Step, due: Option<&Due>| match due {
                None => both("ingen", "none"),
                // A number of its own has the step's name and needs no other.
                Some(due) if due.rule.name == step.name.as_str() => due_by_name(due),
                Some(due) => {
                    let (words, name) = (due_by_name(due), &due.rule.name);
                    both(format!("{} (`{name}`)", words.da), format!("{} (`{name}`)", words.en))
                }
            };
            changes.value(thing, property, &shown(old_step, old), &shown(new_step, new));
        }
    }
}

/// From what it counts, and from what else while that has no day.
fn counted_from(due: &Due) -> Sentence {
    let first = anchor_by_name(&due.anchor);
    let Some(otherwise) = due.otherwise.as_ref().map(anchor_by_name) else { return first };
    both(format!("{}, ellers {}", first.da, otherwise.da), format!("{}, else {}", first.en, otherwise.en))
}

/// Whether somebody is obliged because the step is theirs.
pub(super) fn is_its_own(obliged: Option<&Obliged>, by: Option<&RoleName>) -> bool {
    match (obliged, by) {
        (None, _) => true,
        (Some(Obliged::Role(role)), Some(by)) => role == by,
        (Some(_), _) => false,
    }
}
