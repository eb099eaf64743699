//! Stages in file order, each with its steps.

use definition::{After, Definition, EndedEarly, Stage, Until};
use model::StageName;
use model::deadline::Sentence;

use super::change::{Changes, Lists, Thing, What, paired, ticked};
use super::steps;
use crate::names::{Named, befores};
use crate::words::{both, listed_both, same};

pub(super) fn compare(changes: &mut Changes, old: &Definition, new: &Definition) {
    order(changes, old, new);
    let names = |definition: &Definition| -> Vec<String> {
        definition.stages.iter().map(|stage| stage.name.to_string()).collect()
    };
    let pairs = paired(|name| named(old, name), |name| named(new, name), (names(old), names(new)));
    for (name, before, after) in pairs {
        let thing = Thing::new(What::Stage, &name);
        match (before, after) {
            (Some(before), Some(after)) => stage(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
        for step in after.map(|stage| stage.steps.as_slice()).unwrap_or_default() {
            steps::compare(changes, (old, old.steps.get(step)), (new, new.steps.get(step)));
        }
    }
    for step in old.order.iter().filter(|step| !new.steps.contains_key(*step)) {
        changes.removed(&Thing::new(What::Step, step.as_str()));
    }
}

fn named<'d>(definition: &'d Definition, name: &str) -> Option<&'d Stage> {
    definition.stages.iter().find(|stage| stage.name.as_str() == name)
}

/// The order of the file is the order in which stages are read and steps open.
fn order(changes: &mut Changes, old: &Definition, new: &Definition) {
    let thing = Thing::new(What::Workflow, new.workflow.as_str());
    let stages = |definition: &Definition, other: &Definition| {
        let stages = definition.stages.iter().map(|stage| &stage.name);
        ticked(stages.filter(|name| named(other, name.as_str()).is_some()))
    };
    let steps = |definition: &Definition, other: &Definition| {
        ticked(definition.order.iter().filter(|name| other.steps.contains_key(*name)))
    };
    let lists = |order| Lists { joined: ("", ""), left: ("", ""), order: Some(order) };
    let words = ("har faserne i en ny rækkefølge:", "has its stages in another order:");
    changes.list(&thing, &lists(words), &stages(old, new), &stages(new, old));
    let words = ("har trinnene i en ny rækkefølge:", "has its steps in another order:");
    changes.list(&thing, &lists(words), &steps(old, new), &steps(new, old));
}

fn stage(changes: &mut Changes, thing: &Thing, old: &Stage, new: &Stage) {
    changes.was(thing);
    changes.title(thing, &old.title, &new.title);
    changes.value(thing, ("efter", "after"), &after(&old.after), &after(&new.after));
    condition(changes, thing, old.when.as_ref(), new.when.as_ref());
    changes.names(
        thing,
        ("står i fasen", "stands in the stage"),
        old.parent.as_ref().map(StageName::as_str),
        new.parent.as_ref().map(StageName::as_str),
    );
    let property = ("kræver samtykke til", "needs consent to");
    changes.names(thing, property, old.requires.as_deref(), new.requires.as_deref());
    let until = |stage: &Stage| {
        let names = stage.until.iter().map(|until| match until {
            Until::Step(step) => step.to_string(),
            Until::Event(event) => event.to_string(),
        });
        let list = ticked(names);
        // Any of them ends it.
        let any = |side: fn(&Sentence) -> &str, or: &str| list.iter().map(side).collect::<Vec<_>>().join(or);
        if list.is_empty() {
            both("dens sidste trin", "its last step")
        } else {
            both(any(|one| &one.da, " eller "), any(|one| &one.en, " or "))
        }
    };
    changes.value(thing, ("slutter med", "ends with"), &until(old), &until(new));
    changes.flag(
        thing,
        (old.repeats, new.repeats),
        ("gentages nu: den begynder forfra, når den er slut", "now repeats: it begins anew when it is over"),
        ("gentages ikke længere", "no longer repeats"),
    );
    ended_early(changes, thing, old, new);
    let mut rest = old.clone();
    rest.ended_early.clone_from(&new.ended_early);
    rest.repeats = new.repeats;
    rest.parent.clone_from(&new.parent);
    rest.title = new.title.clone();
    rest.after = new.after.clone();
    rest.when.clone_from(&new.when);
    rest.requires.clone_from(&new.requires);
    rest.until.clone_from(&new.until);
    rest.steps.clone_from(&new.steps);
    changes.rest(thing, &rest, new);
}

fn ended_early(changes: &mut Changes, thing: &Thing, old: &Stage, new: &Stage) {
    let by = |stage: &Stage| {
        let roles = stage.ended_early.as_ref().map(|early| ticked(&early.by));
        roles.map_or_else(|| both("ingen", "nobody"), |roles| listed_both(&roles))
    };
    changes.value(thing, ("kan afsluttes før tid af", "may be ended early by"), &by(old), &by(new));
    let ask = |stage: &Stage| {
        let facts = ticked(stage.ended_early.iter().flat_map(EndedEarly::ask));
        if facts.is_empty() { both("intet", "nothing") } else { listed_both(&facts) }
    };
    changes.value(
        thing,
        ("spørger, når den afsluttes før tid, om", "asks, when it is ended early, for"),
        &ask(old),
        &ask(new),
    );
}

/// What comes before, by names.
pub(super) fn after(after: &After) -> Sentence {
    let (list, any) = befores(after);
    if list.is_empty() {
        return both("intet", "nothing");
    }
    let list = listed_both(&ticked(list.iter().map(|before| Named::of(before).word().to_owned())));
    if any { both(format!("én af {}", list.da), format!("one of {}", list.en)) } else { list }
}

/// The condition under which something applies.
pub(super) fn condition(
    changes: &mut Changes,
    thing: &Thing,
    old: Option<&feel::Program>,
    new: Option<&feel::Program>,
) {
    let shown = |program: Option<&feel::Program>| {
        program.map_or_else(|| both("altid", "always"), |program| same(format!("`{}`", program.source())))
    };
    changes.value(thing, ("gælder når", "applies when"), &shown(old), &shown(new));
}
