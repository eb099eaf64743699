//! What a role may say beside whom it sees and whom it may not be.

use definition::Role;
use model::deadline::Sentence;

use super::change::{Changes, Lists, Thing, ticked};
use crate::words::{both, same};

pub(super) fn said(changes: &mut Changes, thing: &Thing, old: &Role, new: &Role) {
    changes.flag(
        thing,
        (old.blind, new.blind),
        (
            "ser nu intet af, hvad andre i rollen er nået frem til, før egen del er færdig",
            "now sees nothing of what others in the role came to before their own part is done",
        ),
        (
            "ser nu straks, hvad andre i rollen er nået frem til",
            "now sees at once what others in the role came to",
        ),
    );
    let with = |role: &Role| role.with.as_ref().map(ToString::to_string);
    let (before, after) = (with(old), with(new));
    changes.names(thing, ("kun sammen med", "only together with"), before.as_deref(), after.as_deref());
    let lists = Lists {
        joined: ("kræver nu", "now needs"),
        left: ("kræver ikke længere", "no longer needs"),
        order: None,
    };
    changes.list(thing, &lists, &ticked(&old.needs), &ticked(&new.needs));
    let most = |role: &Role| -> Sentence {
        role.max_cases.map_or_else(|| both("ingen grænse", "no limit"), |most| same(most.to_string()))
    };
    let property = ("åbne sager pr. person, højst", "open cases per person, at most");
    changes.value(thing, property, &most(old), &most(new));
}
