//! What holds a part of the case, before and after.

use std::collections::BTreeMap;

use definition::{Definition, Held, Pause, Step};
use model::deadline::Sentence;

use super::change::{Changes, Lists, Thing, What, ticked};
use super::parts::in_maps;
use crate::words::both;

pub(super) fn compare(changes: &mut Changes, old: &Definition, new: &Definition) {
    let named = |definition: &Definition| -> BTreeMap<String, Pause> {
        definition.pauses.iter().map(|pause| (pause.name.clone(), pause.clone())).collect()
    };
    for (name, before, after) in in_maps(&named(old), &named(new)) {
        let thing = Thing::new(What::Pause, &name);
        match (before, after) {
            (Some(before), Some(after)) => pause(changes, &thing, before, after),
            (None, Some(after)) => changes.added(&thing, Some(&after.title)),
            (Some(_), None) => changes.removed(&thing),
            (None, None) => {}
        }
    }
}

fn pause(changes: &mut Changes, thing: &Thing, old: &Pause, new: &Pause) {
    changes.title(thing, &old.title, &new.title);
    let begins = Lists {
        joined: ("begynder nu også ved", "now also begins by"),
        left: ("begynder ikke længere ved", "no longer begins by"),
        order: None,
    };
    changes.list(thing, &begins, &ticked(&old.from), &ticked(&new.from));
    let ends = Lists {
        joined: ("slutter nu også ved", "now also ends by"),
        left: ("slutter ikke længere ved", "no longer ends by"),
        order: None,
    };
    changes.list(thing, &ends, &ticked(&old.to), &ticked(&new.to));
    let holds = Lists {
        joined: ("holder nu også", "now also holds"),
        left: ("holder ikke længere", "no longer holds"),
        order: None,
    };
    let held = |pause: &Pause| ticked(pause.holds.iter().map(Held::name));
    changes.list(thing, &holds, &held(old), &held(new));
    changes.flag(
        thing,
        (old.moves_deadlines, new.moves_deadlines),
        ("flytter nu fristerne", "now moves deadlines"),
        ("lader nu fristerne løbe", "now lets deadlines run"),
    );
}

/// How long after its last day the deadline of a step still counts as met. It is the step's own, whoever else has the
/// same number. Answers the two steps without it.
pub(super) fn tolerance(
    changes: &mut Changes,
    thing: &Thing,
    (mut old, mut new): (Step, Step),
) -> (Step, Step) {
    let of = |step: &Step| -> Sentence {
        let amount = step.deadline_rules().find_map(|rule| rule.tolerance);
        amount.map_or_else(|| both("ingen", "none"), |amount| both(amount.in_danish(), amount.in_english()))
    };
    changes.value(thing, ("tolerance", "tolerance"), &of(&old), &of(&new));
    for step in [&mut old, &mut new] {
        if let Some(due) = &mut step.due {
            due.rule.tolerance = None;
        }
    }
    (old, new)
}
