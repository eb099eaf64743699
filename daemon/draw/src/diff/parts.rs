//! What opens and ends a case, events, choice types, roles, facts, letters.

use std::collections::BTreeMap;

use definition::{Bound, BoundDay, Check, Choice, Definition, Ending, EventRule, FactRule, Role, Source};
use model::deadline::Sentence;

use super::change::{Changes, Lists, Thing, What, paired, ticked};
use crate::words::{both, fact_kind, listed_both, same};

pub(super) fn opens(changes: &mut Changes, old: &Definition, new: &Definition) {
    let lists = Lists {
        joined: ("kan nu også åbnes ved", "can now also be opened by"),
        left: ("kan ikke længere åbnes ved", "can no longer be opened by"),
        order: Some(("åbnes ved, i ny rækkefølge:", "is opened, in another order, by")),
    };
    let thing = Thing::new(What::Workflow, new.workflow.as_str());
    changes.list(&thing, &lists, &ticked(&old.opens), &ticked(&new.opens));
}

pub(super) fn until(changes: &mut Changes, old: &Definition, new: &Definition) {
    let lists = Lists {
        joined: ("slutter nu også ved", "now also ends by"),
        left: ("slutter ikke længere ved", "no longer ends by"),
        order: Some(("slutter ved, i ny rækkefølge:", "ends, in another order, by")),
    };
    let thing = Thing::new(What::Workflow, new.workflow.as_str());
    changes.list(&thing, &lists, &ticked(&old.until), &ticked(&new.until));
    let texts = |definition: &Definition| ticked(definition.ends.iter().map(Ending::text));
    changes.list(&thing, &lists, &texts(old), &texts(new));
}

/// The members of two maps by name, as [`paired`] has them.
pub(super) fn in_maps<'t, K, T>(
    old: &'t BTreeMap<K, T>,
    new: &'t BTreeMap<K, T>,
) -> Vec<(String, Option<&'t T>, Option<&'t T>)>
where
    K: Ord + core::borrow::Borrow<str> + ToString,
{
    let names =
        (old.keys().map(ToString::to_string).collect(), new.keys().map(ToString::to_string).collect());
    paired(|name| old.get(name), |name| new.get(name), names)
}

pub(super) fn events(changes: &mut Changes, old: &Definition, new: &Definition) {
    for (name, before, after) in in_maps(&old.events, &new.events) {
        let thing = Thing::new(What::Event, &name);
        match (before, after) {
            (Some(before), Some(after)) => event(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

fn event(changes: &mut Changes, thing: &Thing, old: &EventRule, new: &EventRule) {
    changes.was(thing);
    changes.title(thing, &old.title, &new.title);
    if old.by.is_empty() || new.by.is_empty() {
        let by = |rule: &EventRule| {
            if rule.by.is_empty() { both("enhver rolle", "any role") } else { listed_both(&ticked(&rule.by)) }
        };
        changes.value(thing, ("noteres af", "recorded by"), &by(old), &by(new));
    } else {
        let lists = Lists {
            joined: ("kan nu også noteres af", "may now also be recorded by"),
            left: ("kan ikke længere noteres af", "may no longer be recorded by"),
            order: Some(("noteres, i ny rækkefølge, af", "is recorded, in another order, by")),
        };
        changes.list(thing, &lists, &ticked(&old.by), &ticked(&new.by));
    }
    let about = |rule: &EventRule| rule.about.as_ref().map(ToString::to_string);
    let property = ("klage over delene i", "complaint about the parts of");
    changes.names(thing, property, about(old).as_deref(), about(new).as_deref());
    let rest = EventRule { title: new.title.clone(), by: new.by.clone(), about: new.about.clone() };
    changes.rest(thing, &rest, new);
}

pub(super) fn choices(changes: &mut Changes, old: &Definition, new: &Definition) {
    for (name, before, after) in in_maps(&old.choices, &new.choices) {
        let thing = Thing::new(What::Type, &name);
        match (before, after) {
            (Some(before), Some(after)) => choice(changes, &thing, before, after),
            (None, Some(_)) => changes.added(&thing, None),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

fn choice(changes: &mut Changes, thing: &Thing, old: &[Choice], new: &[Choice]) {
    let lists = Lists {
        joined: ("har nu også", "now also has"),
        left: ("har ikke længere", "no longer has"),
        order: Some(("har en ny rækkefølge:", "has another order:")),
    };
    let words = |choices: &[Choice]| ticked(choices.iter().map(|choice| &choice.word));
    changes.list(thing, &lists, &words(old), &words(new));
    for after in new {
        let Some(before) = old.iter().find(|choice| choice.word == after.word) else { continue };
        let (da, en) = (before.title.da != after.title.da, before.title.en != after.title.en);
        if da || en {
            let word = &after.word;
            let title = |title: &Sentence| {
                both(
                    if da { title.da.clone() } else { format!("{} (engelsk)", title.en) },
                    if en { title.en.clone() } else { format!("{} (Danish)", title.da) },
                )
            };
            let property = format!("`{word}`");
            changes.value(thing, (&property, &property), &title(&before.title), &title(&after.title));
        }
    }
}

pub(super) fn roles(changes: &mut Changes, old: &Definition, new: &Definition) {
    for (name, before, after) in in_maps(&old.roles, &new.roles) {
        let thing = Thing::new(What::Role, &name);
        match (before, after) {
            (Some(before), Some(after)) => role(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

fn role(changes: &mut Changes, thing: &Thing, old: &Role, new: &Role) {
    changes.title(thing, &old.title, &new.title);
    match (&old.sees, &new.sees) {
        (Some(before), Some(after)) => {
            let lists = Lists {
                joined: ("må nu også se", "may now also see"),
                left: ("må ikke længere se", "may no longer see"),
                order: None,
            };
            changes.list(thing, &lists, &ticked(before), &ticked(after));
        }
        (None, None) => {}
        (Some(_), None) => changes.says(thing, "må nu se alle oplysninger", "may now see every fact"),
        (None, Some(after)) => {
            let list = listed_both(&ticked(after));
            let (da, en) = if after.is_empty() {
                ("kun det, som dens skemaer spørger om".to_owned(), "only what its forms ask for".to_owned())
            } else {
                (
                    format!("kun {} og det, som dens skemaer spørger om", list.da),
                    format!("only {} and what its forms ask for", list.en),
                )
            };
            changes.says(
                thing,
                format!("må ikke længere se alle oplysninger, {da}"),
                format!("may no longer see every fact, {en}"),
            );
        }
    }
    changes.flag(
        thing,
        (old.one_holder, new.one_holder),
        ("holdes nu af én person i hele sagen", "is now held by one person for the whole case"),
        ("kan nu holdes af flere i samme sag", "may now be held by several on the same case"),
    );
    changes.flag(
        thing,
        (old.deputy_required, new.deputy_required),
        ("kræver nu en stedfortræder", "now needs a deputy"),
        ("kræver ikke længere en stedfortræder", "no longer needs a deputy"),
    );
    let lists = Lists {
        joined: ("må nu heller ikke have arbejdet på sagen som", "may now not have worked on the case as"),
        left: ("må nu godt have arbejdet på sagen som", "may now have worked on the case as"),
        order: None,
    };
    changes.list(thing, &lists, &ticked(&old.not), &ticked(&new.not));
    super::roles::said(changes, thing, old, new);
    let mut rest = old.clone();
    rest.title = new.title.clone();
    (rest.max_cases, rest.blind) = (new.max_cases, new.blind);
    rest.with.clone_from(&new.with);
    rest.needs.clone_from(&new.needs);
    rest.not.clone_from(&new.not);
    rest.sees.clone_from(&new.sees);
    rest.one_holder = new.one_holder;
    rest.deputy_required = new.deputy_required;
    changes.rest(thing, &rest, new);
}

pub(super) fn facts(changes: &mut Changes, old: &Definition, new: &Definition) {
    for (name, before, after) in in_maps(&old.facts, &new.facts) {
        let thing = Thing::new(What::Fact, &name);
        match (before, after) {
            (Some(before), Some(after)) => fact(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

fn fact(changes: &mut Changes, thing: &Thing, old: &FactRule, new: &FactRule) {
    changes.was(thing);
    changes.title(thing, &old.title, &new.title);
    changes.value(thing, ("type", "type"), &fact_kind(&old.kind), &fact_kind(&new.kind));
    let class = |rule: &FactRule| same(format!("{:?}", rule.class));
    changes.value(thing, ("dataklasse", "data class"), &class(old), &class(new));
    changes.flag(
        thing,
        (old.optional, new.optional),
        ("kan nu udelades", "may now be left out"),
        ("skal nu angives", "must now be given"),
    );
    changes.value(thing, ("kommer fra", "comes from"), &source(&old.source), &source(&new.source));
    let help = |rule: &FactRule| rule.help.clone().unwrap_or_else(|| both("ingen", "none"));
    changes.value(thing, ("hjælp", "help"), &help(old), &help(new));
    let when = |rule: &FactRule| {
        let source = rule.when.as_ref().map(|when| same(format!("`{}`", when.source())));
        source.unwrap_or_else(|| both("altid", "always"))
    };
    changes.value(thing, ("der spørges, når", "is asked when"), &when(old), &when(new));
    let bound = |bound: Option<&Bound>| bound.map(|bound| bound.text.clone());
    for (property, before, after) in [
        (("tidligst", "earliest"), &old.earliest, &new.earliest),
        (("senest", "latest"), &old.latest, &new.latest),
    ] {
        let (before, after) = (bound(before.as_ref()), bound(after.as_ref()));
        changes.names(thing, property, before.as_deref(), after.as_deref());
    }
    for (before, after) in [(&old.earliest, &new.earliest), (&old.latest, &new.latest)] {
        let due = |bound: &Option<Bound>| match bound.as_ref().map(|bound| &bound.day) {
            Some(BoundDay::Counted(due)) => Some(due.clone()),
            Some(BoundDay::Fixed(_) | BoundDay::Today) | None => None,
        };
        if let (Some(before), Some(after)) = (due(before), due(after))
            && before.rule.name == after.rule.name
        {
            super::pack::rule(
                changes,
                (&before.rule, &after.rule),
                (&before.rule.title, &after.rule.title),
                (None, None),
            );
        }
    }
    let mut rest = old.clone();
    rest.earliest.clone_from(&new.earliest);
    rest.latest.clone_from(&new.latest);
    rest.title = new.title.clone();
    rest.help.clone_from(&new.help);
    rest.when.clone_from(&new.when);
    rest.kind = new.kind.clone();
    rest.class = new.class;
    rest.optional = new.optional;
    rest.source = new.source.clone();
    changes.rest(thing, &rest, new);
}

fn source(source: &Source) -> Sentence {
    match source {
        Source::Asked => both("et skema", "a form"),
        Source::Register => both("registret", "the register"),
        Source::Calculated(program) => {
            let formula = program.source();
            both(format!("beregning: `{formula}`"), format!("calculation: `{formula}`"))
        }
    }
}

/// What should hold of every case.
pub(super) fn checks(changes: &mut Changes, old: &Definition, new: &Definition) {
    let named = |definition: &Definition| -> BTreeMap<String, Check> {
        definition.checks.iter().map(|check| (check.name.clone(), check.clone())).collect()
    };
    for (name, before, after) in in_maps(&named(old), &named(new)) {
        let thing = Thing::new(What::Check, &name);
        match (before, after) {
            (Some(before), Some(after)) => {
                let holds = |check: &Check| same(format!("`{}`", check.holds.source()));
                changes.value(&thing, ("skal gælde", "has to hold"), &holds(before), &holds(after));
                changes.value(&thing, ("grundlag", "basis"), &same(&before.basis), &same(&after.basis));
            }
            (None, Some(_)) => changes.added(&thing, None),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

pub(super) fn letters(changes: &mut Changes, old: &Definition, new: &Definition) {
    for (path, before, after) in in_maps(&old.letters, &new.letters) {
        let thing = Thing::new(What::Letter, &path);
        match (before, after) {
            (Some(before), Some(after)) if before.hash != after.hash => {
                changes.says(&thing, "har en anden tekst", "has another text");
            }
            (Some(_), Some(_)) | (None, None) => {}
            (None, Some(_)) => changes.added(&thing, None),
            (Some(_), None) => changes.removed(&thing),
        }
    }
}
